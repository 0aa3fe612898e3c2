"""The simple changes that an association makes to its own roster: not that day, more or fewer adults, no longer.

They are for lines that the organisation walks alone; where others take part, the coordinator is told instead. Each is
made as on the app's own page (`rosters.cancelling`, `rosters.series`): what was before stays as it was, and people who
have signed up are told.
"""

from datetime import date

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model import typed_numbers
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up import month_lines
from karta.services.follow_up.month_lines import Line
from karta.services.rosters import cancelling, series
from karta.services.workspace import Workspace

# As many adults as a link can give a line, or tell of where nobody has said how many were to come; more is a talk.
MOST_ADULTS = 20
# More adults than a line has, offered as a number each.
MORE = 4


def numbers(line: Line) -> list[int]:
    """Return the numbers of adults that are offered for a line, none where it is not theirs to change, or paused."""
    if not line.sets_adults or _first_change(line) is None:
        return []
    most = min(int(line.adults or 0) + MORE, MOST_ADULTS)
    return [number for number in range(1, most + 1) if number != line.adults]


def cancel_day(
    workspace: Workspace, viewer: Viewer, org_id: str, month: str, party_id: str, day: date, *, version: str
) -> None:
    """Note that a line is not held on one of its days; who has signed up for it is told.

    Raises
    ------
    ConflictError
        `row_changed` when the line has been changed since `version` was read.
    NotAllowedError
        `line_shared` when others take part.
    NotFoundError
        `line_unknown`, also for a day on which it is not held.
    """
    require(viewer, "answer_month", WORKSPACE)
    line = _own(workspace, viewer, org_id, month, party_id, version)
    if day not in line.days:
        raise NotFoundError("line_unknown")
    cancelling.cancel(workspace, viewer, line.occurrence_id(day), version=line.read)


def end_line(
    workspace: Workspace, viewer: Viewer, org_id: str, month: str, party_id: str, *, version: str
) -> None:
    """Note that a repeating line is not held any more from its `begins` on. Raises as `cancel_day`; `line_once`."""
    require(viewer, "answer_month", WORKSPACE)
    line = _own(workspace, viewer, org_id, month, party_id, version)
    if not line.repeats:
        raise ConflictError("line_once")
    cancelling.cancel_from(workspace, viewer, line.shift_id, line.begins, version=line.read)


def set_adults(
    workspace: Workspace,
    viewer: Viewer,
    org_id: str,
    month: str,
    party_id: str,
    adults: int,
    *,
    version: str,
) -> None:
    """Give a line another number of adults from its `begins` on; past weeks keep the number that they had.

    Raises as `cancel_day`; `line_of_sign_ups` where those who sign up are the number, `line_paused` where it is not
    held in the time that is asked about.
    """
    require(viewer, "answer_month", WORKSPACE)
    line = _own(workspace, viewer, org_id, month, party_id, version)
    number = typed_numbers.whole(adults, 1, max(MOST_ADULTS, int(line.adults or 0)))
    if not line.sets_adults:
        raise InputError("line_of_sign_ups")
    first = _first_change(line)
    if first is None:
        raise ConflictError("line_paused")
    scope: series.Scope = "from" if line.repeats else "one"
    series.edit(
        workspace,
        viewer,
        line.occurrence_id(first),
        scope,
        version=line.read,
        verb="set_adults",
        adults=number,
    )


def _first_change(line: Line) -> date | None:
    """Return the first day on which a line is held another way once it is changed."""
    return next((day for day in line.days if day >= line.begins or not line.repeats), None)


def _own(workspace: Workspace, viewer: Viewer, org_id: str, month: str, party_id: str, version: str) -> Line:
    line = month_lines.line(workspace, viewer, org_id, month, party_id)
    if line.version != version:
        raise ConflictError("row_changed", table="shift_party")
    if not line.alone:
        raise NotAllowedError("line_shared")
    return line
