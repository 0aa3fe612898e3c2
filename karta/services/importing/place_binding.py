"""Which place of the register a row without an id of its own means: the one of its name where it says that it lies.

A list that is handed in again without ids, or without its column of kinds, would else make every place a second time.
Only the name never binds a row that says where it lies; likeness binds nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any

import shapely

from karta.model.place import is_unknown, name_key
from karta.services.importing.matched_rows import Bound, Matched, external_ids
from karta.services.register.names import ONE_SPOT_M, Names
from karta.store.database import Reading
from karta.store.import_rows import ImportRow, own_id

# How far two lists may put a place apart that is the only one of its name and kind in its area.
ONE_AREA_M = 200.0
UNKNOWN_KIND = "other"

Row = Mapping[str, Any]


def bind_places(
    reading: Reading, matched: Matched, rows: list[Bound], stored_rows: list[ImportRow], source: str
) -> dict[str, ImportRow]:
    """Bind rows of places that have no id to the place that they mean; return the import rows of those, by key.

    What another list has told of such a place stays that list's own row.
    """
    keyed = {row.key: row.row_id for row in stored_rows}
    open_rows = [bound for bound in rows if bound.row["key"] not in keyed and not external_ids(bound.row)]
    by_key = (keyed.get(bound.row["key"]) for bound in rows)
    by_id = (place for bound in rows for place in _by_ids(matched.names, bound.row))
    taken = {place for place in (*by_key, *by_id) if place is not None}
    matched.taken |= {place for place in (keyed.get(bound.row["key"]) for bound in rows) if place is not None}
    if not open_rows:
        return {}
    by_place = {row.row_id: row for row in stored_rows if row.row_id is not None and row.source == source}
    binding = PlaceBinding(reading, matched.names, [bound.row for bound in rows], taken, by_place)
    own_rows = {}
    for bound in open_rows:
        place = binding.place_of(bound.row)
        if place is None:
            continue
        bound.row_id = place
        if binding.confirms(bound.row, place):
            bound.confirmed = frozenset({"geometry"})
        if place in by_place:
            own_rows[bound.row["key"]] = by_place[place]
    matched.taken |= binding.taken - taken
    return own_rows


def place_elsewhere(names: Names, row: Row, taken: set[str]) -> str | None:
    """Return the place that another import or a person has already made for a row, by its ids, or by name and spot."""
    by_id = _by_ids(names, row)
    made_by_name = [
        place
        for place in (names.near(row["name"], row["geometry"]) if row["name"] else [])
        if place not in names.place_keys.values() and one_kind(row["kind"], names.kinds.get(place))
    ]
    place = next((place for place in by_id or made_by_name if place not in taken), None)
    if place is not None:
        taken.add(place)
    return place


def _by_ids(names: Names, row: Row) -> list[str]:
    """Return the places of the ids that a row states; one that another list gives to its own place is none."""
    key = str(row["key"])
    keys = [key if value == own_id(key) else value for _, value in external_ids(row)]
    return [names.place_keys[value] for value in keys if value in names.place_keys]


class PlaceBinding:
    """The places of the register by name, each bound to one row at most; `own` are those of the list's source."""

    def __init__(
        self, reading: Reading, names: Names, rows: Iterable[Row], taken: Set[str], own: Collection[str]
    ) -> None:
        self._names = names
        self._own = own
        spots = names.places
        self._kind = names.kinds
        self._shape = dict(zip(spots["id"], spots["geometry"], strict=True))
        self._address = {
            place: _folded(cell) for place, cell in zip(spots["id"], spots["address"], strict=True)
        }
        areas = reading.frame("area")["geometry"]
        self._areas = [shape for shape in areas if shape is not None]
        self._kinds_of: dict[str, set[str]] = {}
        for row in rows:
            self._kinds_of.setdefault(name_key(row["name"] or ""), set()).add(row["kind"])
        self.taken = set(taken)

    def place_of(self, row: Row) -> str | None:
        """Return the place that a row means, None for a new one; no other row gets it after that."""
        places = [
            place
            for place in (self._names.named(row["name"]) if row["name"] else [])
            if place not in self.taken and self._fits(row, place)
        ]
        place = self._among(row, places) if places else None
        if place is not None:
            self.taken.add(place)
        return place

    def confirms(self, row: Row, place: str) -> bool:
        """Tell whether the point of a row only says again where a place lies whose shape says more than a point."""
        shape, point = self._shape[place], row.get("geometry")
        if shape is None or point is None or is_unknown(point):
            return False
        return bool(
            point.geom_type == "Point"
            and shape.geom_type != "Point"
            and shapely.dwithin(shape, point, ONE_SPOT_M)
        )

    def _fits(self, row: Row, place: str) -> bool:
        """Tell whether a row may be about a place of its name: of its kind, or the list gives its own another kind."""
        kind = self._kind[place]
        moved = place in self._own and kind not in self._kinds_of[name_key(row["name"])]
        return moved or one_kind(row["kind"], kind)

    def _among(self, row: Row, places: Sequence[str]) -> str | None:
        address = _folded(row.get("address"))
        at_address = [place for place in places if address and self._address[place] == address]
        if is_unknown(row.get("geometry")):
            if at_address:
                return _single(at_address)
            # One that says another address, or one of several of its name, waits for its point.
            silent = [place for place in places if not address or not self._address[place]]
            return _single(places) if len(silent) == len(places) else None
        near = [place for place in places if self._distance_m(row, place) <= ONE_SPOT_M]
        if near:
            return min(
                near, key=lambda place: (self._kind[place] != row["kind"], self._distance_m(row, place))
            )
        return _single(at_address) or _single(
            [place for place in places if self._is_alone_in_area(row, place, places)]
        )

    def _is_alone_in_area(self, row: Row, place: str, places: Sequence[str]) -> bool:
        if len(places) > 1 or self._kind[place] != row["kind"] or row["kind"] == UNKNOWN_KIND:
            return False
        both = shapely.MultiPoint(
            [shapely.point_on_surface(shape) for shape in (self._shape[place], row["geometry"]) if shape]
        )
        near = self._distance_m(row, place) <= ONE_AREA_M
        return near and any(shapely.covers(area, both) for area in self._areas)

    def _distance_m(self, row: Row, place: str) -> float:
        shape = self._shape[place]
        return float("inf") if shape is None else float(shapely.distance(shape, row["geometry"]))


def one_kind(first: str, second: str | None) -> bool:
    """Tell whether two kinds may be one: they are equal, or one of them says nothing."""
    return first == second or UNKNOWN_KIND in (first, second)


def _folded(cell: object) -> str:
    return "" if is_unknown(cell) else name_key(str(cell))


def _single(places: Sequence[str]) -> str | None:
    return places[0] if len(places) == 1 else None
