"""Shifts that people sign up to, as the method's tables: each occurrence with the adults who have signed up for it.

The engine knows roster lines with one number of adults. A line whose number differs from one occurrence to the next
is therefore written out: an occurrence with sign-ups or a report is a line of its own, called `line/date`, and what
is left of the series has the adults that its party brings anyway, or is left out.
"""

from collections import Counter
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from karta.model import tables as declared
from karta.model.frames import check
from karta.model.schedule import Schedule, occurrences
from karta.model.tables import Tables
from karta.store import erasing, sign_ups
from karta.store.database import Reading
from karta.store.rosters import local_times

# The tables whose rows hang on a roster line.
HANGING = ("reach", "route_legs", "stops", "history")


def staffed(reading: Reading, lines: pd.DataFrame, tables: Tables) -> Tables:
    """Return tables with every line of a shift that people sign up to written out; `lines` as of `rosters.lines`."""
    sign_up_lines = lines[lines["sign_up"].map(bool)]
    if sign_up_lines.empty:
        return tables
    heads = _heads(reading, sign_up_lines)
    reported = _reported(tables)
    days_of = {own: set(days) for own, days in reported.items()}
    for party, day in heads:
        days_of.setdefault(party, set()).add(day)
    dated: list[dict[str, Any]] = []
    open_lines = []
    zone = ZoneInfo(tables.method.timezone)
    for line in sign_up_lines.to_dict("records"):
        own = line["presence_id"]
        dates = [day for day in sorted(days_of.get(own, ())) if _takes_place(line, day, zone)]
        brings = _brings(line)
        written_out = [
            row
            for day in dates
            for row in _written_out(
                line, day, brings, heads[own, day], reported=day in reported.get(own, set())
            )
        ]
        dated += written_out
        if brings:
            left_out = [row["date"] for row in written_out if row["takes_over"]]
            exdates = {*(line["exdates"] or "").split(";"), *map(date.isoformat, left_out)} - {""}
            open_lines.append({**line, "exdates": ";".join(sorted(exdates))})
    rows = pd.DataFrame([*open_lines, *dated], columns=[*lines.columns, "line_id"])
    rest = tables.presences[~tables.presences["presence_id"].isin(sign_up_lines["presence_id"])]
    if rows.empty:
        return tables.with_(presences=rest.reset_index(drop=True))
    written = check(rows, declared.PRESENCES)
    return _with_hanging(
        tables.with_(presences=pd.concat([rest, written], ignore_index=True)), rows.dropna(subset=["line_id"])
    )


def _brings(line: dict[str, Any]) -> float:
    """Return how many adults come whoever signs up: those of the line, unless it says that they are wanted."""
    if line["adults_are"] == "wanted" or line["adults"] != line["adults"]:
        return 0.0
    return float(line["adults"])


def _written_out(
    line: dict[str, Any], day: date, brings: float, heads: int, *, reported: bool
) -> list[dict[str, Any]]:
    """Return the rows of a line on a date with sign-ups or a report; `takes_over`: the line itself is not held then.

    What an organisation has confirmed are the adults that it brings: who signs up beside them is planned.
    """
    if line["status"] == "confirmed" and brings and not reported:
        beside = {**line, "status": "planned", "young_leaders": 0.0}
        return [_dated(beside, day, float(heads), takes_over=False)]
    status = line["status"] if brings or line["status"] == "cancelled" else "planned"
    return [_dated({**line, "status": status}, day, brings + heads, takes_over=True)]


