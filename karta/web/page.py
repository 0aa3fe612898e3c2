"""Plain HTML of the light pages: every text is escaped where it enters, people's own words stand apart in `bdi`.

A reading direction that somebody typed into a name therefore ends with the name.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from karta.i18n import LANGUAGES, text


class Markup(str):
    """Text that is HTML already: made by this module alone."""

    __slots__ = ()


@cache
def style() -> str:
    """Return the style, which stands in the page itself: a slow phone asks once, not twice."""
    return files("karta").joinpath("web", "page.css").read_text(encoding="utf-8")


@cache
def style_hash() -> str:
    """Return how the policy of a page names the one style that it may have."""
    return f"sha256-{b64encode(sha256(style().encode()).digest()).decode()}"


def tag(name: str, /, *content: "str | Markup", **attributes: str | bool | None) -> Markup:
    """Return an element; text in it and in its attributes is escaped. `class_` and `for_` stand for words of Python."""
    said = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        plain = key.rstrip("_").replace("_", "-")
        said.append(f" {plain}" if value is True else f' {plain}="{escape(str(value))}"')
    opening = f"<{name}{''.join(said)}>"
    if name in {"input", "meta", "link", "br"}:
        return Markup(opening)
    return Markup(f"{opening}{join(content)}</{name}>")


def join(parts: Iterable["str | Markup"]) -> Markup:
    """Return parts one after the other, escaped unless they are HTML already."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def own(words: str) -> Markup:
    """Return people's own words, kept apart from the text around them."""
    return tag("bdi", words)


def filled(sentence: str, **facts: str) -> Markup:
    """Return a sentence of the catalogue with people's own words in `{marks}`, each kept apart."""
    parts: list[str | Markup] = [sentence]
    for name, value in facts.items():
        mark, split = "{" + name + "}", []
        for part in parts:
            if isinstance(part, Markup) or mark not in part:
                split.append(part)
                continue
            before, _, after = part.partition(mark)
            split += [before, own(value), after]
        parts = split
    return join(parts)


def form(
    action: str, guard: str, button: str, fields: Mapping[str, str], kind: str = "", about: str = ""
) -> Markup:
    """Return a form that is one button, with hidden fields and the guard against posts from elsewhere."""
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in fields.items()]
    press = tag(
        "button",
        button,
        type="submit",
        class_=kind or None,
        aria_label=f"{button}: {about}" if about else None,
    )
    return tag("form", guard_field(guard), *hidden, press, method="post", action=action)


def guard_field(guard: str) -> Markup:
    """Return the hidden field that shows a post to come from a page of ours."""
    return tag("input", type="hidden", name="guard", value=guard)


def document(
    title: str, body: Iterable["str | Markup"], language: str, here: str, foot: str | None = None
) -> str:
    """Return a whole page; `here` is its address, for the way to the other languages, `foot` what is kept of whom."""
    others = [
        tag("a", text("web.language", other), href=f"{here}?lang={other}", lang=other, hreflang=other)
        for other in LANGUAGES
        if other != language
    ]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex, nofollow"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Markup(f"<style>{style()}</style>"),
    )
    kept = tag("footer", tag("p", foot or text("web.kept", language)), tag("p", *others))
    page = tag("html", head, tag("body", tag("main", *body), kept), lang=language)
    return f"<!doctype html>\n{page}"
