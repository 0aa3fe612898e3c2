"""Which area of the register a row means whose id no file has told: the one of its name or code on the same ground.

A list of areas that is published again with codes, or without them, would else lay every area over itself.
"""

from collections.abc import Mapping
from typing import Any

import shapely

from karta.model.place import is_unknown, name_key
from karta.services.importing.matched_rows import Bound
from karta.store.database import Reading
from karta.store.import_rows import ImportRow

# So much of what two areas cover together lies in both where they are one.
SAME_GROUND = 0.8
# The kind of areas that say none.
UNKNOWN_KIND = "district"


def bind_areas(reading: Reading, rows: list[Bound], by_key: Mapping[str, ImportRow]) -> None:
    """Bind rows with keys that are not among those of earlier rows to the areas that they mean, each to one."""
    taken = {by_key[bound.row["key"]].row_id for bound in rows if bound.row["key"] in by_key}
    open_rows = [bound for bound in rows if bound.row["key"] not in by_key]
    if not open_rows:
        return
    areas = [area for area in reading.frame("area").to_dict("records") if area["geometry"] is not None]
    by_word: dict[str, list[dict[str, Any]]] = {}
    for area in areas:
        for word in _words(area):
            by_word.setdefault(word, []).append(area)
    for bound in open_rows:
        near = {area["id"]: area for word in _words(bound.row) for area in by_word.get(word, ())}
        same = [at for at, area in near.items() if at not in taken and _is_one(bound.row, area)]
        if len(same) == 1:
            bound.row_id = same[0]
            taken.add(same[0])


def _words(area: dict[str, Any]) -> set[str]:
    """Return the name and the code of an area as they are compared."""
    return {name_key(str(area[name])) for name in ("name", "code") if not is_unknown(area[name])}


def _is_one(row: dict[str, Any], area: dict[str, Any]) -> bool:
    """Tell whether a row and an area may be one: of one kind, of one version of their codes, on the same ground."""
    if row["kind"] != area["kind"] and UNKNOWN_KIND not in (row["kind"], area["kind"]):
        return False
    versions = [None if is_unknown(at["code_version"]) else str(at["code_version"]) for at in (row, area)]
    codes = [None if is_unknown(at["code"]) else str(at["code"]) for at in (row, area)]
    if versions[0] != versions[1] or (all(codes) and codes[0] != codes[1]):
        return False
    both = float(shapely.union(row["geometry"], area["geometry"]).area)
    return float(shapely.intersection(row["geometry"], area["geometry"]).area) >= SAME_GROUND * both
