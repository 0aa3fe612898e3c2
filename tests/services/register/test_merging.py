"""Two rows that are one thing: suggested, merged on a person's word, undone to the last cell, and not asked again."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from karta.errors import ConflictError, NotAllowedError, NotFoundError
from karta.services import history
from karta.services.importing import acceptance
from karta.services.needs import rule_rows
from karta.services.register import duplicates, merging, organisations, similar_names
from karta.services.workspace import Workspace
from karta.store import people
from karta.store.schema import TABLES
from tests.services.importing.conftest import workspace as workspace
from tests.services.importing.rows import COORDINATOR, PUBLIC, bring, intake, square, walk

UNTOUCHED = {"act", "change", "meta", "alembic_version"}


def tables(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """Return every table of the store but its books, people included."""
    names = sorted(TABLES.keys() - UNTOUCHED)
    return {name: workspace.store.frame(name, include_superseded=True) for name in names}


def organisation(workspace: Workspace, name: str) -> str:
    """Return the id of an organisation."""
    orgs = workspace.store.frame("organisation")
    return str(orgs.loc[orgs["name"] == name, "id"].item())


def undone(workspace: Workspace, before: dict[str, pd.DataFrame]) -> None:
    """Undo the latest act and demand that every table is as it was."""
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].item()))
    after = tables(workspace)
    for name, frame in before.items():
        assert_frame_equal(after[name], frame, obj=name)


def two_clubs(workspace: Workspace) -> tuple[str, str]:
    """Store a club under two names, each with a shift, a person and a source at the square; return both ids."""
    bring(workspace, "places", square())
    bring(
        workspace, "roster",
        walk(key="a", org="Björkens IF", persons="Kim Ek", phones="070-1"),
        walk(key="b", org="IF Björken", persons="Bo Al", start="19:00"),
    )  # fmt: skip
    bring(
        workspace, "sources",
        {"key": "s1", "org": "Björkens IF", "place": "Square", "status": "unknown"},
        {"key": "s2", "org": "IF Björken", "place": "Square", "status": "known", "to_local": "2026-12-01T06:00"},
    )  # fmt: skip
    return organisation(workspace, "Björkens IF"), organisation(workspace, "IF Björken")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IF Björken", "Björkens IF"),
        ("björkens  if", "Björkens IF"),
        ("Björkens Idrottsförening", "Björkens IF"),
        ("Nattvandrarna i Ekby", "Nattvandrarna Ekby, ideell förening"),
        ("Nattvandrana", "Nattvandrarna"),
    ],
)
def test_names_that_are_nearly_the_same_are_found(one: str, other: str) -> None:
    """Order, genitive, case, spaces, legal forms and a slip of one letter do not hide that a name is the same."""
    assert similar_names.pairs(["Scouterna", one, other]) == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Björkens IF", "Björkens FF"),
        ("Ekby scoutkår 1", "Ekby scoutkår 2"),
        ("Ekby IF", "Elby IF"),
        ("Norra skolan", "Södra skolan"),
        ("F09", "F10"),
    ],
)
def test_names_that_are_other_names_are_left_alone(one: str, other: str) -> None:
    """Another form of club, another number, another short word: two organisations."""
    assert similar_names.pairs([one, other]) == []


def test_merging_organisations_moves_all_and_undoing_restores_all(workspace: Workspace) -> None:
    """Shifts, sources and people are the kept one's; one source remains, the known one; undo gives back every cell."""
    keep, gone = two_clubs(workspace)
    before = tables(workspace)
    merging.merge(workspace, COORDINATOR, "organisation", keep, gone)
    assert set(workspace.store.frame("shift_party")["organisation_id"]) == {keep}
    assert list(workspace.store.frame("organisation")["id"]) == [keep]
    assert workspace.store.frame("expected_source")["status"].tolist() == ["known"]
    with workspace.store.reading() as look:
        assert [row["name"] for row in people.listed(look.connection, keep)] == ["Bo Al", "Kim Ek"]
    undone(workspace, before)


def test_a_merged_name_is_known_to_the_next_file(workspace: Workspace) -> None:
    """The same file again changes nothing, and a new row of the old name is the kept organisation's."""
    keep, gone = two_clubs(workspace)
    merging.merge(workspace, COORDINATOR, "organisation", keep, gone)
    again = [walk(key="b", org="IF Björken", persons="Bo Al", start="19:00"), walk(key="c", org="if björken")]
    found = acceptance.preview(workspace, COORDINATOR, intake("roster", *again))
    assert found.counts == {
        "rows_read": 2, "rows_stored": 1, "rows_duplicate": 1, "rows_rejected": 0, "rows_pending": 0,
    }  # fmt: skip
    assert found.new_organisations == []
    acceptance.apply(workspace, COORDINATOR, found)
    assert set(workspace.store.frame("shift_party")["organisation_id"]) == {keep}


