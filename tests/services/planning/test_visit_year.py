"""A venue's year as 52 weeks: visits by function, and waits longer than the cadence; and which police hours build."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.planning import police_hours, visit_year
from karta.services.planning.visit_year import Wait
from karta.services.planning.visits import PlannedVisit, VenueYear
from karta.services.workspace import Workspace, create
from karta.store import visit_book

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
# A Wednesday of week 38.
TODAY = date(2026, 9, 16)
LOCAL = Viewer("områdespolis", "local")


def visit(
    day: date, officer: str = "Etta", kind: str = "officer", along: str = "", state: str = "done"
) -> PlannedVisit:
    """Return a visit."""
    return PlannedVisit("v", "p", "Gården", day, "17:00", "18:00", officer, kind, along, state, False, 1)


def strip(*visits: PlannedVisit, cadence: int = 28) -> visit_year.YearStrip:
    """Return the strip of a venue with these visits."""
    return visit_year.strip(VenueYear("p", "Gården", cadence, "", "", visits, None, None, None, None), TODAY)


def test_a_year_is_52_weeks_with_this_one_last() -> None:
    """From Monday 22 September 2025; not the Sunday before, what lies ahead or did not happen."""
    shown = strip(
        visit(date(2025, 9, 21)), visit(date(2025, 9, 22)), visit(TODAY), visit(TODAY + timedelta(days=1)),
        visit(date(2026, 9, 1), state="called_off"), cadence=365,
    )  # fmt: skip
    assert (len(shown.weeks), shown.weeks[0].monday, shown.weeks[-1].monday) == (
        52, date(2025, 9, 22), date(2026, 9, 14),
    )  # fmt: skip
    assert [number for number, week in enumerate(shown.weeks) if week.visits] == [0, 51]
    assert (shown.waits, shown.counts) == ((), (("Etta", "officer", 2),))


def test_a_wait_begins_when_the_cadence_has_passed_and_ends_with_a_visit() -> None:
    """From 1 July (a Wednesday) with 28 days: late from 30 July until 12 August, three weeks; 28 days are no wait."""
    shown = strip(visit(date(2026, 7, 1)), visit(date(2026, 8, 12)), visit(date(2026, 9, 9)))
    assert shown.waits == (Wait(date(2026, 7, 1), date(2026, 8, 12), 42),)
    assert [week.monday for week in shown.weeks if week.late] == [
        date(2026, 7, 27), date(2026, 8, 3), date(2026, 8, 10),
    ]  # fmt: skip


def test_a_wait_that_still_lasts_goes_to_today() -> None:
    """Last there on 18 August, 29 days ago: the 29th day is today; before the first known visit nothing is a wait."""
    shown = strip(visit(date(2026, 8, 18)))
    assert shown.waits == (Wait(date(2026, 8, 18), None, 29),)
    assert [week.monday for week in shown.weeks if week.late] == [date(2026, 9, 14)]
    assert strip(visit(date(2026, 8, 19))).waits == ()
    assert strip().waits == ()


def test_functions_are_counted_apart_and_a_joint_visit_for_both() -> None:
    """Officers before volunteers; who came along counts, too; a function that has left has no name."""
    shown = strip(
        visit(date(2026, 9, 1)), visit(date(2026, 9, 2), along="Tvåan"), visit(date(2026, 9, 3), "Vera", "volunteer"),
        visit(date(2026, 9, 4), ""),
    )  # fmt: skip
    assert shown.counts == (
        ("", "officer", 1), ("Etta", "officer", 2), ("Tvåan", "officer", 1), ("Vera", "volunteer", 1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give visits of late (1.5 h alone, 1.5 h joint, 1.5 h of a volunteer), and two shifts with the police on them."""
    folder = tmp_path_factory.mktemp("hours")
    town = create(folder, now=lambda: NOW)
    with town.store.act("test", "import") as act:
        (place,) = act.insert("place", [{"name": "Torget", "kind": "square"}])
        org, walkers = act.insert(
            "organisation",
            [
                {"name": "Polisen", "sector": "police", "admitted_on": TODAY},
                {"name": "Alfa", "sector": "association", "admitted_on": TODAY},
            ],
        )
        for purpose, day, start, end in (
            ("relation", date(2026, 9, 11), "18:00", "20:00"), ("walk", date(2026, 9, 12), "22:00", "01:00"),
            # Five weeks ago.
            ("walk", date(2026, 8, 12), "18:00", "20:00"),
        ):  # fmt: skip
            (schedule,) = act.insert(
                "schedule", [{"date": day, "start": start, "end": end, "school_days_only": False}]
            )
            (shift,) = act.insert("shift", [{"place_id": place, "schedule_id": schedule, "purpose": purpose}])
            act.insert(
                "shift_party", [{"shift_id": shift, "organisation_id": org, "kind": "police", "adults": 2}]
            )
            act.insert(
                "shift_party",
                [{"shift_id": shift, "organisation_id": walkers, "kind": "night_walker", "adults": 3}],
            )
    with visit_book.acting(town.store, "polis", "accept_visit_plan") as act:
        one, two, volunteer = (
            act.insert("visit_officer", {"name": name, "kind": kind, "minutes_a_week": 60})
            for name, kind in (("Ett", "officer"), ("Två", "officer"), ("Vera", "volunteer"))
        )
        at = {"place_id": place, "start": "23:00", "end": "00:30", "state": "done"}
        act.insert("visit", {**at, "date": date(2026, 9, 1), "officer_id": one})
        act.insert(
            "visit", {**at, "date": date(2026, 9, 2), "officer_id": one, "along_id": two, "company": "social"}
        )
        act.insert("visit", {**at, "date": date(2026, 9, 3), "officer_id": volunteer, "company": "walkers"})
        act.insert("visit", {**at, "date": date(2026, 8, 18), "officer_id": one})
        act.insert("visit", {**at, "date": date(2026, 9, 4), "officer_id": one, "state": "called_off"})
    town.store.close()
    return folder


def test_hours_that_build_relations_are_told_from_the_others(workspace: Workspace) -> None:
    """Visits 1.5 + 2 x 1.5 h; shifts 2 x 2 h for relations, 2 x 3 h not; older or called off is none."""
    hours = police_hours.of_late(workspace, LOCAL)
    assert (hours.visits, hours.shifts, hours.others) == (4.5, 4.0, 6.0)
    assert (hours.relational, hours.total) == (8.5, 14.5)
    # The visit with social services is one of two officers; the walk at the end of the week builds no relations.
    assert hours.joint == 3.0 + 4.0
    with pytest.raises(NotAllowedError):
        police_hours.of_late(workspace, Viewer("föreståndare", "org_admin"))
