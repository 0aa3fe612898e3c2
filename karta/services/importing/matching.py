"""Compares the rows of a file with the register: new, changed, the same, waiting for a place, or gone.

Nothing is written here; `storing` writes the matched rows.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.model.rows import ROWS
from karta.services.file_words import in_words
from karta.services.importing.alike_places import alike_places
from karta.services.importing.area_binding import bind_areas
from karta.services.importing.boundary import outside
from karta.services.importing.cell_changes import completed, order_issue, said_columns
from karta.services.importing.conflicts import Answers
from karta.services.importing.faulty_rows import FaultyRows
from karta.services.importing.matched_rows import (
    AT_A_PLACE,
    Bound,
    Matched,
    stands_alone,
)
from karta.services.importing.moved_hours import moved_lines
from karta.services.importing.noted_changes import note_changes
from karta.services.importing.other_files import SHIFTS, OtherFiles, question, shown
from karta.services.importing.own_ids import apart, keyed
from karta.services.importing.place_binding import bind_places, place_elsewhere
from karta.services.importing.replaced_dates import ReplacedDates, settled
from karta.services.importing.reported_lines import ReportedLines
from karta.services.importing.responsible_parties import missing
from karta.services.importing.roster_people import compare
from karta.services.importing.sameness import Sameness
from karta.services.importing.schedules import schedule_issue
from karta.services.register.names import Names
from karta.services.register.residents import Areas, match_issues
from karta.services.register.row_text import payload, payloads
from karta.sources.intake import Intake
from karta.store import import_rows
from karta.store.database import Reading
from karta.store.file_marks import FileMarks
from karta.store.import_rows import ImportRow

TIMED = frozenset({"access", "sessions", "roster", "needs"})


def match(reading: Reading, intake: Intake, home: str | None, day: date) -> Matched:
    """Compare an intake's rows with the register; `home` is the organisation of rows that name none, `day` is today."""
    kind = "places" if intake.kind == "osm" else intake.kind
    matched = Matched(kind, Names.of(reading), home=home)
    stored_rows = import_rows.of_kind(reading, kind)
    same = Sameness(reading, kind, matched.names, home)
    sent_as, marks = intake.source, FileMarks(reading, (row.source for row in stored_rows), day)
    intake = apart(intake, stored_rows, same, marks)
    matched.source = intake.source
    if matched.source != marks.of(sent_as) and all(row.source != matched.source for row in stored_rows):
        matched.issues.append(Issue(None, None, "file_of_another_sender", "note", value=sent_as))
    with_keys = keyed(intake, stored_rows, same)
    intake, matched.keys, matched.rows = with_keys.intake, with_keys.keys, with_keys.intake.rows
    matched.issues += with_keys.issues
    by_key = {row.key: row for row in stored_rows}
    left_out = intake.rejected | intake.pending
    read = zip(records(intake.rows), payloads(intake.rows), strict=True)
    rows = [Bound(row, text) for row, text in read if row["row"] not in left_out]
    faulty = FaultyRows(intake)
    if kind == "places" and "typed" not in intake.notes:
        by_key |= bind_places(reading, matched, rows, stored_rows, intake.source)
    elif kind == "areas":
        bind_areas(reading, rows, by_key)
    elif kind == "roster":
        by_key |= moved_lines(rows, set(intake.rows["key"]), stored_rows, intake.source, faulty)
    for bound in rows:
        stored_row = by_key.get(bound.row["key"])
        if stored_row is None or stored_row.payload != bound.text:
            bound.said = said_columns(intake, bound.row) - bound.confirmed
        if stored_row is not None and stored_row.payload != bound.text:
            bound.row, bound.text = completed(bound.row, stored_row.payload, bound.said)
    parties = ReportedLines(reading) if kind == "reports" else None
    if kind in {"population", "contacts"}:
        matched.areas = Areas.of(reading)
    if kind == "population" and matched.areas is not None:
        matched.issues.extend(match_issues(matched.areas, [bound.row for bound in rows]))
    questions = outside(reading, intake, [bound.row for bound in rows if bound.row["key"] not in by_key])
    if questions:
        matched.issues.extend(questions)
        waiting = {issue.row for issue in questions}
        rows = [bound for bound in rows if bound.row["row"] not in waiting]
    if kind == "sources":
        matched.sources = _sources_by_hand(reading, {row.row_id for row in stored_rows})
    answers = Answers(intake.notes.get("conflicts"), intake.notes.get("columns", {}), ROWS[kind].names)
    replaced = ReplacedDates(reading, rows if kind == "roster" else (), by_key)
    # Rows that say where their place lies come first, so that others may find it by its name.
    for bound in sorted(rows, key=lambda bound: is_unknown(bound.row.get("lat"))):
        stored_row = by_key.get(bound.row["key"])
        reversed_ = order_issue(bound.row) if stored_row is not None else None
        if (issue := reversed_ or schedule_issue(kind, bound.row)) is not None:
            matched.issues.append(issue)
            continue
        if replaced.is_off(bound) and (conflict := settled(bound, answers)) is not None:
            matched.conflicts.append(conflict)
            matched.asked.add(bound.row["row"])
            continue
        replaced.adopt(bound)
        bound.row_id = bound.row_id if stored_row is None else stored_row.row_id
        if _bind(bound, kind, matched, parties, home) is not None:
            _sort(bound, stored_row, matched)
            matched.organisations |= {org for org in (bound.organisation, _listed(bound, kind)) if org}
    if intake.kind == "places" and "typed" not in intake.notes:
        headings = {field: heading for heading, field in intake.notes.get("columns", {}).items()}
        matched.issues += alike_places(matched.names, matched.new, str(headings.get("name", "name")))
    note_changes(reading, matched, stored_rows, answers)
    if kind == "roster" and "persons" in intake.notes.get("columns", {}).values():
        named = (bound for bound in rows if "persons" in (bound.said or said_columns(intake, bound.row)))
        pairs = [(bound, by_key.get(bound.row["key"])) for bound in named]
        _compare_crews(reading, [(bound, row) for bound, row in pairs if row is not None], matched)
    if kind == "needs":
        wrong = {issue.row for issue in matched.issues if issue.severity == "error"}
        matched.issues += missing(reading, [bound for bound in rows if bound.row["row"] not in wrong], by_key)
    for part in (matched.new, matched.adopted, matched.changed):
        part.sort(key=lambda bound: bound.row["row"])
    keys = set(intake.rows["key"])
    if "replaces" in intake.rows:
        matched.issues += _without_series(rows, keys | by_key.keys())
        # What changes one date of a series, an invitation by itself, says nothing against the others.
        keys |= {key for key in intake.rows["replaces"] if not is_unknown(key)}
    keys |= {by_key[key].key for key in keys & by_key.keys()}
    own = (row for row in stored_rows if row.source == intake.source and row.key not in keys)
    gone = [row for row in own if not faulty.may_be(row) and not intake.notes.get("part")]
    if kind in SHIFTS and "accepted" in intake.notes:
        gone += _beside_others(matched, rows, stored_rows, intake, OtherFiles(stored_rows, keys))
    matched.gone = pd.DataFrame(gone, columns=list(ImportRow._fields))
    return matched


