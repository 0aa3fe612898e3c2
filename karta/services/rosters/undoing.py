"""Undoing: whoever knows of what is undone, or has signed up to it since, is told how it is again.

Who was told and has neither read it nor had it by mail is told nothing: for them it has not been.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.services.rosters.notices import DAYS_MOVED, occurrence_id, tell, what_counts, with_people
from karta.services.workspace import Workspace
from karta.store import notices, sign_ups
from karta.store.acts import Act
from karta.store.changed_series import changed_series


@contextmanager
def following(act: Act, workspace: Workspace, undone: str) -> Iterator[None]:
    """Notify everybody on a shift whose time or place the block, which undoes an act, changes."""
    series_ids = changed_series(act, undone)
    if act.written("import_row", undone):
        series_ids &= sign_ups.series(act.connection, workspace.today - DAYS_MOVED * DAY)
    before = with_people(act, workspace, series_ids)
    unaware = {row["person_id"] for row in notices.of_act(act.connection, undone) if notices.is_unheard(row)}
    yield
    # What is left of the notices of the act says already that it is undone.
    left = {(row["person_id"], occurrence_id(row)) for row in notices.of_act(act.connection, undone)}
    for name, occurrence in with_people(act, workspace, series_ids).items():
        if _differs(before.get(name), occurrence):
            people = {sign_up.person_id for sign_up in occurrence.sign_ups} - unaware
            to = sorted(person for person in people if (person, name) not in left)
            tell(act, "cancelled" if occurrence.cancelled else notices.BACK, occurrence, to)


def _differs(before: ShiftOccurrence | None, after: ShiftOccurrence) -> bool:
    """Tell whether a shift is held otherwise than before, under another name, or not at all."""
    if before is None:
        return True
    return (before.cancelled, what_counts(before)) != (after.cancelled, what_counts(after))
