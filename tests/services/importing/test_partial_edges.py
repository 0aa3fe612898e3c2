"""Where a partial file meets a person's edit, another day, another place, what is stored, or a map."""

import json
from typing import Any

import pytest

from karta.services.workspace import Workspace
from tests.services.importing.partial import KINDS, PLACES, differences, offered, stored, taken


def test_what_a_person_changed_stays_where_the_file_says_the_same(filled: Workspace) -> None:
    """Kind and hours corrected by hand are not taken back by a file that changes another cell of the same row."""
    place = row_id(filled, "place")
    with filled.store.act("samordnare", "edit") as act:
        act.update("place", place, None, {"kind": "meeting_place", "priority_weight": 2.0})
        series = row_id(filled, "schedule", start="20:00")
        act.update("schedule", series, None, {"exdates": "2026-10-02"})
    before = stored(filled)
    taken(filled, "places", PLACES.replace("Storgatan 1", "Storgatan 2"))
    taken(filled, "roster", KINDS["roster"][0].replace(";4;3;", ";6;3;"))
    assert differences(before, stored(filled)) == [
        ("place", "address", "Storgatan 2"), ("shift_party", "adults", "6.0"),
    ]  # fmt: skip


def row_id(workspace: Workspace, table: str, **cells: str) -> str:
    """Return the id of the one row of a table with those cells."""
    frame = workspace.store.frame(table)
    for name, cell in cells.items():
        frame = frame[frame[name] == cell]
    assert len(frame) == 1
    return str(frame["id"].iloc[0])


def test_other_days_put_the_old_ones_away(filled: Workspace) -> None:
    """A weekly line that gets a date is held on that date alone, and a dated one that gets a weekday is weekly."""
    head = "id;datum;veckodag;tid\n"
    taken(filled, "roster", f"{head}r;2026-09-19;;20-23\n", "en.csv")
    assert shape(filled) == ("2026-09-19", None)
    taken(filled, "roster", f"{head}r;;lör;20-23\n", "vecka.csv")
    assert shape(filled) == (None, "SA")


def shape(workspace: Workspace) -> tuple[str | None, str | None]:
    """Return date and weekdays of the roster's schedule."""
    schedules = workspace.store.frame("schedule").set_index("start").loc["20:00"]
    return None if schedules["date"] is None else str(schedules["date"]), schedules["byday"]


def test_another_place_puts_the_old_position_away(workspace: Workspace) -> None:
    """A line that moves to a named place does not stay at the coordinates that it had."""
    taken(workspace, "places", "namn;lat;lon\nTorget;59,3293;18,0583\nParken;59,3400;18,0583\n")
    taken(workspace, "roster", "id;plats;lat;lon;datum;tid\nr;Torget;59,3293;18,0583;2026-09-18;20-23\n")
    taken(workspace, "roster", "id;plats;datum;tid\nr;Parken;2026-09-18;20-23\n")
    places = workspace.store.frame("place").set_index("name")["id"]
    assert list(workspace.store.frame("shift")["place_id"]) == [places["Parken"]]
    assert len(places) == 2


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("roster", "id;veckodag;tid;gäller från\nr;fre;20-23;2027-06-01\n", "dates_reversed"),
        ("needs", "id;start;slut;antal vuxna;gäller till\nn;18:00;22:00;2;2025-01-01\n", "dates_reversed"),
        ("calendar", "id;datum;typ\nh;2026-11-26;lov\n", "dates_reversed"),
        ("sources", "id;förening;från\ne;Klubben;2027-06-01\n", "end_not_after_start"),
    ],
)
def test_what_a_part_makes_of_the_whole_is_checked(
    filled: Workspace, kind: str, content: str, code: str
) -> None:
    """A first day that would come after the last one that is stored is refused by its row; nothing changes."""
    before = stored(filled)
    outcome = offered(filled, kind, content, "del.csv")
    assert (outcome.faults, outcome.changed) == ([(2, code)], [])
    assert differences(before, stored(filled)) == []


def test_a_map_without_an_attribute_leaves_it(filled: Workspace) -> None:
    """Features that say no kind, no address and no weight change only where they lie, and their own residents stay."""
    ring = [[18.05, 59.32], [18.07, 59.32], [18.07, 59.34], [18.05, 59.32]]
    area = {"type": "Polygon", "coordinates": [ring]}

    def features(shape: dict[str, Any], **attributes: Any) -> str:
        feature = {"type": "Feature", "properties": attributes, "geometry": shape}
        return json.dumps({"type": "FeatureCollection", "features": [feature]})

    path = "karta.geojson"
    taken(filled, "areas", features(area, namn="Norr", typ="local_police_area", **{"2025_10-19": 120}), path)
    before = stored(filled)
    point = {"type": "Point", "coordinates": [18.0584, 59.3294]}
    moved = taken(filled, "places", features(point, id="torg", namn="Torget"), "flytt.geojson")
    assert [cell["field"] for cell in moved.changed] == ["geometry"]
    wider = {"type": "Polygon", "coordinates": [[*ring[:2], [18.08, 59.34], ring[0]]]}
    redrawn = taken(filled, "areas", features(wider, namn="Norr"), path)
    assert [cell["field"] for cell in redrawn.changed] == ["geometry"]
    assert {(table, name) for table, name, _ in differences(before, stored(filled))} == {
        ("area", "geometry"), ("place", "geometry"),
    }  # fmt: skip
