"""Warns of new places that lie where one of nearly the same name lies already: a person judges whether they are one."""

import unicodedata
from itertools import takewhile
from typing import NamedTuple

import shapely

from karta.errors import Issue
from karta.model.place import is_unknown, name_key
from karta.services.importing.matched_rows import Bound
from karta.services.importing.place_binding import one_kind
from karta.services.register.names import Names

# As far as the register's own suggestions reach.
ALIKE_M = 150.0


class _Spot(NamedTuple):
    name: str
    kind: str
    shape: shapely.Geometry | None
    parent: str
    row: int | None


def alike_places(names: Names, new: list[Bound], column: str) -> list[Issue]:
    """Return a warning for each new place whose name differs from a near one's in its writing alone, or not at all.

    `column` is what the file calls the column of names. Parts of a place, and places of two kinds, are not the same.
    """
    by_form: dict[str, list[_Spot]] = {}
    spots = names.places
    stored = zip(spots["name"], spots["kind"], spots["geometry"], spots["parent_id"].notna(), strict=True)
    for name, kind, shape, is_part in stored:
        by_form.setdefault(_form(name), []).append(_Spot(name, kind, shape, "part" if is_part else "", None))
    rows = [_spot(bound) for bound in sorted(new, key=lambda bound: int(bound.row["row"]))]
    for spot in rows:
        by_form.setdefault(_form(spot.name), []).append(spot)
    issues = []
    for spot in rows:
        others = takewhile(lambda other: other is not spot, by_form[_form(spot.name)])  # noqa: B023 - used at once
        other = next((other for other in others if _may_be_one(spot, other)), None)
        if spot.name and other is not None:
            issues.append(_issue(spot, other, column))
    return issues


def _issue(spot: _Spot, other: _Spot, column: str) -> Issue:
    code = "place_alike" if other.row is None else "place_alike_in_file"
    facts = (("other", other.name), *((("line", other.row),) if other.row is not None else ()))
    return Issue(spot.row, column, code, "warning", value=spot.name, facts=facts)


def _spot(bound: Bound) -> _Spot:
    row = bound.row
    shape = None if is_unknown(row.get("geometry")) else row["geometry"]
    parent = row.get("parent_key")
    return _Spot(
        row["name"] or "", row["kind"], shape, "" if is_unknown(parent) else str(parent), int(row["row"])
    )


def _may_be_one(spot: _Spot, other: _Spot) -> bool:
    if spot.parent or other.parent or not one_kind(spot.kind, other.kind):
        return False
    if spot.shape is None or other.shape is None:
        return spot.shape is other.shape
    return bool(shapely.dwithin(spot.shape, other.shape, ALIKE_M))


def _form(name: str) -> str:
    """Return the letters and digits of a name, without accents, spaces and marks."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name_key(name))))
