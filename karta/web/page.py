"""Light pages from the templates beside this module: one environment, which escapes every text that enters a page.

People's own words stand apart in an element of their own (bdi): a reading direction that somebody typed into a name
ends with the name.
"""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from karta.i18n import LANGUAGES, direction, tag, text
from karta.services import free_text

# The languages of pages that speak no more, each with who has reviewed its texts: blank, they are the makers' own.
PLAIN: Mapping[str, str] = dict.fromkeys(LANGUAGES, "")


@cache
def style() -> str:
    """Return the style, which stands in the page itself: a slow phone asks once, not twice."""
    return files("karta").joinpath("web", "page.css").read_text(encoding="utf-8")


@cache
def style_hash() -> str:
    """Return the hash by which the policy of a page allows its one style."""
    return f"sha256-{b64encode(sha256(style().encode()).digest()).decode()}"


def render(
    template: str, language: str, here: str, spoken: Mapping[str, str] = PLAIN, **content: object
) -> str:
    """Return a whole page; `here` is its address, for the way to the other languages that are `spoken` there."""
    others = {code: text("web.language", code) for code in spoken if code != language}
    page = _environment().get_template(f"{template}.html")
    return page.render(
        language=language, other_languages=others, here=here, reviewer=spoken.get(language, ""),
        text=lambda key, **facts: text(key, language, **facts), filled=partial(filled, language), **content,
    )  # fmt: skip


def filled(language: str, key: str, **words: str) -> Markup:
    """Return a sentence of the catalogue with people's own words in its `{marks}`, each kept apart."""
    apart = {mark: Markup("<bdi>{}</bdi>").format(own_words) for mark, own_words in words.items()}
    return escape(text(key, language)).format(**apart)


@cache
def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("karta.web"), autoescape=True, undefined=StrictUndefined, auto_reload=False,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    # Our own file, byte for byte: the policy of the page allows the style of that hash alone.
    pages.globals["style"] = Markup(style())  # noqa: S704 - no text that people typed
    pages.globals.update(tag=tag, direction=direction)
    pages.globals["most_of_words"] = free_text.LONGEST
    return pages
