"""Where places, shifts and stops lie, for those who ask how far it is to the nearest street."""

import pandas as pd
from sqlalchemy import select

from karta.model.place import Located
from karta.model.shapes import measurable
from karta.store.database import Reading
from karta.store.distances import targets
from karta.store.schema.places import place
from karta.store.schema.shifts import shift, shift_stop


def located(reading: Reading) -> pd.DataFrame:
    """Return places, and shifts and stops with a point of their own.

    Columns: what (place, shift, stop), id, name (of places), shift_id (of shifts and stops), geometry (EPSG:3006; of
    a place what one walks to).
    """
    places = reading.select(
        select(place.c.id, place.c.name, place.c.geometry, place.c.entrances).where(
            place.c.superseded_at.is_(None)
        )
    )
    shifts = reading.select(
        select(shift.c.id, shift.c.geometry)
        .where(shift.c.superseded_at.is_(None), shift.c.located == Located.POINT)
        .order_by(shift.c.id)
    )
    stop = shift_stop.c
    stops = reading.select(
        select(stop.id, stop.shift_id, stop.geometry).where(
            stop.superseded_at.is_(None), stop.geometry.is_not(None)
        )
    )
    spots = pd.Series(list(targets(places["geometry"], places["entrances"])), dtype=object)
    parts = [places[["id", "name"]].assign(what="place", geometry=spots)]
    for part in (shifts.assign(what="shift", shift_id=shifts["id"]), stops.assign(what="stop")):
        shapes = measurable(part["geometry"].to_numpy(dtype=object))
        parts.append(part.assign(geometry=pd.Series(list(shapes), index=part.index, dtype=object)))
    return pd.concat([part.astype(object) for part in parts], ignore_index=True)
