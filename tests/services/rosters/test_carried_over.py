"""What hangs on a series comes along when it is changed from a date on: notices, and people whom a file put on it."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from karta.services.importing import imports
from karta.services.rosters import changes, notices, series
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from karta.store import crews
from karta.store import notices as store_notices
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    cancel,
    occurrences,
    sign,
    undo_last,
    version_of,
)
from tests.services.rosters.roster_lines import move, on

SATURDAY, SECOND, THIRD = date(2026, 9, 19), date(2026, 9, 25), date(2026, 10, 2)
HEADING = "id;plats;veckodag;tid;förening;roll;antal vuxna;personer\n"
LINE = "r;Torget;fre;20-23;Nattvandrarna;nattvandrare;2;{people}\n"


def edited(workspace: Workspace, series_id: str, day: date) -> None:
    """Begin an hour earlier from a date on."""
    version = on(workspace, series_id, day).version
    series.edit_from(
        workspace, COORDINATOR, f"{series_id}.{day}", version=version, start="20:00", verb="edit_shift_from"
    )


def moved(workspace: Workspace, series_id: str, day: date, scope: Scope = "from") -> None:
    """Hold the walks of Fridays on Saturdays from a date on."""
    move(workspace, f"{series_id}.{day}", date.fromordinal(day.toordinal() + 1), scope)


@pytest.mark.parametrize(
    ("change", "day", "to"),
    [
        (edited, SECOND, THIRD),
        (moved, SECOND, date(2026, 10, 3)),
        (partial(moved, scope="all"), FRIDAY, date(2026, 10, 3)),
    ],
)
def test_an_unread_notice_comes_along(
    workspace: Workspace, plan: Plan, person: Person, change: Callable[..., None], day: date, to: date
) -> None:
    """The third walk is off, then all change from the second on: that is still told, and mailed, by its new name."""
    plan(weekly=True)
    third = next(each for each in occurrences(workspace) if each.day == THIRD)
    who = person()
    sign(workspace, who, third.occurrence_id)
    cancel(workspace, third.occurrence_id, "Storm")
    change(workspace, third.series_id, day)
    ((notice, waiting),) = to_tell(workspace, who.person_id)
    assert (notice.kind, notice.read, notice.occurrence.held_on) == ("cancelled", False, to)
    assert waiting == notice.occurrence.occurrence_id
    undo_last(workspace)
    ((notice, waiting),) = to_tell(workspace, who.person_id)
    assert (notice.kind, waiting) == ("cancelled", third.occurrence_id)


def test_a_notice_of_a_moved_shift_comes_along_into_its_series(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Moved to Saturday, then repeated from there: that it has been moved is still told."""
    shift = plan()
    who, first = person(), occurrences(workspace)[0]
    sign(workspace, who, first.occurrence_id)
    move(workspace, first.occurrence_id, SATURDAY)
    changes.repeat(workspace, COORDINATOR, shift, THIRD, version=version_of(workspace, shift))
    ((notice, _),) = to_tell(workspace, who.person_id)
    assert (notice.kind, notice.occurrence.occurrence_id) == ("moved", f"{first.series_id}.{SATURDAY}")


def test_people_of_a_file_are_on_both_parts_of_a_line(workspace: Workspace) -> None:
    """Kim is on the line before and after the change; the file then names Alex, and Kim is on neither."""
    bring(workspace, "Kim")
    (line,) = names_by_series(workspace)
    edited(workspace, line, THIRD)
    (first, second) = names_by_series(workspace).values()
    assert (first, second) == (["Kim"], ["Kim"])
    undo_last(workspace)
    assert names_by_series(workspace) == {line: ["Kim"]}
    edited(workspace, line, THIRD)
    assert bring(workspace, "Alex") == 1
    assert list(names_by_series(workspace).values()) == [["Alex"], ["Alex"]]
    assert bring(workspace, "Alex") == 0


def to_tell(workspace: Workspace, person_id: str) -> list[tuple[notices.Notice, str]]:
    """Return the notices to a person, each with the occurrence that its row names and whose mail waits."""
    with workspace.store.reading() as reading:
        rows = store_notices.of_days(reading.connection, FRIDAY, date(2026, 12, 31))
    waiting = {
        notices.occurrence_id(row)
        for row in rows
        if row["person_id"] == person_id and row["mail"] == store_notices.WAITING
    }
    own = notices.own(workspace, person_id)
    return [
        (notice, notice.occurrence.occurrence_id)
        for notice in own
        if notice.occurrence.occurrence_id in waiting
    ]


def bring(workspace: Workspace, people: str) -> int:
    """Read the line in with these people, and return how many cells that changes."""
    path = workspace.folder.parent / "roster.csv"
    path.write_text(HEADING + LINE.format(people=people), encoding="utf-8")
    return len(imports.import_file(workspace, COORDINATOR, path, "roster").changed)


def names_by_series(workspace: Workspace) -> dict[str, list[str]]:
    """Return who is on all days of each series."""
    with workspace.store.reading() as reading:
        signed = crews.signed(reading.connection)
    return {series_id: [each.name for each in rows] for series_id, rows in signed.items()}