def _without_series(rows: list[Bound], keys: Collection[str]) -> list[Issue]:
    """Return a warning for each row that cancels a date of a series which no file has told of: it takes nothing out."""
    return [
        Issue(int(bound.row["row"]), None, "series_missing", "warning", facts=(("date", day),))
        for bound in rows
        if not is_unknown(day := bound.row.get("original_date"))
        and (bound.row.get("status") == "cancelled" or str(day) in str(bound.row.get("exdates") or ""))
        and not is_unknown(key := bound.row.get("replaces"))
        and key not in keys
    ]


def _beside_others(
    matched: Matched, rows: list[Bound], stored_rows: list[ImportRow], intake: Intake, others: OtherFiles
) -> list[ImportRow]:
    """Ask about new rows that other files have under another id; return the rows that this file has in their place."""
    same = others.doubled(matched.new, intake.source)
    if "row_doubled" not in intake.notes["accepted"]:
        twice = others.twice(matched.new) if matched.kind == "roster" and "columns" in intake.notes else {}
        asked = {row: question(row, intake.source, shift) for row, shift in twice.items()}
        asked |= {row: question(row, earlier.source, shown(earlier)) for row, earlier in same.items()}
        matched.issues += [asked[row] for row in sorted(asked)]
        matched.new = [bound for bound in matched.new if bound.row["row"] not in asked]
    keys = {bound.row["key"] for bound in rows}
    shared = {row.source for row in stored_rows if row.key in keys} | {row.source for row in same.values()}
    if intake.notes.get("part"):
        return []
    gone = others.gone(rows, shared - {intake.source}, intake.source, FaultyRows(intake))
    by_source: dict[str, list[ImportRow]] = {}
    for row in gone:
        by_source.setdefault(row.source, []).append(row)
    for source, lost in by_source.items():
        facts = (("count", len(lost)), ("lines", ", ".join(shown(row) for row in lost[:3])))
        matched.issues.append(
            Issue(None, None, "rows_gone_elsewhere", "warning", value=in_words(source), facts=facts)
        )
    return gone


