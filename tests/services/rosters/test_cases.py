"""The data protection officer's case: a person is found and told in full, noted each time, and no name is written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError
from karta.services import history
from karta.services.access import looking, viewers
from karta.services.rosters import cases
from karta.services.workspace import Workspace, create
from karta.store import people
from tests import viewers as tested

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace of two organisations, with three people of whom two share a first name."""
    made = create(tmp_path / "own", now=lambda: NOW)
    with made.store.act("samordnare", "add") as act:
        alfa, beta = act.insert("organisation", [{"name": "Alfa"}, {"name": "Beta"}])
        people.add(act, alfa, "Ögon Påhittad", phone="070-174 06 05")
        people.add(act, beta, "ÖGON Uppfunnen")
        people.add(act, beta, "Annan Helt")
    return made


def test_a_person_is_found_by_part_of_a_name_or_by_number(workspace: Workspace) -> None:
    """Case and spaces tell no names apart; a number is the same from abroad; a part of a number is not."""
    officer = tested.of(workspace, "", "dpo", "dataskyddsombud")
    for sought, expected in (
        ("ögon", ["Ögon Påhittad", "ÖGON Uppfunnen"]),
        ("  Helt ", ["Annan Helt"]),
        ("+46 70 174 06 05", ["Ögon Påhittad"]),
        ("070-174", []),
        ("ingen", []),
    ):
        assert {row.name for row in cases.find(workspace, officer, "DSO 2026-14", sought)} == set(expected), (
            sought
        )
    (found,) = cases.find(workspace, officer, "DSO 2026-14", "påhittad")
    stored = cases.opened(workspace, officer, "DSO 2026-14", found.person_id)
    assert stored["person"]["phone"] == "070-174 06 05"
    assert stored["organisation"] == found.organisation == "Alfa"


def test_each_case_is_noted_and_no_name_is(workspace: Workspace) -> None:
    """The log has the case, the organisation sees that the officer looked, and nothing of it can be undone."""
    officer = tested.of(workspace, "", "dpo", "dataskyddsombud")
    cases.find(workspace, officer, "DSO 2026-14", "påhittad")
    rows = history.acts(workspace, officer)
    assert next(iter(rows["verb"])) == "open_case"
    assert next(iter(rows["note"])) == "DSO 2026-14"
    assert not rows["can_undo"].iloc[0]
    assert "påhittad" not in rows.to_string().casefold()
    alfa = tested.of(workspace, "Alfa", "org_admin", "ordförande")
    (look,) = looking.who_looked(workspace, alfa, str(alfa.home_id))
    assert (look.function, look.data_class) == ("dataskyddsombud", "cases")


def test_without_a_case_nobody_is_found(workspace: Workspace) -> None:
    """A reference, three letters, and the right: without one of them nothing is shown, and nothing noted."""
    officer = tested.of(workspace, "", "dpo", "dataskyddsombud")
    revision = workspace.store.revision()
    for case, sought, code in ((" ", "påhittad", "case_missing"), ("2026-14", "på", "case_too_little")):
        with pytest.raises(InputError, match=code):
            cases.find(workspace, officer, case, sought)
    with pytest.raises(InputError, match="words_about_people"):
        cases.find(workspace, officer, "19121212-1212", "påhittad")
    (found,) = cases.find(workspace, viewers.local(), "2026-14", "påhittad")
    for role in ("coordinator", "sysadmin"):
        with pytest.raises(NotAllowedError):
            cases.opened(workspace, tested.of(workspace, "", role, role), "2026-14", found.person_id)
    assert workspace.store.revision() == revision + 1


def test_what_is_stored_is_counted(workspace: Workspace) -> None:
    """Three people, and nobody has signed in."""
    counts = cases.counts(workspace, viewers.local())
    assert (counts["person"], counts["sign_up"], counts["sign_in"]) == (3, 0, 0)
