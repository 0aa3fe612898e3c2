"""Everything that a reader may say about a file has a sentence in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import karta.sources
from karta.i18n import LANGUAGES, catalogue

CODE = Path(karta.sources.__file__).parent
# Which argument of which call is a code.
ISSUES = {"Issue": 2, "tell": 0, "CellError": 0}
ERRORS = {"InputError": 0}


def said(calls: dict[str, int]) -> set[str]:
    """Return the codes that the readers' code hands to these calls, also those it chooses between."""
    return {code for path in CODE.glob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")), calls)}


def _codes(tree: ast.AST, calls: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in calls and len(node.args) > calls[name]:
            argument = node.args[calls[name]]
            choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            yield from (c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_issues_have_sentences(language: str) -> None:
    """Each code of an issue is in the catalogue."""
    found = said(ISSUES)
    assert {"row_ragged", "coordinates_swapped", "all_day", "zone_lost", "file_missing"} <= found
    assert sorted(code for code in found if f"issue.{code}" not in catalogue(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_have_sentences(language: str) -> None:
    """Each code of an error is in the catalogue, as an error or, where it becomes an issue, as that."""
    found = said(ERRORS)
    assert {"file_doctype", "columns_unknown", "layers_several", "town_not_found"} <= found
    known = catalogue(language)
    assert sorted(c for c in found if f"errors.{c}" not in known and f"issue.{c}" not in known) == []
