"""What the names in a file mean in the register: which place, which organisation, which series.

Nothing is merged by likeness: a place is bound by its key, by name and nearness, or by its exact name where no other
place has it; an organisation by its exact name. What is not there yet is noted here and made when the import is
accepted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from karta.model.place import is_unknown, name_key
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store import import_rows
from karta.store.database import Reading

SAME_PLACE_M = 30.0
ONE_SPOT_M = 50.0
# Names that a place or organisation also goes by, since it was merged: kept among the ids of other systems.
ALIAS = "also_called"
# That two things were judged not to be the same is kept there, too.
NOT_SAME = "not_same"


@dataclass
class Names:
    """The register's names while an import is being looked at; ids of what is new are marks until it is stored."""

    places: pd.DataFrame
    organisations: pd.DataFrame
    place_keys: dict[str, str]
    # Ids that several lists have given to places of their own.
    several: dict[str, list[str]] = field(default_factory=dict)
    # Other names as (table, name, id).
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    new_places: dict[str, dict[str, Any]] = field(default_factory=dict)
    new_organisations: dict[str, str] = field(default_factory=dict)
    _bound: dict[tuple[Any, ...], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names once."""
        self._by_name: dict[str, list[str]] = {}
        for place_id, name in zip(self.places["id"], self.places["name"], strict=True):
            self._by_name.setdefault(name_key(name), []).append(place_id)
        self.kinds = dict(zip(self.places["id"], self.places["kind"], strict=True))
        self._geometry = dict(zip(self.places["id"], self.places["geometry"], strict=True))
        self._org_by_name: dict[str, str] = {}
        for org_id, name in zip(self.organisations["id"], self.organisations["name"], strict=True):
            self._org_by_name.setdefault(name_key(name), org_id)
        for table, name, row_id in self.aliases:
            if table == "organisation":
                self._org_by_name.setdefault(name, row_id)
            elif row_id not in self._by_name.setdefault(name, []):
                self._by_name[name].append(row_id)

    @classmethod
    def of(cls, reading: Reading) -> "Names":
        """Read the names of a workspace."""
        imported = import_rows.row_ids(reading, "places")
        other = reading.frame("external_id")
        called = other[other["system"] == ALIAS]
        aliases = list(zip(called["row_table"], called["value"], called["row_id"], strict=True))
        own = other["system"].isin([ALIAS, NOT_SAME])
        other = other[(other["row_table"] == "place") & ~own]
        keys = {
            **dict(zip(other["value"], other["row_id"], strict=True)),
            **{key: row_id for key, row_id in imported.items() if row_id is not None},
        }
        several: dict[str, list[str]] = {}
        for key, row_id in imported.items():
            own = import_rows.own_id(key)
            if own != key and row_id is not None:
                several.setdefault(own, [keys[own]] if own in keys else []).append(row_id)
        places, organisations = reading.frame("place"), reading.frame("organisation")
        return cls(places, organisations, keys, several, aliases)

    def place(self, row: dict[str, Any]) -> str | None:
        """Return the id of the place of a row, a mark for a new one, or None when it waits for one."""
        name, key, lat, lon = row.get("place") or "", row.get("place_key"), row.get("lat"), row.get("lon")
        if (name, key, lat, lon) in self._bound:  # NaN is no key: the lines without a position go on
            return self._bound[name, key, lat, lon]
        lookup = (name, key, None if is_unknown(lat) else lat, None if is_unknown(lon) else lon)
        if lookup not in self._bound:
            self._bound[lookup] = self._find(*lookup)
        return self._bound[lookup]

    def place_by_name(self, name: str) -> str | None:
        """Return the one place of that name, None where there is none or several.

        Two that lie within 50 m and are of one kind, or the one of no particular kind, are one place that two files
        told of: a map and a list, as a rule. The one whose kind is known stands for both.
        """
        place_ids = self._by_name.get(name_key(name), [])
        if len(place_ids) < 2:
            return place_ids[0] if place_ids else None
        kinds = {self.kinds.get(place, "other") for place in place_ids} - {"other"}
        shapes = [self._geometry[place] for place in place_ids]
        near = all(
            shape is not None and other is not None and shapely.dwithin(shape, other, ONE_SPOT_M)
            for shape, other in combinations(shapes, 2)
        )
        if len(kinds) > 1 or not near:
            return None
        return next((place for place in place_ids if self.kinds.get(place, "other") in kinds), place_ids[0])

    def count(self, name: str) -> int:
        """Return how many places have a name."""
        return len(self._by_name.get(name_key(name), []))

    def organisation(self, name: str | None) -> str | None:
        """Return the id of an organisation by its name, a mark for a new one; None for no name."""
        if is_unknown(name):
            return None
        assert name is not None
        key = name_key(name)
        if key not in self._org_by_name:
            mark = f"new organisation {len(self.new_organisations)}"
            self._org_by_name[key] = mark
            self.new_organisations[mark] = name.strip()
        return self._org_by_name[key]

    def known_organisation(self, name: str) -> str | None:
        """Return the id of an organisation that the register has, else None."""
        return self._org_by_name.get(name_key(name))

    def named(self, name: str) -> list[str]:
        """Return the places of the register of that name."""
        return [place for place in self._by_name.get(name_key(name), []) if place in self.kinds]

    def near(self, name: str, geometry: shapely.Geometry) -> list[str]:
        """Return the places of that name within 30 m of a geometry; without a name, all within 30 m."""
        wanted = self._by_name.get(name_key(name), []) if name else self._geometry
        return [
            place_id
            for place_id in wanted
            if self._geometry[place_id] is not None
            and shapely.dwithin(self._geometry[place_id], geometry, SAME_PLACE_M)
        ]

    def known_place(self, name: str, key: str | None, lat: float | None, lon: float | None) -> str | None:
        """Return the place that is meant by a key, a name and a position, None where there is none or several."""
        if not is_unknown(key):
            assert key is not None
            place_id = self._by_key(key, name)
            if place_id:
                return place_id
        if lat is None or lon is None:
            return self.place_by_name(name) if name.strip() else None
        near = self.near(name.strip(), to_metres([lon], [lat])[0])
        return near[0] if near else None

    def _by_key(self, key: str, name: str) -> str | None:
        """Return the place of an id; of those that several lists give, the one that goes by the name."""
        if key in self.several:
            called = [place for place in self.several[key] if place in self.named(name)]
            return called[0] if len(called) == 1 else None
        return self.place_keys.get(key) or (key if key in self._geometry else None)

    def _find(self, name: str, key: str | None, lat: float | None, lon: float | None) -> str | None:
        place = self.known_place(name, key, lat, lon)
        if place is not None or lat is None or lon is None:
            return place
        return self._new_place(name.strip() or f"{lat:.5f}, {lon:.5f}", to_metres([lon], [lat])[0])

    def _new_place(self, name: str, point: shapely.Geometry) -> str:
        mark = f"new place {len(self.new_places)}"
        self.new_places[mark] = {"name": name, "kind": "other", "geometry": point}
        self._by_name.setdefault(name_key(name), []).append(mark)
        self._geometry[mark] = point
        return mark


def to_metres(lon: Iterable[float], lat: Iterable[float]) -> list[shapely.Geometry]:
    """Return points in EPSG:3006 of longitudes and latitudes."""
    east, north = _degrees_to_metres().transform(np.asarray(list(lon)), np.asarray(list(lat)))
    return list(shapely.points(east, north))


@cache
def _degrees_to_metres() -> Transformer:
    # Finding the way between two systems costs a thousand times as much as walking it.
    return Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
