"""Finds what may stand in the register twice, and what a file would bring in twice; a person judges."""

from collections.abc import Collection, Sequence

import pandas as pd
import shapely

from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import similar_names
from karta.services.register.names import NOT_SAME
from karta.services.workspace import Workspace
from karta.store.database import Reading

COLUMNS = ("what", "why", "row_id", "name", "other_id", "other_name")
SAME_POINT_M = 1.0
SAME_NAME_M = 150.0


def merge_suggestions(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return what may be the same thing twice and has not been judged; nothing is merged.

    Columns: what (place, organisation), why (same_point, same_name, near_name), row_id, name, other_id, other_name.
    Places at the same point to the metre, or of nearly the same name within 150 m, that are not parts of each other;
    organisations of nearly the same name.
    """
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        spots, orgs, judged = reading.frame("place"), reading.frame("organisation"), _judged(reading)
    ids, names = list(orgs["id"]), list(orgs["name"])
    rows = _places(spots) + [
        ("organisation", _why(names[a], names[b]), ids[a], names[a], ids[b], names[b])
        for a, b in similar_names.pairs(names)
    ]
    return pd.DataFrame(
        [row for row in rows if mark(row[0], row[2:4], row[4:6]) not in judged], columns=list(COLUMNS)
    )


def alike(workspace: Workspace, viewer: Viewer, new: Sequence[str]) -> pd.DataFrame:
    """Return which new names of organisations are nearly those of the register: name, org_id, org."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        orgs, judged = reading.frame("organisation"), _judged(reading)
    names = [*orgs["name"], *new]
    stored_count = len(orgs)
    matches = [
        (names[b], orgs["id"].iloc[a], names[a])
        for a, b in similar_names.pairs(names)
        if a < stored_count <= b and name_key(names[a]) != name_key(names[b])
        and mark("organisation", ("", names[a]), ("", names[b])) not in judged
    ]  # fmt: skip
    # A name can be like several; the first of the register is asked about.
    return pd.DataFrame(matches, columns=["name", "org_id", "org"]).drop_duplicates("name", ignore_index=True)


def mark(what: str, first: Sequence[str], second: Sequence[str]) -> tuple[str, str]:
    """Return the key of a judgement on two (id, name): by name for organisations, which files bring in anew."""
    by = name_key if what == "organisation" else str
    at = 1 if what == "organisation" else 0
    return what, "|".join(sorted((by(first[at]), by(second[at]))))


def _judged(reading: Reading) -> Collection[tuple[str, str]]:
    rows = reading.frame("external_id")
    rows = rows[rows["system"] == NOT_SAME]
    return set(zip(rows["row_table"], rows["value"], strict=True))


def _why(first: str, second: str) -> str:
    bare = ["".join(filter(str.isalnum, name_key(name))) for name in (first, second)]
    return "same_name" if bare[0] == bare[1] else "near_name"


def _places(spots: pd.DataFrame) -> list[tuple[str, ...]]:
    spots = spots[spots["geometry"].notna()].reset_index(drop=True)
    middle = shapely.point_on_surface(spots["geometry"].to_numpy(dtype=object))
    ids, names, parents = (list(spots[name]) for name in ("id", "name", "parent_id"))
    forms = [similar_names.form(name) for name in names]
    suggestions: list[tuple[str, ...]] = []
    firsts, seconds = shapely.STRtree(middle).query(middle, predicate="dwithin", distance=SAME_NAME_M)
    for a, b in sorted(zip(firsts.tolist(), seconds.tolist(), strict=True)):
        if a >= b or parents[a] == ids[b] or parents[b] == ids[a]:
            continue
        if shapely.distance(middle[a], middle[b]) <= SAME_POINT_M:
            suggestions.append(("place", "same_point", ids[a], names[a], ids[b], names[b]))
        elif forms[a] and forms[a] == forms[b]:
            suggestions.append(("place", "near_name", ids[a], names[a], ids[b], names[b]))
    return suggestions
