"""The series of shifts that an act changed in day, hours, place or cancellation, read from its log."""

from typing import Any

from sqlalchemy import select

from karta.store.acts import Act, chunks
from karta.store.schema import shifts as s


def changed_series(act: Act, act_id: str) -> set[str]:
    """Return the series that an earlier act changed, as far as its rows still are there."""
    shifts = {*act.written("shift", act_id)}
    shifts |= _read(act, s.shift_party.c.shift_id, s.shift_party.c.id, act.written("shift_party", act_id))
    schedules = {*act.written("schedule", act_id)}
    schedules |= _read(act, s.shift.c.schedule_id, s.shift.c.id, shifts)
    exceptions = act.written("schedule_exception", act_id)
    schedules |= _read(act, s.schedule_exception.c.schedule_id, s.schedule_exception.c.id, exceptions)
    copied = _read(act, s.schedule.c.replaces_id, s.schedule.c.id, schedules)
    return schedules | copied


def _read(act: Act, wanted: Any, key: Any, values: Any) -> set[str]:
    """Return a column of the rows whose key is one of the values, blanks left out."""
    cells: set[str] = set()
    for chunk in chunks(sorted(values)):
        rows = act.connection.execute(select(wanted).where(key.in_(chunk), wanted.is_not(None)))
        cells |= {str(cell) for cell in rows.scalars()}
    return cells
