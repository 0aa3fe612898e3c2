"""The list narrowed and the week by areas, worked out by hand."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely

from karta.coverage.gaps import State
from karta.privacy import Viewer
from karta.services.gaps import by_area, exports, list_filter, period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WEEK = date(2026, 9, 14)
COORDINATOR = Viewer("samordnare", "local")
FRIDAY_20, SATURDAY_23 = 4 * 24 + 14, 5 * 24 + 17


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square that lacks 2 on Friday 20-22 and a bridge that lacks 2 on Saturday 23-01, in an area each."""
    folder = tmp_path_factory.mktemp("narrowing")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    entries.add_place(made, COORDINATOR, name="Bron", kind="other", lat=59.1, lon=15.0)
    ids = places.places(made, COORDINATOR).set_index("name")["id"]
    rules = (("Torget", "FR", "20:00", "22:00", "Klubben"), ("Bron", "SA", "23:00", "01:00", "Kyrkan"))
    with made.store.act("samordnare", "areas") as act:
        for name, north in (("Öster", 6_540_000), ("Centrum", 6_550_000)):
            outline = shapely.box(490_000, north - 5_000, 510_000, north + 5_000)
            act.insert("area", [{"name": name, "geometry": outline, "sharing": "public"}])
    for name, days, start, end, org in rules:
        rule_rows.decide_need(
            made, COORDINATOR, place_id=ids[name], adults=2, days=days, start=start, end=end, responsible="Kommunen",
            valid_from=date(2026, 9, 1), valid_to=date(2026, 12, 1),
        )  # fmt: skip
        entries.expect_source(made, COORDINATOR, org=org, place_id=ids[name])
        organisations.confirm_source(made, COORDINATOR, org, ids[name], date(2026, 12, 31))
    made.store.close()
    return folder


def test_the_list_is_narrowed_by_kind_time_and_organisation(workspace: Workspace) -> None:
    """The square's evening or the bridge's night, by each of the three; a choice that fits none shows none."""
    week = period.week(workspace, COORDINATOR, WEEK)
    assert list(week.gaps["place"]) == ["Torget", "Bron"]
    for choice, kept in (
        ({"kind": "square"}, ["Torget"]), ({"part": "evening"}, ["Torget"]), ({"part": "night"}, ["Bron"]),
        ({"org": "Kyrkan"}, ["Bron"]), ({"org": "Kyrkan", "part": "evening"}, []), ({}, ["Torget", "Bron"]),
    ):  # fmt: skip
        found = list_filter.narrowed(week, **choice)
        assert list(found.gaps["place"]) == kept
        assert list(exports.gap_list(found, "sv")["Plats"]) == kept
        assert found.totals == week.totals
    assert list_filter.kinds(week) == ["other", "square"]
    assert list_filter.organisations(week) == ["Klubben", "Kyrkan"]


def test_raw_and_weighted_are_of_the_same_row(workspace: Workspace) -> None:
    """Both lack 4 adult-hours in the dark: 4 x 1.25 = 5; with priority 2 the bridge's row weighs 10."""
    bridge = places.places(workspace, COORDINATOR).set_index("name")["id"]["Bron"]
    with workspace.store.act("samordnare", "priority") as act:
        act.update("place", bridge, None, {"priority_weight": 2.0})
    week = period.week(workspace, COORDINATOR, WEEK)
    assert list(zip(week.gaps["place"], week.gaps["adult_hours"], week.gaps["weighted"], strict=True)) == [
        ("Torget", 4, 5), ("Bron", 4, 10),
    ]  # fmt: skip


def test_the_week_by_areas_is_alphabetical_and_summed(workspace: Workspace) -> None:
    """Centrum before Öster, whatever they lack: 2 adults in the hour of its own place, nothing in the other's."""
    week = period.week(workspace, COORDINATOR, WEEK)
    first, second = by_area.area_hours(workspace, COORDINATOR, week)
    assert (first.name, second.name) == ("Centrum", "Öster")
    assert [(area.missing[FRIDAY_20], area.missing[SATURDAY_23]) for area in (first, second)] == [
        (0, 2),
        (2, 0),
    ]
    assert (first.state[SATURDAY_23], first.state[FRIDAY_20]) == (State.EMPTY, State.NO_NEED)
