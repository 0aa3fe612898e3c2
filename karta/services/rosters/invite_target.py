"""The nearest activity to which young people can be invited during a shift: open to all, free, and held then."""

from datetime import date, datetime

import numpy as np

from karta.model.computable import schedule_fault
from karta.model.schedule import Schedule, instant, occurrences, parse_end, parse_time
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require, sees
from karta.services.walking_distances import WITHIN_M, distances
from karta.services.workspace import Workspace
from karta.store import distances as store_distances
from karta.store import sessions


def nearest(workspace: Workspace, viewer: Viewer, place_id: str, day: date, start: str, end: str) -> str:
    """Return the activity nearest to a place that is held during some hours of a day, in words; "" for none.

    It costs nothing, asks for no membership and is not known to be closed to who just comes.
    """
    require(viewer, "see_shifts", WORKSPACE)
    zone = workspace.zone
    begins, wall_end = (
        instant(datetime.combine(day, parse_time(start)), zone),
        datetime.combine(day, parse_end(end)),
    )
    ends = instant(wall_end if parse_end(end) > parse_time(start) else wall_end + DAY, zone)
    with workspace.store.reading() as reading:
        rows = sessions.open_to_all(reading, day - DAY, day + DAY)
        school = sessions.school_days(reading, day - DAY, day + DAY)
        places = reading.frame("place", sorted({place_id, *(row["place_id"] for row in rows)}))
    held: dict[str, str] = {}
    for row in rows:
        if schedule_fault(row) or not sees(viewer, row["sharing"], row["organisation_id"]):
            continue
        times = occurrences(Schedule.from_row(row), day - DAY, day + DAY, zone, school).occurrences
        if any(time.start < ends and time.end > begins for time in times):
            held.setdefault(row["place_id"], row["title"] or "")
    candidates = places[places["id"].isin(held)].reset_index(drop=True)
    here = places[places["id"] == place_id]
    if candidates.empty or here.empty:
        return ""
    measured = distances(workspace) or store_distances.StraightLine(workspace.method.detour_factor)
    spots = store_distances.targets(candidates["geometry"], candidates["entrances"])
    source = store_distances.targets(here["geometry"], here["entrances"])
    known = np.array([spot is not None for spot in spots], dtype=bool)
    if source[0] is None or not known.any():
        return ""
    near = measured.walks(source, spots[known], WITHIN_M)
    if near.empty:
        return ""
    row = candidates[known].iloc[int(near.sort_values(["walk_m", "place"])["place"].iloc[0])]
    return " \u00b7 ".join(filter(None, (held[row["id"]], row["name"])))
