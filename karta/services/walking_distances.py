"""Reach over the streets of a workspace: the walking graph in memory, distances on disk, and what lies far off.

Without a walking graph there is nothing here, and the straight line x detour counts, marked as approximate.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets import distances as over
from karta.coverage.streets import routes as along
from karta.coverage.streets.graph import Geometries, Streets, streets
from karta.coverage.streets.off import off
from karta.coverage.streets.snap import Snapped, accesses, gathered
from karta.i18n import number, text
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.distance_cache import Shelf, content_key, digests
from karta.services.workspace import Workspace
from karta.settings import Method
from karta.store.layers import layer_rows, load_layer
from karta.store.located import located

# How far somebody is sent at most, on foot. [K]
WITHIN_M = 1000.0
FOLDER = "distances"
# Part of every key: grows when the same geometry would give other figures than before.
VERSION = 1
GRAPHS = 3
WORKSPACES = 16
# What lengths of lines may differ by for the way that they are added up in.
ROUNDING_M = 0.1
# How many names a sentence lists.
NAMED = 8
OFF = ["what", "id", "name", "nearest_m"]
WALKS = {"source": int, "place": int, "walk_m": float, "approx": bool}

_graphs: "OrderedDict[str, Streets]" = OrderedDict()
_shelves: "OrderedDict[Path, Shelf]" = OrderedDict()
_measures: "OrderedDict[Path, tuple[Workspace, int, OverStreets | None]]" = OrderedDict()
# Whether the map says of some streets that they are unlit, by their content.
_unlit: "OrderedDict[str, bool]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class OverStreets:
    """Distances over the streets of a workspace (`store.nearness.Distances`); only what is not cached is computed."""

    workspace: Workspace
    sha: str
    method: Method

    @cached_property
    def streets(self) -> Streets:
        """The streets themselves."""
        return _graph(self.workspace, self.sha)

    @property
    def _key(self) -> tuple[object, ...]:
        return VERSION, self.sha, self.method.snap_m

    def snapped(self, geometry: Geometries) -> Snapped:
        """Return where geometries meet the streets."""
        ends = _shelf(self.workspace).rows(
            content_key("access", *self._key),
            digests(geometry),
            lambda rows: accesses(self.streets, geometry[rows], self.method.snap_m),
            "owner",
        )
        return gathered(geometry, ends)

    def off(self, geometry: Geometries) -> pd.DataFrame:
        """Return what no street is near enough to: owner (position), nearest_m (to the nearest street)."""
        rows = _shelf(self.workspace).rows(
            content_key("off", *self._key),
            digests(geometry),
            lambda rows: off(self.streets, geometry[rows], self.method.snap_m),
            "owner",
        )
        return rows.reset_index(drop=True)

    def walks(self, sources: Geometries, places: Geometries, limit_m: float) -> pd.DataFrame:
        """Return which places lie within a walk of each source: source, place (positions), walk_m, approx."""
        if not len(sources):
            return pd.DataFrame({name: np.empty(0, dtype=dtype) for name, dtype in WALKS.items()})
        detour = self.method.detour_factor
        reached = _shelf(self.workspace).rows(
            content_key("walks", *self._key, limit_m, detour, *digests(places)),
            digests(sources),
            lambda rows: over.reach(
                self.streets,
                self.snapped(sources[rows]),
                self.snapped(_around(sources[rows], places, max(limit_m, limit_m / detour))),
                limit_m,
                detour,
            ),
            "source",
        )
        return reached.rename(columns={"target": "place"}).sort_values(["source", "place"], ignore_index=True)

    def near(self, sources: Geometries, targets: Geometries, limit_m: float) -> pd.DataFrame:
        """Return the walks as `walks` does (source, target, walk_m, approx), for few targets: nothing is cached."""
        ends = self.snapped(sources), self.snapped(targets)
        return over.reach(self.streets, *ends, limit_m, self.method.detour_factor)

    def sections(self, routes: Geometries, places: Geometries, cuts_m: list[float]) -> pd.DataFrame:
        """Return the sections of routes near places, cut where the distance crosses `cuts_m`, as the method's legs."""
        method = self.method
        if not len(routes):
            return pd.DataFrame(columns=along.SECTIONS)
        legs = _shelf(self.workspace).rows(
            content_key("sections", *self._key, *cuts_m, method.detour_factor, *digests(places)),
            digests(routes),
            lambda rows: along.sections(
                self.streets,
                routes[rows],
                self.snapped(_around(routes[rows], places, max(cuts_m))),
                cuts_m,
                method.snap_m,
                method.detour_factor,
            ),
            "source",
        )
        return legs.reset_index(drop=True)


