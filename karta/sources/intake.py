"""The one way in for files: what a file is, who reads it, and what came of it, before anything is stored.

An Intake holds the good rows and everything that is to be said about the others. Binding to places and comparing
with what is stored are `services.register`'s; nothing here knows of a store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

from karta.errors import InputError, Issue
from karta.model.frames import Column, Schema, check
from karta.sources import guard
from karta.sources.entrance import read_sniffed

KINDS = (
    "osm",
    "places",
    "areas",
    "population",
    "organisations",
    "contacts",
    "access",
    "sessions",
    "roster",
    "needs",
    "sources",
    "calendar",
    "reports",
)
_MAPS = frozenset({"geojson", "gpkg", "fgb", "shp", "kml", "kmz", "gpx"})

_NUMBERS = frozenset({"float", "int"})
# A line says again what another line says, or what a total holds already.
_REPEATS = frozenset({"row_duplicate", "row_in_total", "row_of_all_ages"})


@dataclass(frozen=True)
class Intake:
    """What a file gave: `rows` as `karta.model.rows.ROWS[kind]` declares (places for osm), and issues.

    Layers: frames by name beside the rows (osm: streets, water, green, buildings, walk_nodes, walk_edges; their
    attribute `attrs["read"]` is the number of entries). Notes: facts about the reading, for the preview.
    """

    kind: str
    rows: pd.DataFrame
    issues: list[Issue]
    rows_read: int
    source: str
    licence: str = ""
    layers: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def rejected(self) -> frozenset[int]:
        """The entries that cannot be stored."""
        return frozenset(i.row for i in self.issues if i.row is not None and i.severity == "error")

    @property
    def pending(self) -> frozenset[int]:
        """The entries that wait for an answer."""
        asked = (i.row for i in self.issues if i.row is not None and i.severity == "question")
        return frozenset(asked) - self.rejected

    @property
    def duplicates(self) -> frozenset[int]:
        """The entries that repeat an earlier one of the same file."""
        return frozenset(i.row for i in self.issues if i.row is not None and i.code in _REPEATS)


def read(path: Path, kind: str, *, answers: dict[str, Any] | None = None, isolate: bool = True) -> Intake:
    """Return what a file gives of a kind; parsing happens in a child process with limits unless `isolate` is off.

    Parameters
    ----------
    answers
        `accept`: codes of questions answered with yes; `columns`: name -> field; `sheet`, `layer`, `crs`, `zone`.

    Raises
    ------
    InputError
        When the file as a whole cannot be used; its code says why.
    """
    if kind not in KINDS:
        raise InputError("kind_unknown", kind=kind, kinds=", ".join(KINDS))
    if not path.is_file():
        raise InputError("file_missing", file=path.name)
    asked = answers or {}
    if isolate:
        # Streets of a whole town take minutes and memory in step with the file; packed ones are ten times as large.
        megabytes = path.stat().st_size / 1e6 * (10 if path.suffix in {".bz2", ".pbf"} else 1)
        found: Intake = guard.in_child(
            read_sniffed,
            path.resolve(),
            kind,
            asked,
            seconds=guard.SECONDS + 4 * megabytes,
            megabytes=min(guard.MEGABYTES + int(30 * megabytes), 8_000),
        )
    else:
        found = read_here(path, kind, asked)
    # Some questions come up only when the rows are held against the register.
    return replace(found, notes={**found.notes, "accept": list(asked.get("accept", ()))})


def read_here(path: Path, kind: str, answers: dict[str, Any]) -> Intake:
    """Return what a file gives, read in this process. Readers are imported by need: each costs a start-up."""
    form = guard.sniff(path)
    if form in {"osm", "osm.bz2", "osm.pbf"}:
        if kind not in {"osm", "places"}:
            raise InputError("kind_not_in_format", kind=kind, format=form)
        from karta.sources.osm import read_osm

        return read_osm(path, kind)
    if kind == "osm":
        raise InputError("kind_not_in_format", kind=kind, format=form)
    if form in {"csv", "xlsx"} and kind in {"population", "areas"}:
        from karta.sources.residents import looks_like_residents, read_residents

        # Figures of areas are often called areas: they are read as what they are.
        if kind == "population" or looks_like_residents(path, form, answers):
            return read_residents(path, form, answers)
    if kind == "population":
        raise InputError("kind_not_in_format", kind=kind, format=form)
    if form in {"csv", "xlsx"}:
        from karta.sources.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, kind, form, answers)
    if form == "ics":
        from karta.sources.ics import read_ics

        return read_ics(path, kind, answers)
    if form in _MAPS:
        from karta.sources.vector import read_vector

        return read_vector(path, kind, form, answers)
    from karta.sources.school_register import read_register

    return read_register(path, kind)


def frame_of(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pd.DataFrame:
    """Return mappings as a checked frame; blanks stay None and texts stay objects, whatever pandas would infer."""
    found = list(rows)
    given: set[str] = set().union(*found)
    told = [column for column in schema.columns if column.name in given or column.required]
    columns = {
        column.name: pd.Series(cells, dtype="float64" if column.kind in _NUMBERS else "object")
        for column, cells in zip(told, _columns(found, told), strict=True)
    }
    return check(pd.DataFrame(columns), schema)


def _columns(rows: list[Mapping[str, Any]], columns: list[Column]) -> list[Sequence[Any]]:
    """Return the cells of rows by column; rows that all say the same columns are turned round as a whole."""
    names = [column.name for column in columns]
    if rows and len(names) > 1 and all(map(set(names).issubset, rows)):
        return list(zip(*map(itemgetter(*names), rows), strict=True))
    return [[row.get(column.name, column.default) for row in rows] for column in columns]


def settle(
    rows: list[dict[str, Any]], answers: Mapping[str, Any] | None = None
) -> tuple[list[dict[str, Any]], list[Issue]]:
    """Return the rows with one for each key, and what is to be said about the others.

    The same row again is a duplicate. Lines of one shift that name different people are different lines: their keys
    are numbered. Any other second row with a key is a contradiction, and all rows with that key are asked about,
    unless the `answers` say which one to `keep`.
    """
    keep = frozenset((answers or {}).get("keep") or ())
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    if len(by_key) == len(rows):
        return rows, []
    kept: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for key, group in by_key.items():
        if len(group) == 1:
            kept += group
            continue
        distinct: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in group:
            first = distinct.setdefault(_content(row), row)
            if first is not row:
                facts = (("first", first["row"]),)
                issues.append(Issue(row["row"], None, "row_duplicate", "note", facts=facts))
        people = [row.get("persons") for row in distinct.values()]
        if len(distinct) > 1 and not (all(people) and len(set(people)) == len(people)):
            chosen = [row for row in distinct.values() if row["row"] in keep]
            if len(chosen) == 1:
                kept.append(chosen[0])
                facts = (("chosen", chosen[0]["row"]),)
                others = (row for row in distinct.values() if row is not chosen[0])
                issues.extend(Issue(row["row"], None, "row_not_chosen", facts=facts) for row in others)
                continue
            lines = ", ".join(str(row["row"]) for row in distinct.values())
            issues.extend(
                Issue(row["row"], None, "same_key_differs", "question", facts=(("lines", lines),))
                for row in distinct.values()
            )
            continue
        for at, row in enumerate(distinct.values(), start=1):
            kept.append(row if at == 1 else {**row, "key": f"{key}#{at}"})
    kept.sort(key=lambda row: row["row"])
    return kept, issues


def _content(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(str(value) for name, value in row.items() if name != "row")
