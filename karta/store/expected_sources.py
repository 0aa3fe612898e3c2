"""Expected sources as the method's table: of whom a roster is expected where, and until when it is known."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from karta.model import tables as declared
from karta.model.frames import check, empty
from karta.model.walltime import DAY
from karta.settings import Method
from karta.store.database import Reading
from karta.store.schema import organisations as o


def sources(reading: Reading, from_day: date, to_day: date, method: Method) -> pd.DataFrame:
    """Return SOURCES of a period; a roster known up to a moment is unknown from then on (METHOD 3.5).

    Known up to its own end; without one, until `stale_after_days` after its last confirmation.
    """
    columns = ("id", "organisation_id", "place_id", "status", "from_local", "to_local")
    e = reading.frame("expected_source", columns=(*columns, "confirmed_on", "recorded_at"))
    org = reading.select(select(o.organisation.c.id, o.organisation.c.name))
    names = dict(zip(org["id"], org["name"], strict=True))
    opens, closes = _moment(from_day, method), _moment(to_day + DAY, method)
    rows = []
    for cells in zip(*(e[name].tolist() for name in columns), _stale_from(e, method), strict=True):
        source, org_id, place, status, begins, ends, stale_from = cells
        begin, end = begins or opens, ends
        if status == "known" and end is None:
            end = stale_from
        own = names.get(org_id, ""), org_id, place
        until = min(end, closes) if begins is None and end is not None else end or closes
        if begin < until and until > opens and begin < closes:
            rows.append((source, *own, status, begin, until))
        if status == "known" and end is not None and end < closes:
            rows.append((f"{source}/stale", *own, "unknown", max(end, opens), closes))
    names_of = ("source_id", "org", "owner_id", "place_id", "status", "from_local", "to_local")
    cells_of = dict(zip(names_of, zip(*rows, strict=True), strict=True)) if rows else {}
    return check(pd.DataFrame(cells_of), declared.SOURCES) if rows else empty(declared.SOURCES)


def _stale_from(sources: pd.DataFrame, method: Method) -> list[str]:
    """Return the moment from which each source is stale, where it has no end of its own."""
    zone, after = ZoneInfo(method.timezone), timedelta(days=method.stale_after_days + 1)
    recorded = sources["recorded_at"].dt.tz_convert(zone).dt.date
    confirmed = sources["confirmed_on"].where(sources["confirmed_on"].notna(), recorded)
    moments = {day: _moment(day + after, method) for day in set(confirmed)}
    return [moments[day] for day in confirmed]


def _moment(day: date, method: Method) -> str:
    return datetime.combine(day, method.day_start_local).isoformat(timespec="minutes")