def _heads(reading: Reading, lines: pd.DataFrame) -> Counter[tuple[str, date]]:
    """Count sign-ups by line and date held: on the party of their own organisation, else on the shift's first."""
    # An occurrence that was given other hours is a shift of its own; its people hang on the series.
    identity = lines["replaces_id"].fillna(lines["schedule_id"])
    parties: dict[str, list[tuple[str, str | None]]] = {}
    for line in lines[lines["status"] != "cancelled"].to_dict("records"):
        parties.setdefault(line["shift_id"], []).append((line["presence_id"], line["organisation_id"]))
    shifts = lines.assign(identity=identity).drop_duplicates("shift_id")
    of_series: dict[str, list[dict[str, Any]]] = {}
    for shift in shifts.to_dict("records"):
        of_series.setdefault(shift["identity"], []).append(shift)
    heads: Counter[tuple[str, date]] = Counter()
    for row in _counted(reading, list(of_series)):
        for shift in of_series[row["series_id"]]:
            # A shift that stands for one day of its series is held on a date of its own.
            original = shift["original_date"]
            if original is not None and original != row["day"]:
                continue
            of_shift = parties.get(shift["shift_id"], [])
            own = [line for line, org in of_shift if org == row["organisation_id"]]
            for line in (own or [line for line, _ in of_shift])[:1]:
                heads[line, row["day"] if original is None else shift["date"]] += row["heads"]
    return heads


def _counted(reading: Reading, series_ids: list[str]) -> list[dict[str, Any]]:
    """Return who goes to each occurrence, one each, and how many went whose names have been erased since."""
    rows = [
        {**row, "heads": 1}
        for row in sign_ups.of_series(reading.connection, series_ids)
        if row["state"] in sign_ups.COUNTED and row["day"] is not None
    ]
    unnamed = erasing.head_counts(reading.connection, series_ids)
    return rows + [
        {"series_id": series, "day": date.fromisoformat(day), "organisation_id": org, "heads": count}
        for (series, day, org), count in sorted(unnamed.items())
    ]


def _reported(tables: Tables) -> dict[str, set[date]]:
    days_of: dict[str, set[date]] = {}
    if tables.delivered is not None:
        for line, day in zip(tables.delivered["presence_id"], tables.delivered["date"], strict=True):
            days_of.setdefault(line, set()).add(day)
    return days_of


def _takes_place(line: dict[str, Any], day: date, zone: ZoneInfo) -> bool:
    # A rule of school days is left to the engine, which knows them.
    schedule = Schedule.from_row({**line, "school_days_only": False})
    return bool(occurrences(schedule, day, day, zone).occurrences)


def _dated(line: dict[str, Any], day: date, adults: float, *, takes_over: bool) -> dict[str, Any]:
    single = line["date"] == day and not line["rrule"]
    # A rule is expanded on the clock of the place: the offset of its first date is not that of the others.
    begins, ends = (line[name] if single else float("nan") for name in ("start_offset_min", "end_offset_min"))
    closing = line["end_date"] if single else None
    start, end = local_times(day, line["start"], line["end"], closing, begins, ends, None)
    return {
        **line, "line_id": line["presence_id"], "presence_id": f"{line['presence_id']}/{day}", "adults": adults,
        "start_local": start, "end_local": end, "byday": None, "rrule": None, "valid_from": None, "valid_to": None,
        "exdates": None, "date": day, "takes_over": takes_over,
    }  # fmt: skip


def _with_hanging(tables: Tables, dated: pd.DataFrame) -> Tables:
    """Return tables in which what hangs on a line hangs on its occurrences, too, and each report on its own."""
    if dated.empty:
        return tables
    names = dated[["line_id", "presence_id"]].rename(columns={"presence_id": "copy_id"})
    frames: dict[str, Any] = {}
    for name in HANGING:
        frame = getattr(tables, name)
        copies = frame.merge(names, left_on="presence_id", right_on="line_id")
        copies = copies.assign(presence_id=copies["copy_id"])[frame.columns]
        frames[name] = pd.concat([frame, copies], ignore_index=True) if len(copies) else frame
    if tables.delivered is not None:
        own = {(row.line_id, row.date): row.presence_id for row in dated.itertuples(index=False)}
        pairs = zip(tables.delivered["presence_id"], tables.delivered["date"], strict=True)
        frames["delivered"] = tables.delivered.assign(
            presence_id=[own.get((line, day), line) for line, day in pairs]
        )
    return tables.with_(**frames)