def distances(workspace: Workspace, method: Method | None = None) -> OverStreets | None:
    """Return how to measure walks in a workspace: over its streets; None where it has no walking graph."""
    revision = workspace.store.revision()
    with _lock:
        cached = _measures.get(workspace.folder)
    if method is None and cached is not None and cached[:2] == (workspace, revision):
        return cached[2]
    shas = layer_rows(workspace.store).query("count > 0").set_index("kind")["sha"]
    measure = None
    if {"walk_nodes", "walk_edges"} <= set(shas.index):
        sha = content_key(shas["walk_nodes"], shas["walk_edges"])
        measure = OverStreets(workspace, sha, method or workspace.method)
    if method is None:
        with _lock:
            _measures[workspace.folder] = workspace, revision, measure
            while len(_measures) > WORKSPACES:
                _measures.popitem(last=False)
    return measure


def streets_of(workspace: Workspace, *, lit: bool) -> tuple[Streets | None, bool]:
    """Return the streets of a workspace, None without any, and whether the map says of some that they are unlit.

    `lit`: without those of which the map says so; what it says nothing of stays.
    """
    measure = distances(workspace)
    if measure is None:
        return None, False
    with _lock:
        known = _unlit.get(measure.sha)
    if known is None:
        edges = load_layer(workspace.store, "walk_edges")
        known = bool("unlit_m" in edges and (edges["unlit_m"] > 0).any())
        with _lock:
            _unlit[measure.sha] = known
            while len(_unlit) > WORKSPACES:
                _unlit.popitem(last=False)
    return (_graph(workspace, measure.sha, lit=True) if lit and known else measure.streets), known


def off_streets(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return places and shifts that no street is near enough to: there the straight line x detour counts.

    Columns: what (place, shift, stop), id, name (of the place, or of the organisation), nearest_m (to the nearest
    street). Empty without a walking graph, where that holds for everything.
    """
    require(viewer, "see_register", WORKSPACE)
    measure = distances(workspace)
    if measure is None:
        return pd.DataFrame(columns=OFF)
    with workspace.store.reading() as reading:
        rows = located(reading)
    far = measure.off(rows["geometry"].to_numpy(dtype=object))
    if far.empty:
        return pd.DataFrame(columns=OFF)
    apart = rows.iloc[far["owner"].to_numpy(dtype=int)].assign(nearest_m=far["nearest_m"].to_numpy())
    with workspace.store.reading() as reading:
        parties, orgs = reading.frame("shift_party"), reading.frame("organisation")
    ordering = parties.merge(orgs, left_on="organisation_id", right_on="id", suffixes=("", "_org"))
    of_shift = ordering.drop_duplicates("shift_id").set_index("shift_id")["name"]
    names = apart["name"].where(apart["what"] == "place", apart["shift_id"].map(of_shift))
    return apart.assign(name=names.fillna(""))[OFF].reset_index(drop=True)


def off_streets_text(workspace: Workspace, viewer: Viewer) -> str:
    """Return a sentence on what `off_streets` finds; nothing where it finds nothing, or the viewer may not know."""
    if not allowed(viewer, "see_register", WORKSPACE):
        return ""
    off = off_streets(workspace, viewer)
    if off.empty:
        return ""
    language = workspace.language
    phrases = [
        text(
            f"reach.off_{row.what}", language,
            name=row.name or text("reach.off_nameless", language), metres=number(row.nearest_m, 0, language),
        )
        for row in off.head(NAMED).itertuples(index=False)
    ]  # fmt: skip
    more = " ..." if len(off) > NAMED else ""
    method = workspace.method
    return text(
        "reach.off", language, count=number(len(off), 0, language), names="; ".join(phrases) + more,
        metres=number(method.snap_m, 0, language), detour=number(method.detour_factor, 1, language),
    )  # fmt: skip


def _around(sources: Geometries, places: Geometries, limit_m: float) -> Geometries:
    """Return the places, None for those that no walk within the limit reaches: none is shorter than the straight line.

    Where they meet the streets need not be found.
    """
    _, near = shapely.STRtree(places).query(sources, predicate="dwithin", distance=limit_m + ROUNDING_M)
    around = np.full(len(places), None, dtype=object)
    around[near] = places[near]
    return around


def _graph(workspace: Workspace, sha: str, *, lit: bool = False) -> Streets:
    """Return the streets of a content, built once in a process; `lit`: without those that are unlit."""
    key = f"{sha} lit" if lit else sha
    with _lock:
        if key not in _graphs:
            nodes, edges = (
                load_layer(workspace.store, "walk_nodes"),
                load_layer(workspace.store, "walk_edges"),
            )
            _graphs[key] = streets(nodes, edges[edges["unlit_m"] <= 0] if lit else edges)
            while len(_graphs) > GRAPHS:
                _graphs.popitem(last=False)
        _graphs.move_to_end(key)
        return _graphs[key]


def _shelf(workspace: Workspace) -> Shelf:
    folder = workspace.folder / FOLDER
    with _lock:
        if folder not in _shelves:
            _shelves[folder] = Shelf(folder)
            while len(_shelves) > WORKSPACES:
                _shelves.popitem(last=False)
        return _shelves[folder]