def _compare_crews(reading: Reading, pairs: list[tuple[Bound, ImportRow]], matched: Matched) -> None:
    """Move roster lines of which only the people differ from the same rows to the changed ones."""
    matched.crews = compare(
        reading, [(bound.row, bound.organisation, stored_row) for bound, stored_row in pairs]
    )
    differ = {crew.row["row"] for crew in matched.crews} & (matched.same | matched.asked)
    for bound, stored_row in pairs if differ else ():
        if bound.row["row"] in differ:
            bound.stored_row, bound.changes = stored_row._asdict(), {}
            matched.changed.append(bound)
    matched.same -= differ
    matched.asked -= differ


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values, in a third of the time of pandas' own."""
    names = [str(name) for name in frame.columns]
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def rebound(matched: Matched, row: dict[str, Any], home: str | None) -> Bound:
    """Return a row that waited for its place, bound to the names of the register as they are now."""
    bound = _bind(Bound(row, payload(row)), matched.kind, matched, None, home)
    assert bound is not None
    return bound


def _bind(
    bound: Bound, kind: str, matched: Matched, parties: ReportedLines | None, home: str | None
) -> Bound | None:
    row = bound.row
    if kind in TIMED and (is_unknown(row["start"]) or is_unknown(row["end"])):
        matched.issues.append(Issue(int(row["row"]), "start", "cell_blank"))
        return None
    if kind == "contacts":
        # A list of numbers makes no organisation: it names those of the register, or none.
        bound.organisation = matched.names.known_organisation(row["org"]) if row["org"] else None
        return _of_an_area(bound, matched)
    if "org" in row:
        bound.organisation = matched.names.organisation(row["org"] or home)
    if kind == "places":
        bound.waits = is_unknown(row["geometry"]) and bound.row_id is None
    elif matched.areas is not None:
        bound.place = matched.areas.find(row)
        bound.waits = bound.place is None and bound.row_id is None
    elif kind in AT_A_PLACE:
        bound.place = matched.names.place(row)
        bound.waits = bound.place is None and bound.row_id is None and not stands_alone(kind, row)
    elif parties is not None:
        bound.place = matched.names.place(row) if row["place"] or row["place_key"] else None
        bound.party = parties.of(row, bound.organisation, bound.place)
        if bound.party is None:
            matched.issues.append(
                Issue(int(row["row"]), "date", "report_without_shift", value=str(row["date"]))
            )
            return None
    return bound


def _of_an_area(bound: Bound, matched: Matched) -> Bound | None:
    """Return a contact with its area, the whole municipality where none is named; None where nobody knows the area."""
    row = bound.row
    if row["area"]:
        bound.place = matched.areas.find(row) if matched.areas is not None else None
        if bound.place is None:
            matched.issues.append(Issue(int(row["row"]), "area", "contact_area", value=row["area"]))
            return None
    return bound


def _listed(bound: Bound, kind: str) -> str | None:
    return bound.row_id if kind == "organisations" else None


def _sort(bound: Bound, stored_row: ImportRow | None, matched: Matched) -> None:
    if stored_row is not None:
        waits = stored_row.row_id is None
        if stored_row.payload == bound.text and (bound.waits or not waits):
            matched.same.add(bound.row["row"])
            return
        bound.stored_row = stored_row._asdict()
        (matched.new if waits else matched.changed).append(bound)
        return
    bound.row_id = bound.row_id or _stored_elsewhere(bound, matched)
    (matched.new if bound.row_id is None else matched.adopted).append(bound)


def _stored_elsewhere(bound: Bound, matched: Matched) -> str | None:
    """Return the row that another import or a person has already made for the same thing, if it is certain."""
    names, row = matched.names, bound.row
    if matched.kind == "organisations":
        return names.known_organisation(row["name"])
    if matched.kind == "sources" and not bound.waits:
        return matched.sources.pop((bound.organisation, bound.place), None)
    if matched.kind == "places" and not bound.waits:
        return place_elsewhere(names, row, matched.taken)
    return None


def _sources_by_hand(reading: Reading, imported: set[str | None]) -> dict[tuple[Any, Any], str]:
    rows = reading.frame("expected_source")
    rows = rows[~rows["id"].isin(imported)]
    return dict(zip(zip(rows["organisation_id"], rows["place_id"], strict=True), rows["id"], strict=True))
