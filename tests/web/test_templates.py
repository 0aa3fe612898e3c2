"""The templates of the light pages: escaping cannot be switched off, and nothing that is missing is left blank."""

from importlib.resources import files

import pytest
from jinja2 import Environment, UndefinedError, nodes

from karta.i18n import LANGUAGES
from karta.web.page import filled, render

TEMPLATES = sorted(path.name for path in files("karta").joinpath("web", "templates").iterdir())


def unescaped(source: str) -> list[str]:
    """Return what a template does to keep a text from being escaped."""
    tree = Environment(autoescape=True).parse(source)
    filters = [
        node.name for node in tree.find_all(nodes.Filter) if node.name in {"safe", "forceescape", "xmlattr"}
    ]
    switches = list(tree.find_all((nodes.EvalContextModifier, nodes.MarkSafe, nodes.MarkSafeIfAutoescape)))
    return [*filters, *(type(node).__name__ for node in switches)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_switches_escaping_off(name: str) -> None:
    """No template calls a text safe, nor has a part in which texts are not escaped."""
    source = files("karta").joinpath("web", "templates", name).read_text(encoding="utf-8")
    assert unescaped(source) == []


@pytest.mark.parametrize("source", ["{{ x | safe }}", "{% autoescape false %}{{ x }}{% endautoescape %}"])
def test_escaping_switched_off_is_seen(source: str) -> None:
    """The search finds both ways of letting a text through as it is."""
    assert unescaped(source)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_enters_a_page_as_text(language: str) -> None:
    """Tags, quotes, and marks of the template language come out as they were typed."""
    page = render("link_unknown", language, "/p/\"'", sentence="<b>\"'& {{ 7 * 7 }} {% raw %}")
    assert '<p class="fault" role="alert">&lt;b&gt;&#34;&#39;&amp; {{ 7 * 7 }} {% raw %}</p>' in page
    assert 'href="/p/&#34;&#39;?lang=' in page


def test_own_words_stand_apart_in_a_sentence() -> None:
    """A name is kept apart from the sentence around it, escaped, and is no mark to be filled in itself."""
    assert filled("sv", "web.hello", name="<i>{name}") == "Hej <bdi>&lt;i&gt;{name}</bdi>!"


def test_what_is_missing_is_an_error() -> None:
    """A page that is not given what its template asks for is not made."""
    with pytest.raises(UndefinedError):
        render("link_unknown", "sv", "")