def test_an_import_is_merged_on_suggestion_and_undone_whole(workspace: Workspace) -> None:
    """A new name like a known one is suggested; with a yes nothing new is left, and one undo takes all of it back."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(key="a", org="Björkens IF"))
    keep = organisation(workspace, "Björkens IF")
    before = tables(workspace)
    found = acceptance.preview(
        workspace, COORDINATOR, intake("roster", walk(key="b", org="IF Björken", start="19:00", persons="Bo"))
    )
    asked = duplicates.alike(workspace, COORDINATOR, found.new_organisations)
    assert asked.to_numpy().tolist() == [["IF Björken", keep, "Björkens IF"]]
    acceptance.apply(workspace, COORDINATOR, found, same={"IF Björken": keep})
    assert workspace.store.frame("organisation")["name"].tolist() == ["Björkens IF"]
    assert set(workspace.store.frame("shift_party")["organisation_id"]) == {keep}
    undone(workspace, before)


def test_a_declined_name_is_not_suggested_again(workspace: Workspace) -> None:
    """A no at the import holds for the register's list and for the next file; undoing the import takes it back."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(key="a", org="Björkens IF"))
    keep = organisation(workspace, "Björkens IF")
    found = acceptance.preview(workspace, COORDINATOR, intake("roster", walk(key="b", org="IF Björken")))
    acceptance.apply(workspace, COORDINATOR, found, different=[("IF Björken", keep)])
    assert duplicates.merge_suggestions(workspace, COORDINATOR).empty
    assert duplicates.alike(workspace, COORDINATOR, ["IF Björken"]).empty
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].item()))
    assert len(duplicates.alike(workspace, COORDINATOR, ["IF Björken"])) == 1


def test_merging_places_moves_what_is_there_and_undoing_restores_it(workspace: Workspace) -> None:
    """Shifts, hours, needs and sources are the kept place's, a need keeps what it says; undo gives back every cell."""
    bring(workspace, "places", square(), square(key="p2", name="Market", address="Market 1"))
    bring(workspace, "roster", walk(place="Market"))
    bring(
        workspace,
        "access",
        {"key": "h", "place": "Market", "days": "all", "start": "08:00", "end": "20:00"},
    )
    spots = workspace.store.frame("place").set_index("name")["id"]
    keep, gone = spots["Square"], spots["Market"]
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=gone, adults=2, days="all", start="18:00", end="22:00",
        responsible="The municipality",
    )  # fmt: skip
    organisations.confirm_source(workspace, COORDINATOR, "Night walkers", "Market", date(2026, 10, 1))
    before = tables(workspace)
    assert duplicates.merge_suggestions(workspace, COORDINATOR)["other_name"].tolist() == ["Market"]
    merging.merge(workspace, COORDINATOR, "place", keep, gone)
    for table in ("shift", "access_hours", "need_rule", "expected_source"):
        assert set(workspace.store.frame(table)["place_id"]) == {keep}, table
    place = workspace.store.frame("place")
    assert place[["id", "address", "access_known"]].to_numpy().tolist() == [[keep, "Market 1", True]]
    assert workspace.store.frame("need_rule")["adults"].tolist() == [2.0]
    undone(workspace, before)


def test_what_the_kept_place_has_decided_stands(workspace: Workspace) -> None:
    """With a need at both, that of the kept place remains and the other's is superseded, not added."""
    bring(workspace, "places", square(), square(key="p2", name="Market"))
    spots = workspace.store.frame("place").set_index("name")["id"]
    for name, adults in (("Square", 2), ("Market", 5)):
        rule_rows.decide_need(
            workspace, COORDINATOR, place_id=spots[name], adults=adults, days="all", start="18:00", end="22:00",
            responsible="The municipality",
        )  # fmt: skip
    before = tables(workspace)
    merging.merge(workspace, COORDINATOR, "place", spots["Square"], spots["Market"])
    assert workspace.store.frame("need_rule")["adults"].tolist() == [2.0]
    undone(workspace, before)


def test_declined_places_are_not_suggested_again(workspace: Workspace) -> None:
    """Two places at one point that are judged different stay two and leave the list; undo puts them back on it."""
    bring(workspace, "places", square(), square(key="p2", name="Market"))
    pair = duplicates.merge_suggestions(workspace, COORDINATOR).iloc[0]
    merging.decline(workspace, COORDINATOR, "place", pair["row_id"], pair["other_id"])
    assert duplicates.merge_suggestions(workspace, COORDINATOR).empty
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].item()))
    assert len(duplicates.merge_suggestions(workspace, COORDINATOR)) == 1


def test_a_merge_that_makes_no_sense_is_refused(workspace: Workspace) -> None:
    """With itself, with something that is gone, by somebody who may not: nothing is stored."""
    keep, gone = two_clubs(workspace)
    revision = workspace.store.revision()
    with pytest.raises(ConflictError):
        merging.merge(workspace, COORDINATOR, "organisation", keep, keep)
    with pytest.raises(NotFoundError):
        merging.merge(workspace, COORDINATOR, "organisation", keep, "nobody")
    with pytest.raises(NotAllowedError):
        merging.merge(workspace, PUBLIC, "organisation", keep, gone)
    assert workspace.store.revision() == revision


def test_places_at_the_same_point_are_suggested_not_merged(workspace: Workspace) -> None:
    """Two places at one point and two writings of a name are suggested; a ground and its part are not."""
    part = square(key="p3", name="Part", parent_key="p1")
    bring(workspace, "places", square(), square(key="p2", name="Market"), part)
    bring(
        workspace,
        "organisations",
        {"key": "a", "name": "IF Kamraterna"},
        {"key": "b", "name": "IF-kamraterna"},
    )
    found = duplicates.merge_suggestions(workspace, COORDINATOR)
    pairs = found[["what", "name", "other_name"]].to_numpy().tolist()
    assert pairs == [
        ["place", "Square", "Market"],
        ["place", "Market", "Part"],
        ["organisation", "IF Kamraterna", "IF-kamraterna"],
    ]
    assert len(workspace.store.frame("place")) == 3
