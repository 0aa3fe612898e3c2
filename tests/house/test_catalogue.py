"""The words for people: both languages say everything, and everything that the code asks for is said."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from karta.i18n import LANGUAGES, catalogue

FACT = re.compile(r"\{(\w+)\}")
# Where a call names a sentence: the called name -> (position of the key, what the catalogue puts before it).
NAMERS = {
    "text": (0, ""),
    "say": (0, ""),
    "phrase": (0, "web."),
    "Issue": (2, "issue."),
    "tell": (0, "issue."),
    "CellError": (0, "issue."),
}
# Errors of Python and its libraries: what they carry is for developers, no key.
FOREIGN_ERRORS = {"ArgumentTypeError", *(name for name in dir(builtins) if name.endswith("Error"))}
# What the method forbids to say (METHOD section 4): words that judge a place, an area, the young or an association.
FORBIDDEN = (
    "farlig plats", "riskområde", "bevakning", "övervakning", "hotspot", "hot spot", "problemungdom",
    "brist hos föreningen", "dangerous place", "surveillance", "problem youth",
)  # fmt: skip


def asked_keys(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give (line, key) of every sentence that a file names outright; a key made from a variable ends in a star."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in NAMERS and (not name.endswith("Error") or name in FOREIGN_ERRORS):
            continue
        if name == "text" and (isinstance(node.func, ast.Attribute) or not says_text(tree)):
            continue
        position, prefix = NAMERS.get(name, (0, "errors."))
        keyword = next((k.value for k in node.keywords if k.arg == "code"), None)
        argument = node.args[position] if len(node.args) > position else keyword
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield node.lineno, prefix + argument.value
        elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
            yield node.lineno, f"{prefix}{argument.values[0].value}*"


def template_keys(source: str) -> Iterator[tuple[int, str]]:
    """Give (line, key) of every sentence that a template names; a key made from a variable ends in a star."""
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name not in {"text", "filled"}:
            continue
        key = call.args[0]
        if isinstance(key, nodes.Const):
            yield call.lineno, key.value
        elif isinstance(key, nodes.Concat) and isinstance(key.nodes[0], nodes.Const):
            yield call.lineno, f"{key.nodes[0].value}*"


def says_text(tree: ast.Module) -> bool:
    """Tell whether `text` is the catalogue's in this file (SQLAlchemy has a `text` of its own)."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "karta.i18n"
        and "text" in {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def test_both_languages_have_the_same_keys() -> None:
    """Every key stands in Swedish and in English."""
    assert set(catalogue("sv")) == set(catalogue("en"))


def test_both_languages_fill_in_the_same_facts() -> None:
    """A sentence takes the same `{facts}` in both languages."""
    swedish, english = catalogue("sv"), catalogue("en")
    differing = {
        key: (FACT.findall(swedish[key]), FACT.findall(english[key]))
        for key in swedish.keys() & english.keys()
        if set(FACT.findall(swedish[key])) != set(FACT.findall(english[key]))
    }
    assert not differing


def test_every_key_that_the_code_names_is_in_the_catalogue(
    package: dict[Path, ast.Module], root: Path
) -> None:
    """Sentences, error codes and issue codes in the code exist; of a made key, at least one of its kind does."""
    keys = {path: list(asked_keys(tree)) for path, tree in package.items()}
    for path in (root / "karta" / "web" / "templates").iterdir():
        keys[path] = list(template_keys(path.read_text(encoding="utf-8")))
    sentences = catalogue("sv")
    missing = [
        f"{path.relative_to(root)}:{line} {key}"
        for path, lines in keys.items()
        for line, key in lines
        if not (any(k.startswith(key[:-1]) for k in sentences) if key.endswith("*") else key in sentences)
    ]
    assert not missing, "\n".join(missing)


def test_the_search_for_keys_sees_a_missing_one() -> None:
    """The reader of code finds plain, made, error and issue keys (the test above would be empty otherwise)."""
    tree = ast.parse(
        'from karta.i18n import text\nsay("no.such")\ntext(f"no.{x}")\nraise InputError("never", value=1)\n'
        'Issue(1, None, "nothing")\n'
        'line.tell("b", "a")\nraise ValueError("plain text")\n'
    )
    assert [key for _, key in asked_keys(tree)] == [
        "no.such",
        "no.*",
        "errors.never",
        "issue.nothing",
        "issue.b",
    ]


def test_the_search_for_keys_reads_templates() -> None:
    """Plain and made keys of a template are seen, in its text and in what it hands to a part of a page."""
    source = '{{ text("no.such") }}\n{{ button(text("no." ~ kind)) }}{{ filled("no.name", name=who) }}'
    assert list(template_keys(source)) == [(1, "no.such"), (2, "no.*"), (2, "no.name")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_judges_a_place_or_the_young(language: str) -> None:
    """The words that the method forbids stand in no sentence."""
    said = {
        f"{key}: {word}"
        for key, sentence in catalogue(language).items()
        for word in FORBIDDEN
        if word in sentence.lower()
    }
    assert not said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    """A key without words would show nothing where something is meant."""
    assert not [key for key, sentence in catalogue(language).items() if not sentence.strip()]
