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
from karta.store import sign_ups
from karta.store.database import Reading
from karta.store.rosters import local_times

# The tables whose rows hang on a roster line.
HANGING = ("reach", "route_legs", "stops", "history")


def staffed(look: Reading, found: pd.DataFrame, tables: Tables) -> Tables:
    """Return tables with every line of a shift that people sign up to written out; `found` as of `rosters.lines`."""
    lines = found[found["sign_up"].map(bool)]
    if lines.empty:
        return tables
    heads = _heads(look, lines)
    told = _reported(tables)
    dated, open_lines = [], []
    zone = ZoneInfo(tables.method.timezone)
    for line in lines.to_dict("records"):
        own = line["presence_id"]
        days = sorted({day for (party, day) in heads if party == own} | told.get(own, set()))
        held = [day for day in days if _is_held(line, day, zone)]
        brings = 0.0 if line["adults"] != line["adults"] else float(line["adults"])
        dated += [_dated(line, day, brings + heads[own, day]) for day in held]
        if brings:
            left_out = ";".join(
                sorted({*(line["exdates"] or "").split(";"), *map(date.isoformat, held)} - {""})
            )
            open_lines.append({**line, "exdates": left_out})
    rows = pd.DataFrame([*open_lines, *dated], columns=[*found.columns, "line_id"])
    rest = tables.presences[~tables.presences["presence_id"].isin(lines["presence_id"])]
    if rows.empty:
        return tables.with_(presences=rest.reset_index(drop=True))
    written = check(rows, declared.PRESENCES)
    return _with_hanging(
        tables.with_(presences=pd.concat([rest, written], ignore_index=True)), rows.dropna(subset=["line_id"])
    )


def _heads(look: Reading, lines: pd.DataFrame) -> Counter[tuple[str, date]]:
    """Count sign-ups by line and day: on the party of their own organisation, else on the shift's first."""
    # An occurrence that was given other hours is a shift of its own; its people hang on the series.
    identity = lines["replaces_id"].fillna(lines["schedule_id"])
    parties: dict[str, list[tuple[str, str | None]]] = {}
    for line in lines.to_dict("records"):
        parties.setdefault(line["shift_id"], []).append((line["presence_id"], line["organisation_id"]))
    shifts = lines.assign(identity=identity).drop_duplicates("shift_id")
    of_series: dict[str, list[dict[str, Any]]] = {}
    for shift in shifts.to_dict("records"):
        of_series.setdefault(shift["identity"], []).append(shift)
    heads: Counter[tuple[str, date]] = Counter()
    for row in sign_ups.of_series(look.connection, list(of_series)):
        if row["state"] not in sign_ups.COUNTED or row["day"] is None:
            continue
        for shift in of_series[row["series_id"]]:
            known = parties[shift["shift_id"]]
            own = [line for line, org in known if org == row["organisation_id"]]
            heads[(own or [known[0][0]])[0], row["day"]] += 1
    return heads


def _reported(tables: Tables) -> dict[str, set[date]]:
    told: dict[str, set[date]] = {}
    if tables.delivered is not None:
        for line, day in zip(tables.delivered["presence_id"], tables.delivered["date"], strict=True):
            told.setdefault(line, set()).add(day)
    return told


def _is_held(line: dict[str, Any], day: date, zone: ZoneInfo) -> bool:
    # A rule of school days is left to the engine, which knows them.
    schedule = Schedule.from_row({**line, "school_days_only": False})
    return bool(occurrences(schedule, day, day, zone).kept)


def _dated(line: dict[str, Any], day: date, adults: float) -> dict[str, Any]:
    start, end = local_times(
        day, line["start"], line["end"], None, line["start_offset_min"], line["end_offset_min"], None
    )
    return {
        **line, "line_id": line["presence_id"], "presence_id": f"{line['presence_id']}/{day}", "adults": adults,
        "start_local": start, "end_local": end, "byday": None, "rrule": None, "valid_from": None, "valid_to": None,
        "exdates": None, "date": day,
    }  # fmt: skip


def _with_hanging(tables: Tables, dated: pd.DataFrame) -> Tables:
    """Return tables in which what hangs on a line hangs on its occurrences, too, and each report on its own."""
    names = dated[["line_id", "presence_id"]].rename(columns={"presence_id": "named"})
    frames: dict[str, Any] = {}
    for name in HANGING:
        frame = getattr(tables, name)
        copies = frame.merge(names, left_on="presence_id", right_on="line_id")
        copies = copies.assign(presence_id=copies["named"])[frame.columns]
        frames[name] = pd.concat([frame, copies], ignore_index=True) if len(copies) else frame
    if tables.delivered is not None:
        own = {(row.line_id, row.date): row.presence_id for row in dated.itertuples(index=False)}
        pairs = zip(tables.delivered["presence_id"], tables.delivered["date"], strict=True)
        frames["delivered"] = tables.delivered.assign(
            presence_id=[own.get((line, day), line) for line, day in pairs]
        )
    return tables.with_(**frames)
