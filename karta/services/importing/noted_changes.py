"""What rows that the register has already change there, beside what people have edited, chosen and taken out.

Nothing is written here; `storing` writes the matched rows.
"""

from dataclasses import replace

from karta.errors import Issue
from karta.services.importing.cell_changes import changes_of, order_issue, said_text
from karta.services.importing.changed_lines import Copy, Member, ended_copies, members_of
from karta.services.importing.conflicts import Answers, ask_again, keep_unknown_place, leave, settle
from karta.services.importing.matched_rows import ENTERED, TABLE, Bound, Conflict, Matched
from karta.services.importing.registered import Registered, registered_rows
from karta.services.importing.replaced_dates import changes_of_a_date
from karta.services.importing.schedules import schedule_issue
from karta.store import import_rows, line_parts
from karta.store.database import Reading
from karta.store.import_rows import ImportRow


def note_changes(reading: Reading, matched: Matched, stored_rows: list[ImportRow], answers: Answers) -> None:
    """Note on rows that the register has what they change there; the rest of them stays as it is.

    What people have edited stays, too, until somebody has answered; so does what they have taken out.
    """
    kind, table = matched.kind, TABLE[matched.kind]
    rows = [*matched.changed, *matched.adopted]
    told: dict[str | None, list[str]] = {bound.row_id: [] for bound in rows}
    for stored_row in stored_rows:
        if stored_row.row_id in told and stored_row.source != ENTERED:
            told[stored_row.row_id].append(stored_row.payload)
    told_apart = {row.row_id for row in stored_rows} | {bound.row_id for bound in matched.adopted}
    first: dict[int, str | None] = {}
    if kind == "needs":
        latest = import_rows.successors(reading, table, [str(bound.row_id) for bound in rows])
        first |= {id(bound): bound.row_id for bound in rows}
        for bound in rows:
            bound.row_id = latest.get(str(bound.row_id), bound.row_id)
    left: set[int] = set()
    ids = [str(bound.row_id) for bound in rows]
    copies = line_parts.copies(reading.connection, ids) if kind == "roster" else {}
    ids += [copy.id for parts in copies.values() for copy in parts]
    registered = registered_rows(reading, kind, table, ids)
    for bound in rows:
        current = registered.get(str(bound.row_id), Registered({}))
        before = bound.stored_row["payload"] if bound.stored_row is not None else None
        if before is None:
            bound.text = said_text(bound.row, bound.said)
        bound.changes = changes_of(kind, bound.text, before, bound.said, current.own)
        if before is None and kind == "roster":
            bound.changes |= changes_of_a_date(bound, current)
        told_row = first.get(id(bound), bound.row_id)
        current = replace(current, told=tuple(told[told_row]), replaced=told_row != bound.row_id)
        # A date that its file tells of in a row of its own goes by that.
        parts = [part for part in copies.get(str(bound.row_id), []) if part.id not in told_apart]
        own = [Copy(part, registered[part.id]) for part in parts]
        if not _settled(bound, current, own, matched, answers):
            left.add(id(bound))
        # Whose and where it is stays, too, whatever else the names of the file would lead to now.
        if bound.place not in bound.names:
            bound.place = current.own.get("place_id", bound.place)
        if bound.organisation not in bound.names:
            bound.organisation = current.own.get("organisation_id", bound.organisation)
    matched.changed = [bound for bound in matched.changed if id(bound) not in left]
    matched.adopted = [bound for bound in matched.adopted if id(bound) not in left]


def _settled(
    bound: Bound, current: Registered, copies: list[Copy], matched: Matched, answers: Answers
) -> bool:
    """Tell whether a changed row is to be stored, once what people have edited in the app is left as it is."""
    row = int(bound.row["row"])
    if current.ended and not copies:
        matched.issues.append(Issue(row, None, "ended_in_app", "warning"))
        matched.same.add(row)
        return False
    unplaced = keep_unknown_place(matched.kind, bound, current)
    matched.issues += unplaced
    members = members_of(matched.kind, bound, current, copies)
    open_ = _conflicts(members, matched, answers)
    ended = ended_copies(bound, current, copies, answers, open_)
    ask_again(bound, open_)
    matched.conflicts += open_.values()
    changed = [member.bound for member in members if member.bound.changes]
    if (open_ or unplaced) and not changed and not ended:
        matched.asked.add(row)
        return False
    issue = next(filter(None, (_issue(matched.kind, part) for part in changed)), None)
    if issue is not None:
        matched.issues.append(issue)
        return False
    matched.parts += [part for part in changed if part is not bound]
    matched.ended_parts += ended
    return True


def _conflicts(members: list[Member], matched: Matched, answers: Answers) -> dict[str, Conflict]:
    """Settle all parts of a row; return by column the conflicts that nobody has answered: they leave all parts."""
    open_: dict[str, Conflict] = {}
    for bound, current, fixed in members:
        for conflict in settle(matched, bound, current, answers, fixed):
            open_.setdefault(conflict.column, conflict)
    for bound, current, _ in members:
        leave(matched.kind, bound, current, open_)
    return open_


def _issue(kind: str, bound: Bound) -> Issue | None:
    return order_issue(bound.row) or schedule_issue(kind, bound.row)
