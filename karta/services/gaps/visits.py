"""Visit windows of a period as they are handed out: with local times, and counted by place."""

from zoneinfo import ZoneInfo

import pandas as pd

COLUMNS = ["place_id", "start", "end", "adults", "outcome"]


def local(windows: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """Return visit windows with COLUMNS, start and end aware and local."""
    moments = {name: pd.to_datetime(windows[name], utc=True).dt.tz_convert(zone) for name in ("start", "end")}
    return windows.assign(**moments)[COLUMNS]


def counted(counts: pd.DataFrame, place_id: str) -> dict[str, int]:
    """Return the visit windows of a place: needed, met, missed and unknown; empty where no visit is asked for."""
    own = counts[counts["place_id"] == place_id].drop(columns="place_id")
    return (
        {str(name).removeprefix("visits_"): int(own[name].iloc[0]) for name in own.columns}
        if len(own)
        else {}
    )
