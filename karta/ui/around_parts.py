"""The times before and after trainings as parts of the gaps that they lie in: how each is called, and its name."""

from collections import defaultdict
from datetime import datetime

from karta.services.gaps.around_gaps import around_gaps
from karta.services.gaps.period import Period
from karta.ui.context import Context
from karta.ui.row_table import RowPart


def parts(context: Context, shown: Period) -> dict[int, list[RowPart]]:
    """Return the parts of the gaps of a period by the position of each in the list of gaps."""
    found, times = around_gaps(context.viewer, shown), defaultdict(list)
    local = [moments.tz_convert(shown.coverage.grid.tz) for moments in (found.start, found.end)]
    for gap, start, end, before, hour in zip(
        found.gap.tolist(), *local, found.before.tolist(), found.first_hour.tolist(), strict=True
    ):
        label = called(context, start, end, before=before)
        times[gap].append(RowPart(name(start, end), label, hour))
    return dict(times)


def called(context: Context, start: datetime, end: datetime, *, before: bool) -> str:
    """Return how a time (local) around a training is called: `16:30-17:00, before training`."""
    when = context.say("gaps.around_before" if before else "gaps.around_after")
    return f"{start:%H:%M}\u2013{end:%H:%M}, {when}"


def name(start: datetime, end: datetime) -> str:
    """Return the name of hours (local) to fill, by which a list and a form mean the same."""
    return f"{start:%Y%m%d%H%M}_{end:%H%M}"
