"""Lines of people as they are typed into the form that invites."""

import pytest

from karta.model.typed_guests import guests


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Anna", [("Anna", "")]),
        (" Anna Ek \n\nBo; 070-1 \n", [("Anna Ek", ""), ("Bo", "070-1")]),
        ("Disa\t08 12 34", [("Disa", "08 12 34")]),
        ("Ek, Anna", [("Ek, Anna", "")]),
        (", 070-1", [(", 070-1", "")]),
        ("Lars 070-123 45 67", [("Lars", "070-123 45 67")]),
        ("Anna Ek +46 (0)70 123 45 67", [("Anna Ek", "+46 (0)70 123 45 67")]),
        ("Bo (pappa) - 08\u2011123456", [("Bo (pappa)", "08\u2011123456")]),
        ("Siv (08) 12 34 56", [("Siv", "(08) 12 34 56")]),
        ("Lars 1970", [("Lars 1970", "")]),
        ("Grupp 12-13", [("Grupp 12-13", "")]),
        ("070-123 45 67", [("070-123 45 67", "")]),
        ("", []),
    ],
)
def test_a_line_is_a_person(typed: str, people: list[tuple[str, str]]) -> None:
    """A phone has a digit and follows a comma, semicolon or tab, or it ends the line in six digits; a blank is none."""
    assert guests(typed) == people
