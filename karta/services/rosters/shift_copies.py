"""A shift copied: for one of its dates, for the dates from a day on, for another season."""

from karta.services.rosters.shift_rows import Row, copied_values
from karta.services.rosters.shift_values import STATED_DISTANCES, Edited
from karta.store.acts import Act
from karta.store.line_parts import note_copies

UNCHANGED = Edited({}, {}, None, {}, elsewhere=False)


def insert_copy(
    act: Act, shift: Row, schedule_id: str, new: Edited = UNCHANGED, *, of_line: bool = True
) -> str:
    """Store a copy of a shift on a schedule, changed by `new`, and return its id.

    Its parties come with it, its stops unless the change brings others, and the distances that were stated for it
    unless it is held elsewhere. `of_line`: what a file says of the line that it copies, it says of the copy, too.
    """
    copy = act.insert("shift", [{**copied_values(shift), **new.shift, "schedule_id": schedule_id}])[0]
    parties = act.rows("shift_party", "shift_id", [shift["id"]])
    party_ids = act.insert(
        "shift_party",
        [
            {**copied_values(row), **(new.party if row["status"] != "cancelled" else {}), "shift_id": copy}
            for row in parties
        ],
    )
    stops = act.rows("shift_stop", "shift_id", [shift["id"]]) if new.stops is None else new.stops
    act.insert("shift_stop", [{**copied_values(row), "shift_id": copy} for row in stops])
    if of_line:
        note_copies(act, dict(zip(party_ids, [row["id"] for row in parties], strict=True)))
    if not new.elsewhere:
        copy_of = dict(zip([row["id"] for row in parties], party_ids, strict=True))
        for table in STATED_DISTANCES:
            rows = act.rows(table, "party_id", list(copy_of))
            act.insert(table, [{**copied_values(row), "party_id": copy_of[row["party_id"]]} for row in rows])
    return copy
