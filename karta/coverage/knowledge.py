"""Where rosters are missing: the sources that are expected, and those that have handed in (METHOD 3.5).

Unknown is not empty: a slot is known only where every source that is expected there has handed in, and, unless the
workspace's default says otherwise, where some source covers it at all.
"""

import numpy as np

from karta.coverage.grid import BoolArray, Grid
from karta.model.schedule import instant, parse_local
from karta.model.tables import Tables


def roster_unknown(tables: Tables, grid: Grid) -> BoolArray:
    """Return where (places x slots) a roster is missing, incomplete or not expected of anyone."""
    places = grid.place_index()
    covered, missing = grid.nowhere(), grid.nowhere()
    columns_of: dict[tuple[str, str], slice] = {}
    names = ("place_id", "status", "from_local", "to_local")
    for place_id, status, *times in zip(*(tables.sources[name].tolist() for name in names), strict=True):
        bounds = str(times[0]), str(times[1])
        if bounds not in columns_of:
            start, end = (instant(parse_local(time), grid.tz) for time in bounds)
            columns_of[bounds] = grid.span(start, end)
        place, columns = places[place_id], columns_of[bounds]
        covered[place, columns] = True
        if status != "known":
            missing[place, columns] = True
    if tables.method.default_source_status == "known":
        return missing
    return np.asarray(missing | ~covered)
