"""What is known about who is there: expected sources and their gaps in knowledge (METHOD 3.5).

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
    for source in tables.sources.to_dict("records"):
        start = instant(parse_local(str(source["from_local"])), grid.tz)
        end = instant(parse_local(str(source["to_local"])), grid.tz)
        place, columns = places[source["place_id"]], grid.span(start, end)
        covered[place, columns] = True
        if source["status"] != "known":
            missing[place, columns] = True
    if tables.method.default_source_status == "known":
        return missing
    return np.asarray(missing | ~covered)
