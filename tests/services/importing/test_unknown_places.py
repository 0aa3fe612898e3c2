"""A row that the register has already, and whose place its file now calls by a name that nobody knows: it stays."""

from typing import Any

import pytest

from karta.services.importing import unplaced_rows
from karta.services.importing.imports import Imported
from karta.services.workspace import Workspace
from tests.services.importing.partial import KINDS, offered, taken
from tests.services.importing.rows import COORDINATOR
from tests.services.importing.test_conflicts import bring, edit

HEAD = "id;plats;veckodag;tid;förening;antal vuxna\n"
PLACES = "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\np;Parken;park;59,34;18,06\n"


@pytest.fixture
def rostered(workspace: Workspace) -> Workspace:
    """Give a workspace with a square, a park, and one weekly line of four adults on the square."""
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", HEAD + "r;Torget;fre;20-23;Klubben;4\n")
    return workspace


def lines(workspace: Workspace) -> list[tuple[str, float]]:
    """Return the place and the adults of each line that counts."""
    names = workspace.store.frame("place").set_index("id")["name"]
    places = workspace.store.frame("shift").set_index("id")["place_id"].map(names)
    parties = workspace.store.frame("shift_party")
    return sorted(zip(parties["shift_id"].map(places), parties["adults"], strict=True))


def told(outcome: Imported) -> list[tuple[int | None, str | None, str]]:
    """Return row, column and code of the issues."""
    return [(issue.row, issue.column, issue.code) for issue in outcome.issues]


def test_a_line_stays_where_it_is_until_its_new_place_is_known(rostered: Workspace) -> None:
    """The file moves the walk of four to a name that nobody knows: one line of four, on the square, none waiting.

    The row waits and says so each time; once the name is known the same file moves the line.
    """
    file = HEAD + "r;Stortorget;fre;20-23;Klubben;4\n"
    for _ in range(2):
        outcome = bring(rostered, "roster", file)
        assert told(outcome) == [(2, "plats", "place_unknown_stays")]
        assert (outcome.counts["rows_pending"], outcome.accepted) == (1, False)
        assert lines(rostered) == [("Torget", 4.0)]
        assert unplaced_rows.waiting(rostered, COORDINATOR).empty
    taken(rostered, "places", "id;namn;typ;lat;lon\ns;Stortorget;torg;59,35;18,07\n", "fler.csv")
    assert told(bring(rostered, "roster", file)) == []
    assert lines(rostered) == [("Stortorget", 4.0)]


def test_what_else_the_row_says_is_taken(rostered: Workspace) -> None:
    """Its six adults are on the square, and it still is the same line when its place is called as before."""
    bring(rostered, "roster", HEAD + "r;Stortorget;fre;20-23;Klubben;6\n")
    assert lines(rostered) == [("Torget", 6.0)]
    bring(rostered, "roster", HEAD + "r;Torget;fre;20-23;Klubben;7\n")
    assert lines(rostered) == [("Torget", 7.0)]


@pytest.mark.parametrize("answers", [None, "app", "file"])
def test_a_line_that_a_person_moved_stays_there(rostered: Workspace, answers: object) -> None:
    """A person moved it to the park, the file names a place that nobody knows: whatever is answered, it is there."""
    parks = rostered.store.frame("place").set_index("name")["id"]
    edit(rostered, "shift", place_id=parks["Parken"])
    bring(rostered, "roster", HEAD + "r;Stortorget;fre;20-23;Klubben;4\n", answers)
    assert lines(rostered) == [("Parken", 4.0)]
    assert unplaced_rows.waiting(rostered, COORDINATOR).empty


def test_a_line_that_was_put_on_the_map_by_hand_stays_bound(rostered: Workspace) -> None:
    """Its name never was one of the register: more adults in the file are more adults there, once."""
    bring(rostered, "roster", HEAD + "r;Hörnan;fre;20-23;Klubben;4\n".replace("r;", "h;"))
    (row,) = unplaced_rows.waiting(rostered, COORDINATOR)["id"]
    park = rostered.store.frame("place").set_index("name")["id"]["Parken"]
    unplaced_rows.place_waiting(rostered, COORDINATOR, row, place_id=park)
    assert told(bring(rostered, "roster", HEAD + "h;Hörnan;fre;20-23;Klubben;5\n")) == []
    assert lines(rostered) == [("Parken", 5.0), ("Torget", 4.0)]
    assert unplaced_rows.waiting(rostered, COORDINATOR).empty


@pytest.mark.parametrize("kind", ["access", "sessions", "needs", "sources"])
def test_rows_of_every_kind_stay_at_their_place(filled: Workspace, kind: str) -> None:
    """The full row with another name of its place: nothing waits, and the row of the register has its place."""
    table = {
        "access": "access_hours",
        "sessions": "activity",
        "needs": "need_rule",
        "sources": "expected_source",
    }
    before = filled.store.frame(table[kind])[["id", "place_id"]].to_dict("records")
    outcome = bring(filled, kind, KINDS[kind][0].replace("Torget", "Okända"))
    assert (2, "plats", "place_unknown_stays") in told(outcome)
    assert filled.store.frame(table[kind])[["id", "place_id"]].to_dict("records") == before
    assert unplaced_rows.waiting(filled, COORDINATOR).empty


def test_residents_stay_with_their_area(workspace: Workspace) -> None:
    """An area that is called otherwise now keeps the figures that it has."""
    from tests.services.importing.rows import SQUARE
    from tests.services.importing.rows import bring as put

    put(workspace, "areas", {"key": "v", "name": "Väst", "geometry": SQUARE.buffer(500)})
    row: dict[str, Any] = {"key": "f", "year": 2025, "age_from": 13, "age_to": 15, "count": 40.0}
    put(workspace, "population", {**row, "area": "Väst"})
    put(workspace, "population", {**row, "area": "Västra staden"})
    (area,) = workspace.store.frame("area")["id"]
    assert list(workspace.store.frame("area_population")["area_id"]) == [area]
    assert list(workspace.store.frame("import_row")["state"]) == ["stored", "stored"]


def test_a_place_that_was_put_on_the_map_does_not_wait_again(workspace: Workspace) -> None:
    """A list without positions is read again with another address: the place that was pointed out has it."""
    taken(workspace, "places", PLACES)
    offered(workspace, "places", "id;namn;adress\nh;Hörnan;Gatan 1\n", "hörn.csv")
    (row,) = unplaced_rows.waiting(workspace, COORDINATOR)["id"]
    unplaced_rows.place_waiting(workspace, COORDINATOR, row, lat=59.331, lon=18.061)
    offered(workspace, "places", "id;namn;adress\nh;Hörnan;Gatan 2\n", "hörn.csv")
    places = workspace.store.frame("place").set_index("name")
    assert (len(places), places["address"]["Hörnan"]) == (3, "Gatan 2")
    assert unplaced_rows.waiting(workspace, COORDINATOR).empty
