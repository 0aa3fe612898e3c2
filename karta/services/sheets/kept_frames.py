"""The meeting's sheet as tables that can be kept, and the sheet that such tables hold.

Everything that a chapter or a sheet shows of the week is kept, ground of the map included: it is read a year later from
these tables alone, whatever the register, the rosters and the method have become.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.errors import NotFoundError
from karta.reports.kept_week import FIRST, HOURS, KeptWeek
from karta.reports.meeting import Meeting
from karta.reports.week_map import Dot, WeekMap
from karta.services.gaps import figures
from karta.services.gaps.period import Period

Frames = Mapping[str, pd.DataFrame]
# The frame that tells a whole sheet from one that was kept for its sums and gaps alone.
FACTS = "facts"


def of(sheet: Meeting, shown: Period) -> dict[str, pd.DataFrame]:
    """Return all that a sheet shows of a period, as tables."""
    return {
        FACTS: _facts(sheet),
        "shown": pd.DataFrame([{name: float(amount) for name, amount in _numbers(sheet.totals)}]),
        "filled": sheet.filled,
        "listed": _as_text(sheet.gaps, "start", "end"),
        "unknown": sheet.unknown,
        "double": _as_text(sheet.double, "day"),
        "sources": pd.DataFrame(list(sheet.sources), columns=["source", "licence"], dtype=str),
        "days": _as_text(figures.by_day(shown), "service_day"),
        "hours": _hours(shown),
        **({} if sheet.tasks is None else {"tasks": _as_text(sheet.tasks, "due")}),
        **_map_frames(sheet.week_map),
    }


def sheet(frames: Frames, about: Mapping[str, Any]) -> KeptWeek:
    """Return the week that tables hold; `about`: the row of its snapshot.

    Raises NotFoundError where they hold sums and gaps alone.
    """
    if FACTS not in frames:
        raise NotFoundError("sheet_sums_only", name=about["name"])
    facts = dict(zip(frames[FACTS]["name"], frames[FACTS]["value"], strict=True))
    meeting = Meeting(
        area=facts["area"],
        from_day=about["from_day"],
        to_day=about["to_day"],
        view=facts["view"],
        made=datetime.fromisoformat(facts["made"]).astimezone(ZoneInfo(facts["zone"])),
        totals={str(name): float(amount) for name, amount in frames["shown"].iloc[0].items()},
        span=(float(facts["lowest"]), float(facts["highest"])),
        filled=frames["filled"],
        gaps=_as_moments(frames["listed"], facts["zone"]),
        unknown=frames["unknown"],
        double=frames["double"].assign(day=_dates(frames["double"]["day"])),
        ranked=facts["ranked"] == "1",
        invented=facts["invented"] == "1",
        approximate=facts["approximate"] == "1",
        seen_by=facts["seen_by"],
        sources=tuple(frames["sources"].itertuples(index=False, name=None)),
        settings=facts["settings"],
        week_map=_week_map(frames, facts["attribution"]),
        tasks=frames["tasks"].assign(due=_dates(frames["tasks"]["due"])) if "tasks" in frames else None,
    )
    days = frames["days"].assign(service_day=_dates(frames["days"]["service_day"]))
    missing = frames["hours"].to_numpy(dtype=float)
    return KeptWeek(
        str(about["id"]), str(about["name"]), about["day"], meeting, days, missing, frames["measures"]
    )


def _facts(sheet: Meeting) -> pd.DataFrame:
    facts = {
        "area": sheet.area,
        "view": sheet.view,
        "made": sheet.made.isoformat(),
        "zone": str(sheet.made.tzinfo),
        "lowest": repr(float(sheet.span[0])),
        "highest": repr(float(sheet.span[1])),
        "ranked": str(int(sheet.ranked)),
        "invented": str(int(sheet.invented)),
        "approximate": str(int(sheet.approximate)),
        "seen_by": sheet.seen_by,
        "settings": sheet.settings,
        "attribution": "" if sheet.week_map is None else sheet.week_map.attribution,
    }
    return pd.DataFrame({"name": list(facts), "value": list(facts.values())}, dtype=str)


def _numbers(totals: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, amount) for name, amount in totals.items() if not isinstance(amount, str)]


def _hours(shown: Period) -> pd.DataFrame:
    """Return the adults missing at all places together: a row for each service day, a column for each of its hours.

    What falls on an hour that the clock shows twice adds to that hour (METHOD 3.6).
    """
    summed: npt.NDArray[np.float64] = np.zeros((len(shown.coverage.grid.days), HOURS))
    missing = figures.of_hours(shown).missing.sum(axis=0)
    for start, day, amount in zip(shown.hours.start, shown.hours.day, missing, strict=True):
        summed[int(day), (start.hour - FIRST) % HOURS] += float(amount)
    return pd.DataFrame(summed, columns=[f"h{hour}" for hour in range(HOURS)])


def _map_frames(week_map: WeekMap | None) -> dict[str, pd.DataFrame]:
    if week_map is None:
        return {}
    dots = [(*dot.at, dot.radius, dot.kind, dot.number) for dot in week_map.dots]
    lines = [(number, *point) for number, line in enumerate(week_map.lines) for point in line]
    return {
        "dots": pd.DataFrame(dots, columns=["x", "y", "radius", "kind", "number"]),
        "lines": pd.DataFrame(lines, columns=["line", "x", "y"], dtype=float),
        "named": pd.DataFrame(list(week_map.named), columns=["number", "place", "adult_hours"]),
    }


def _week_map(frames: Frames, attribution: str) -> WeekMap | None:
    if "dots" not in frames:
        return None
    dots = tuple(
        Dot((float(x), float(y)), float(radius), str(kind), int(number))
        for x, y, radius, kind, number in frames["dots"].itertuples(index=False, name=None)
    )
    lines = tuple(
        tuple((float(x), float(y)) for x, y in zip(line["x"], line["y"], strict=True))
        for _, line in frames["lines"].groupby("line")
    )
    named = tuple(
        (int(number), str(place), float(hours))
        for number, place, hours in frames["named"].itertuples(index=False, name=None)
    )
    return WeekMap(dots, lines, named, attribution)


def _as_text(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a frame whose days and moments are text, as every version of every library reads them."""
    return frame.assign(**{
        name: pd.Series([each.isoformat() for each in frame[name]], index=frame.index, dtype=str)
        for name in columns
    })  # fmt: skip


def _as_moments(frame: pd.DataFrame, zone: str) -> pd.DataFrame:
    local = {
        name: [datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)) for moment in frame[name]]
        for name in ("start", "end")
    }
    return frame.assign(**{name: pd.Series(moments, dtype=object) for name, moments in local.items()})


def _dates(texts: "pd.Series[str]") -> "pd.Series[Any]":
    return pd.Series([date.fromisoformat(day) for day in texts], index=texts.index, dtype=object)
