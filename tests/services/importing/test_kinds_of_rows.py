"""Every kind of row that a file can hold, in its table of the store."""

from datetime import date

from karta.services.workspace import Workspace, is_empty
from karta.store.records import load_tables
from tests.services.importing.rows import FRIDAY, SQUARE, bring, square, walk


def test_every_kind_of_row_finds_its_table(workspace: Workspace) -> None:
    """One row of each kind is stored, and the tables of the method hold it."""
    bring(workspace, "places", square(external_ids="register=17", parent_key=None))
    bring(
        workspace,
        "areas",
        {"key": "a", "name": "Centre", "geometry": SQUARE.buffer(500), "population": "2025:10-19=120"},
    )
    bring(workspace, "organisations", {"key": "o", "name": "Club", "types": "sports_club"})
    bring(
        workspace, "access", {"key": "h", "place": "Square", "days": "all", "start": "08:00", "end": "22:00"}
    )
    bring(
        workspace,
        "sessions",
        {"key": "s", "place": "Square", "byday": "FR", "start": "17:00", "end": "19:00", "org": "Club"},
    )
    bring(workspace, "roster", walk())
    bring(
        workspace, "needs", {"key": "n", "place": "Square", "start": "18:00", "end": "22:00", "adults": 2.0}
    )
    bring(
        workspace,
        "sources",
        {"key": "e", "place": "Square", "org": "Club", "status": "known", "confirmed_on": FRIDAY},
    )
    bring(
        workspace,
        "calendar",
        {"key": "c", "date": date(2026, 8, 17), "date_to": date(2026, 12, 18), "kind": "term"},
    )
    bring(workspace, "reports", {"key": "r", "series": "w1", "date": FRIDAY, "outcome": "no_show"})
    tables = load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY)
    sizes = {
        name: len(getattr(tables, name))
        for name in ("places", "needs", "access", "sessions", "presences", "sources")
    }
    assert sizes == dict.fromkeys(sizes, 1)
    assert tables.needs[["state", "decided_by"]].to_numpy().tolist() == [["decided", "coordinator"]]
    assert tables.calendar["school_day"][0] is True
    assert tables.places["area_id"][0] == workspace.store.frame("area")["id"][0]
    assert workspace.store.frame("place")["access_known"][0]
    assert not is_empty(workspace)


def test_a_changed_rule_is_superseded_not_edited(workspace: Workspace) -> None:
    """A second import with another number replaces the rule; a third with the same file changes nothing."""
    bring(workspace, "places", square())
    rule = {"key": "n", "place": "Square", "start": "18:00", "end": "22:00"}
    bring(workspace, "needs", {**rule, "adults": 2.0})
    bring(workspace, "needs", {**rule, "adults": 4.0})
    assert list(workspace.store.frame("need_rule")["adults"]) == [4.0]
    assert list(workspace.store.frame("need_rule", include_superseded=True)["adults"]) == [2.0, 4.0]
    assert bring(workspace, "needs", {**rule, "adults": 4.0}).act_id is None
