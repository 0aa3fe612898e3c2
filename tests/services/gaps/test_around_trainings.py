"""The half hours before and after each training: which they are, and what each lacks."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import map_layers, period
from karta.services.gaps.around_gaps import around_gaps, marked_hours
from karta.services.gaps.around_trainings import around_trainings
from karta.services.gaps.typical_week import mean_week
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace, create

TUESDAY = date(2026, 9, 15)
VIEWER = Viewer("samordnare", "local")


NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two led trainings in a row on Tuesdays, 17:20-18:40 and 18:40-20:00, within a need of two 15-22 outside them."""
    made = create(tmp_path_factory.mktemp("around"), now=lambda: NOW)
    entries.add_place(made, VIEWER, name="Vallen", kind="sports_facility", lat=59.0, lon=15.0)
    place_id = str(register_places.places(made, VIEWER)["id"].iloc[0])
    entries.expect_source(made, VIEWER, org="Vandrarna", place_id=place_id)
    organisations.confirm_source(made, VIEWER, "Vandrarna", place_id, date(2026, 9, 30))
    rule_rows.decide_need(
        made, VIEWER, place_id=place_id, days="all", responsible="Kommunen", adults=2, start="15:00", end="22:00",
        outside_sessions=True,
    )  # fmt: skip
    with made.store.act(VIEWER.function, "add") as act:
        org = act.insert("organisation", [{"name": "Klubben", "admitted_on": TUESDAY}])[0]
        for start, end in (("17:20", "18:40"), ("18:40", "20:00")):
            times = {
                "byday": "TU",
                "start": start,
                "end": end,
                "valid_from": date(2026, 9, 1),
                "valid_to": date(2026, 10, 1),
            }
            series = act.insert("schedule", [times])[0]
            act.insert("activity", [{
                "schedule_id": series, "place_id": place_id, "organisation_id": org, "kind": "training", "leaders": 2.0,
            }])  # fmt: skip
    made.store.close()
    return made.folder


def set_length(workspace: Workspace, minutes: int) -> None:
    """Set how long before and after its trainings is a time of its own at the place."""
    place_id, version = register_places.places(workspace, VIEWER)[["id", "version"]].iloc[0]
    entries.edit_place(
        workspace,
        VIEWER,
        place_id,
        name="Vallen",
        kind="sports_facility",
        around_min=minutes,
        version=version,
    )


def listed(workspace: Workspace, day: date = TUESDAY) -> list[tuple[str, str, bool, str, int]]:
    """Return the times of a day at the place: start, end, before, state, adults missing."""
    week = period.week(workspace, VIEWER, day)
    place = period.place(VIEWER, week, week.places["place_id"].iloc[0])
    return [
        (f"{one.start:%H:%M}", f"{one.end:%H:%M}", one.before, one.state, one.adults)
        for one in around_trainings(VIEWER, week, place, day)
    ]


def test_each_training_has_a_time_before_and_after(workspace: Workspace) -> None:
    """By hand: 16:50-17:20 before and 20:00-20:30 after; between the two is none. Both lack two. Wednesday has none."""
    assert listed(workspace) == [
        ("16:50", "17:20", True, "gap", 2), ("20:00", "20:30", False, "gap", 2),
    ]  # fmt: skip
    assert listed(workspace, date(2026, 9, 16)) == []


def test_the_length_is_that_of_the_place(workspace: Workspace) -> None:
    """A quarter gives 17:05-17:20 and 20:00-20:15, none gives no time, and the gap stays as it is."""
    before = period.week(workspace, VIEWER, TUESDAY)
    set_length(workspace, 15)
    assert [row[:2] for row in listed(workspace)] == [("17:05", "17:20"), ("20:00", "20:15")]
    set_length(workspace, 0)
    assert listed(workspace) == []
    after = period.week(workspace, VIEWER, TUESDAY)
    assert before.totals == after.totals
    assert before.gaps.equals(after.gaps)


def test_the_gaps_that_hold_such_a_time_are_marked_and_none_is_added(workspace: Workspace) -> None:
    """Tuesday's gaps 15:00-17:20 and 20-22 hold one each; the hours are 16, 17 and 20; a half hour is in no sum."""
    week = period.week(workspace, VIEWER, TUESDAY)
    times = around_gaps(VIEWER, week)
    gaps = week.gaps.iloc[times.gap]
    assert [
        (f"{start:%d %H:%M}", f"{end:%H:%M}", before)
        for start, end, before in zip(gaps["start"], gaps["end"], times.before, strict=True)
    ] == [("15 15:00", "17:20", True), ("15 20:00", "22:00", False)]
    marked = marked_hours(week, times)
    assert [f"{week.hours.start[hour]:%d %H}" for hour in marked[0].nonzero()[0]] == [
        "15 16",
        "15 17",
        "15 20",
    ]
    assert (map_layers.layers(workspace, VIEWER, week).around == marked).all()
    # 15-22 on seven days but for the 2 h 40 min led: two adults are missing in all of them, and not once more.
    assert week.totals["gap_ah"] == pytest.approx(2 * (7 * 7 - 8 / 3))
    mean = mean_week(workspace, VIEWER, TUESDAY)
    assert not marked_hours(mean, around_gaps(VIEWER, mean)).any()


def test_who_may_not_see_the_gaps_is_refused(workspace: Workspace) -> None:
    """Another scope than the one that the period was made for gets nothing of it."""
    week = period.week(workspace, VIEWER, TUESDAY)
    with pytest.raises(NotAllowedError):
        around_gaps(Viewer("någon", "volunteer"), week)
