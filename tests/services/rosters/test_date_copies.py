"""Dates of a series that were changed for themselves follow it: called off, opened and moved along with it.

A date that is left standing where nobody comes would be counted as cover.
"""

from datetime import date

import pytest

from karta.services.rosters import changes, season, series
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    occurrences,
    sign,
    undo_last,
    version_of,
)
from tests.services.rosters.roster_lines import add_line, covered, lines, move, on, open_line

SATURDAY, SECOND, THIRD = date(2026, 9, 19), date(2026, 9, 25), date(2026, 10, 2)


def edit_line(workspace: Workspace, line: str, day: date, **values: object) -> None:
    """Change one date of a roster line for itself."""
    version = on(workspace, line, day).version
    series.edit(workspace, COORDINATOR, f"{line}.{day}", "one", version=version, **values)


def call_off(workspace: Workspace, line: str, *days: date) -> None:
    """Leave a roster line out on some days."""
    third = on(workspace, line, THIRD)
    series.set_days_off(workspace, COORDINATOR, third.shift_id, days, "Höstlov", version=third.version)


def test_a_date_with_other_words_is_off_on_a_day_off(workspace: Workspace, square: str, org: str) -> None:
    """Two hours of adults on the edited Friday count until it is left out, and none afterwards; the next one stays."""
    line = add_line(workspace, square, org)
    edit_line(workspace, line, FRIDAY, notes="Ta med västar")
    assert [covered(workspace, day, day) for day in (FRIDAY, SECOND)] == [2.0, 2.0]
    call_off(workspace, line, FRIDAY)
    assert [covered(workspace, day, day) for day in (FRIDAY, SECOND)] == [0.0, 2.0]
    assert (on(workspace, line).cancelled, on(workspace, line).notice) == (True, "Höstlov")
    assert series.days_off(workspace, COORDINATOR, on(workspace, line, SECOND).shift_id)[FRIDAY]


@pytest.mark.usefixtures("saturdays")
def test_a_date_that_was_moved_onto_a_day_off_is_off(workspace: Workspace, square: str, org: str) -> None:
    """The Thursday of one week is held on the Friday that is left out: nobody comes then, either."""
    line = add_line(workspace, square, org, byday="TH;FR", valid_from=FRIDAY)
    edit_line(workspace, line, date(2026, 9, 24), start="18:00", end="19:00")
    move(workspace, f"{line}.{date(2026, 9, 24)}", SECOND)
    call_off(workspace, line, SECOND)
    assert on(workspace, line, date(2026, 9, 24)).cancelled
    assert [each.held_on for each in lines(workspace, org) if not each.cancelled][:2] == [
        FRIDAY, date(2026, 10, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("scope", ["from", "all"])
def test_a_line_is_opened_with_its_edited_dates(
    workspace: Workspace, square: str, org: str, scope: Scope
) -> None:
    """Its two adults are wanted: of the edited third Friday none counts any longer, of the first as it was meant."""
    line = add_line(workspace, square, org)
    for day in (FRIDAY, THIRD):
        edit_line(workspace, line, day, notes="Ta med västar")
    open_line(workspace, line, "wanted", scope, SECOND, min_team=3)
    first = 2.0 if scope == "from" else 0.0
    assert [covered(workspace, day, day) for day in (FRIDAY, SECOND, THIRD)] == [first, 0.0, 0.0]
    third = next(each for each in occurrences(workspace) if each.held_on == THIRD)
    assert (third.opened, third.missing, third.notes) == (True, 3, "Ta med västar")


def test_a_date_that_was_opened_for_itself_stays_as_it_was_opened(
    workspace: Workspace, square: str, org: str
) -> None:
    """On the first Friday the two are present; on all others they are wanted."""
    line = add_line(workspace, square, org)
    open_line(workspace, line, "present", "one")
    open_line(workspace, line, "wanted", "all", SECOND)
    assert [covered(workspace, day, day) for day in (FRIDAY, SECOND)] == [2.0, 0.0]


@pytest.mark.usefixtures("saturdays")
@pytest.mark.parametrize("scope", ["from", "all"])
def test_an_edited_date_moves_with_its_series(
    workspace: Workspace, square: str, org: str, scope: Scope
) -> None:
    """Fridays become Saturdays: the edited one, too; one that was given a Thursday for itself keeps it."""
    line = add_line(workspace, square, org)
    edit_line(workspace, line, SECOND, notes="Ta med västar")
    move(workspace, f"{line}.{THIRD}", date(2026, 10, 1))
    move(workspace, f"{line}.{FRIDAY}", SATURDAY, scope)
    assert [each.held_on for each in lines(workspace, org)][:4] == [
        SATURDAY, date(2026, 9, 26), date(2026, 10, 1), date(2026, 10, 10),
    ]  # fmt: skip
    assert [covered(workspace, day, day) for day in (SECOND, date(2026, 9, 26))] == [0.0, 2.0]


@pytest.mark.usefixtures("saturdays")
def test_a_cancelled_edited_date_is_still_off_when_its_series_has_moved(
    workspace: Workspace, square: str, org: str
) -> None:
    """The second Friday is edited and left out; as a Saturday nobody comes, either."""
    line = add_line(workspace, square, org)
    edit_line(workspace, line, SECOND, notes="Ta med västar")
    call_off(workspace, line, SECOND)
    move(workspace, f"{line}.{FRIDAY}", SATURDAY, "all")
    assert [covered(workspace, day, day) for day in (SATURDAY, SECOND, date(2026, 9, 26))] == [2.0, 0.0, 0.0]


@pytest.mark.usefixtures("saturdays")
def test_a_moved_shift_is_repeated_from_the_day_on_which_it_is_held(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Moved to Saturday and then held each week: a Saturday a week by its own name, the two who go on the first."""
    shift = plan()
    first = occurrences(workspace)[0]
    people = [person(), person()]
    for who in people:
        sign(workspace, who, first.occurrence_id)
    move(workspace, first.occurrence_id, SATURDAY)
    changes.repeat(workspace, COORDINATOR, shift, date(2026, 10, 3), version=version_of(workspace, shift))
    saturdays = [SATURDAY, date(2026, 9, 26), date(2026, 10, 3)]
    assert [(each.day, each.held_on) for each in occurrences(workspace)] == [(day, day) for day in saturdays]
    assert [len(each.going) for each in occurrences(workspace)] == [2, 0, 0]
    assert [covered(workspace, day, day) for day in (FRIDAY, *saturdays)] == [0.0, 2.0, 0.0, 0.0]
    undo_last(workspace)
    assert [(each.day, each.held_on) for each in occurrences(workspace)] == [(FRIDAY, SATURDAY)]
    assert covered(workspace, FRIDAY, SATURDAY) == 2.0


def test_a_moved_shift_is_copied_into_a_season_by_the_day_on_which_it_is_held(
    workspace: Workspace, plan: Plan
) -> None:
    """Held on Saturday of one week it is a Saturday four weeks later, and by that name."""
    plan()
    move(workspace, occurrences(workspace)[0].occurrence_id, SATURDAY)
    assert season.copy_season(workspace, COORDINATOR, FRIDAY, SECOND, date(2026, 10, 12)) == 1
    copied = occurrences(workspace)[-1]
    assert (copied.day, copied.held_on) == (date(2026, 10, 17), date(2026, 10, 17))
