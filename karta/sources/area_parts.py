"""Areas that a map program has cut into their parts, a row for each: put together again, and told."""

from typing import Any

import shapely

from karta.sources.lines import Line

Row = dict[str, Any]
# So much may lie in two parts where a border was drawn twice.
_MOST_TWICE = 0.01


def unite_parts(rows: list[Row], lines: list[Line]) -> set[int]:
    """Give the first of the rows that say the same of one area the ground of all; return the numbers of the others.

    Rows that lie over each other, or say different things, are left: which of them counts is asked.
    """
    groups: dict[str, list[int]] = {}
    parts: set[int] = set()
    for at, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if line.stands and row["key"]:
            groups.setdefault(row["key"], []).append(at)
    for group in groups.values():
        if len(group) < 2 or len({_said(rows[at]) for at in group}) > 1:
            continue
        shapes = [rows[at]["geometry"] for at in group]
        ground = shapely.union_all(shapes)
        twice = float(shapely.area(shapes).sum()) - float(ground.area)
        if twice > _MOST_TWICE * float(shapely.area(shapes).min()):
            continue
        rows[group[0]]["geometry"] = ground
        for at in group[1:]:
            lines[at].tell("area_part", None, "note", first=rows[group[0]]["row"])
            parts.add(int(rows[at]["row"]))
    return parts


def _said(row: Row) -> tuple[Any, ...]:
    return tuple(str(value) for name, value in row.items() if name not in {"row", "geometry"})
