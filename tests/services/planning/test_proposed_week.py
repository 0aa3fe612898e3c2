"""A proposal by its numbers: the same on the map, by place and day, and in the list; no figure is its own."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning import proposed_week
from karta.services.planning.shift_plans import WalkProposal, WalkWishes, propose
from karta.services.register import organisations, places
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WEDNESDAY, FRIDAY, SATURDAY = date(2026, 9, 16), date(2026, 9, 18), date(2026, 9, 19)
LOCAL = Viewer("samordnare", "local")
EVIL = "<i>Torget</i>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town that lacks two adults on Saturday 01-03 (Friday's night) and Saturday 20-22 at a square: 4 and 4;

    two on Saturday 18-21 at a park, which is not on the map: 6; and one on Friday 17-18 at the school, its own duty: 1.
    """
    folder = tmp_path_factory.mktemp("proposed")
    town = create(folder, now=lambda: NOW)
    org = organisations.add_organisation(town, LOCAL, "Vandrarna")
    for name, lat in ((EVIL, 59.0), ("Parken", 59.1), ("Skolan", 59.2)):
        entries.add_place(town, LOCAL, name=name, kind="square", lat=lat, lon=15.0)
        place = place_id(town, name)
        entries.expect_source(town, LOCAL, org="Vandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, date(2026, 9, 30))
    for name, days, start, end, adults, who in (
        (EVIL, "FR", "01:00", "03:00", 2, "Vandrarna"),
        (EVIL, "SA", "20:00", "22:00", 2, "Vandrarna"),
        ("Parken", "SA", "18:00", "21:00", 2, "Vandrarna"),
        ("Skolan", "FR", "17:00", "18:00", 1, "Påhittads kommun"),
    ):
        rule_rows.decide_need(
            town, LOCAL, place_id=place_id(town, name), days=days, start=start, end=end, adults=adults,
            responsible=who, valid_to=date(2026, 12, 31),
        )  # fmt: skip
    with town.store.act("test", "edit") as act:
        act.update("place", place_id(town, "Parken"), None, {"geometry": None})
    town.store.close()
    return folder


def place_id(town: Workspace, name: str) -> str:
    """Return the id of a place."""
    return str(places.places(town, LOCAL).set_index("name").loc[name, "id"])


def proposed(town: Workspace, wishes: WalkWishes) -> WalkProposal:
    """Return what is proposed for the seven days from Wednesday."""
    return propose(town, LOCAL, WEDNESDAY, wishes)


def test_numbers_are_by_time_and_a_night_belongs_to_the_evening_before(workspace: Workspace) -> None:
    """1 is the square's night, of Friday though its clock says Saturday; 2 the park from 18; 3 the square from 20."""
    found = proposed(workspace, WalkWishes(groups=5))
    walks = proposed_week.numbered(workspace, LOCAL, found, WalkWishes(groups=5))
    assert [(each.number, each.walk.place, each.day, each.state) for each in walks] == [
        (1, EVIL, FRIDAY, "proposed"), (2, "Parken", SATURDAY, "proposed"), (3, EVIL, SATURDAY, "proposed"),
    ]  # fmt: skip
    assert [each.walk for each in walks] == list(found.walks)


def test_cells_hold_what_is_missing_and_add_up_to_the_gap(workspace: Workspace) -> None:
    """4 and 4 at the square, 6 at the park, and the school's 1 among the others: 15, which is the gap."""
    found = proposed(workspace, WalkWishes(groups=5))
    week = proposed_week.week(workspace, LOCAL, found, WalkWishes(groups=5))
    assert (week.days[0], len(week.days), week.other_places) == (WEDNESDAY, 7, 1)
    assert [(row.place, [cell.missing for cell in row.cells]) for row in week.rows] == [
        (EVIL, [0, 0, 4, 4, 0, 0, 0]), ("Parken", [0, 0, 0, 6, 0, 0, 0]),
    ]  # fmt: skip
    assert week.others == (0, 0, 1, 0, 0, 0, 0)
    assert [[walk.number for walk in cell.walks] for cell in week.rows[0].cells] == [
        [],
        [],
        [1],
        [3],
        [],
        [],
        [],
    ]
    assert sum(cell.missing for row in week.rows for cell in row.cells) + sum(week.others) == found.gap == 15
    assert found.closed == found.gap - found.left == 14


def test_kept_and_set_aside_say_so_and_what_was_set_aside_comes_last(workspace: Workspace) -> None:
    """The night is kept and still 1; the park is set aside and 3; once its gap is gone it is not told of."""
    first = proposed(workspace, WalkWishes(groups=5))
    wishes = WalkWishes(groups=5, locked=first.walks[:1], rejected=first.walks[1:2])
    found = proposed(workspace, wishes)
    walks = proposed_week.numbered(workspace, LOCAL, found, wishes)
    assert [(each.number, each.walk.place, each.state) for each in walks] == [
        (1, EVIL, "locked"), (2, EVIL, "proposed"), (3, "Parken", "rejected"),
    ]  # fmt: skip
    filled = replace(found, gaps=tuple(gap for gap in found.gaps if gap.place_id == first.walks[0].place_id))
    walks = proposed_week.numbered(workspace, LOCAL, filled, wishes)
    assert [each.state for each in walks] == ["locked", "proposed"]


def test_the_map_has_each_number_that_has_a_place_on_it(workspace: Workspace) -> None:
    """1 in a full square and 3 in a ring; the park's 2 is not on the map, and no name of a place is."""
    first = proposed(workspace, WalkWishes(groups=5))
    wishes = WalkWishes(groups=5, locked=first.walks[:1])
    drawing = proposed_week.drawn(workspace, LOCAL, proposed(workspace, wishes), wishes)
    assert drawing is not None
    picture = ET.fromstring(drawing.decode())
    assert [text.text for text in picture.iter(f"{SVG}text")] == ["1", "3"]
    assert b"Torget" not in drawing
    dashed = [disc for disc in picture.iter(f"{SVG}circle") if "dasharray" in disc.attrib["style"]]
    assert len(dashed) == 1
    # The school, which nobody is proposed for, is outside of what the walks need.
    assert len(list(picture.iter(f"{SVG}circle"))) == 1
    nothing = WalkWishes(groups=0)
    assert proposed_week.drawn(workspace, LOCAL, proposed(workspace, nothing), nothing) is None


def test_a_proposal_is_shown_to_those_it_was_made_for(workspace: Workspace) -> None:
    """Another organisation's coordinator, and a volunteer, get nothing of what was made for somebody else."""
    found = proposed(workspace, WalkWishes(groups=5))
    organisations.add_organisation(workspace, LOCAL, "Beta")
    for role in ("municipality", "volunteer"):
        other = viewers.of(workspace, "Beta", role)
        for show in (proposed_week.numbered, proposed_week.week, proposed_week.drawn):
            with pytest.raises(NotAllowedError):
                show(workspace, other, found, WalkWishes())
