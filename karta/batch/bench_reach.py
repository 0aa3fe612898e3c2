"""Walking catchments on foreign graphs, timed: `karta bench reach`. No workspace, nothing is kept."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.batch.foreign_tables import frame, numbers, opened, peak_mb
from karta.coverage.streets.bounded import Settled, settle, single_seeds
from karta.coverage.streets.graph import Links, links, nearby_first, positions
from karta.errors import InputError
from karta.sources.graphml import read_graphml

Ids = npt.NDArray[Any]


def bench_reach(folder: Path, cutoff_m: float, out: Path, repeat: int = 1) -> dict[str, Any]:
    """Write which targets lie within `cutoff_m` (included) of each source to `out`, and return what it took.

    The folder holds `graph.graphml` (edge attribute length) or `edges.parquet` (u, v, metres) with `nodes.parquet`,
    and `sources.npy` and `targets.npy`, ids of nodes. Edges go both ways; of parallel ones the shortest counts. A node
    that is both source and target is 0 m from itself; what cannot be reached has no row. Columns of `out` are
    sorted by source and target. Seconds are medians of `repeat` runs; loading the compiler is told apart.

    Raises
    ------
    InputError
        When a file is missing or cannot be read, `cutoff_m` is no distance, or `out` cannot be written.
    """
    if not cutoff_m >= 0:  # NaN is not, either
        raise InputError("bench_cutoff", value=cutoff_m)
    began = time.perf_counter()
    nodes, edges = _graph(folder)
    sources, targets = _ids(folder, "sources.npy"), _ids(folder, "targets.npy")
    nodes, edges, sources, targets = _alike(nodes, edges, sources, targets)
    read_s = time.perf_counter() - began
    load_s = _seconds(
        lambda: settle(links(2, [0], [1], [1.0]), single_seeds([0]), 1.0, [1, 1], compiled=True)
    )
    took: dict[str, list[float]] = {"prepare_s": [], "kernel_s": [], "join_s": []}
    for _ in range(max(repeat, 1)):
        began = time.perf_counter()
        ids, linked = _prepared(nodes, edges)
        starts, ends = positions(ids, sources), positions(ids, targets)
        prepared = time.perf_counter()
        settled, origin = _catchments(linked, starts, ends, cutoff_m)
        searched = time.perf_counter()
        pairs = _pairs(settled, origin, ids)
        for name, seconds in zip(
            took, (prepared - began, searched - prepared, time.perf_counter() - searched), strict=True
        ):
            took[name].append(seconds)
    try:
        pairs.to_parquet(out, index=False)
    except OSError as error:
        raise InputError("output_unwritable", folder=str(out.parent)) from error
    medians = {name: statistics.median(values) for name, values in took.items()}
    spent = {"read_s": read_s, "load_s": load_s, **medians, "end_to_end_s": sum(medians.values())}
    return {
        **{name: round(value, 6) for name, value in spent.items()},
        "peak_mb": round(peak_mb(), 1),
        "nodes": linked.nodes,
        "links": len(linked.to),
        "sources": len(sources),
        "targets": len(targets),
        "pairs": len(pairs),
    }


def _graph(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes (node, and x, y where given) and edges (u, v, metres)."""
    if (folder / "graph.graphml").is_file():
        return read_graphml(folder / "graph.graphml")
    edges = frame(folder / "edges.parquet", ["u", "v", "metres"])
    numbers(edges, "edges.parquet", ["metres"])
    for name in ("u", "v"):
        nameless = np.flatnonzero(edges[name].isna())
        if len(nameless):
            raise InputError("bench_number", file="edges.parquet", column=name, row=nameless[0] + 1)
    nodes = opened(folder / "nodes.parquet", pd.read_parquet)
    id_columns = [name for name in ("node", "id", "osmid", "node_id") if name in nodes.columns]
    nodes = nodes.rename(columns={id_columns[0]: "node"}) if id_columns else nodes.reset_index(names="node")
    return nodes, edges


def _ids(folder: Path, name: str) -> Ids:
    ids: Ids = opened(folder / name, lambda path: np.load(path, allow_pickle=False))
    return np.unique(ids)


def _alike(
    nodes: pd.DataFrame, edges: pd.DataFrame, sources: Ids, targets: Ids
) -> tuple[pd.DataFrame, pd.DataFrame, Ids, Ids]:
    """Return all ids as whole numbers where all of the graph's are, else as text."""
    columns = [nodes["node"], edges["u"], edges["v"]]
    kind: Callable[[Any], Ids]
    try:
        whole = [_whole(column) for column in columns]
        kind = _whole
    except (ValueError, OverflowError):
        kind = _as_text
        whole = [_as_text(column) for column in columns]
    try:
        terminals = kind(sources), kind(targets)
    except (ValueError, OverflowError) as error:
        raise InputError("file_unreadable", file="sources.npy") from error
    return nodes.assign(node=whole[0]), edges.assign(u=whole[1], v=whole[2]), *terminals


def _whole(values: Any) -> Ids:
    return np.asarray(values).astype(np.int64)


def _as_text(values: Any) -> Ids:
    return np.asarray(values).astype(str).astype(object)


def _prepared(nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[Ids, Links]:
    """Return the ids in the order of the graph, neighbours near each other where the nodes have coordinates."""
    metres = edges["metres"].to_numpy(dtype=float)
    if not (metres >= 0).all():  # NaN is not, either
        raise InputError("file_unreadable", file="edges")
    ordered = nodes["node"].to_numpy()
    if {"x", "y"} <= set(nodes.columns) and len(nodes) and nodes[["x", "y"]].notna().all(axis=None):
        ordered = ordered[nearby_first(nodes["x"].to_numpy(dtype=float), nodes["y"].to_numpy(dtype=float))]
    ends = edges["u"].to_numpy(), edges["v"].to_numpy()
    ids = pd.unique(pd.Series(np.concatenate([ordered, *ends])))
    return np.asarray(ids), links(len(ids), positions(ids, ends[0]), positions(ids, ends[1]), metres)


def _catchments(linked: Links, starts: Any, ends: Any, cutoff_m: float) -> tuple[Settled, Any]:
    """Return the ends that the starts settle, and the starts' positions; ids that are not in the graph are left out."""
    starts, ends = starts[starts >= 0], ends[ends >= 0]
    wanted = np.zeros(linked.nodes, dtype=np.uint8)
    wanted[ends] = 1
    return settle(linked, single_seeds(starts), cutoff_m, wanted, compiled=True), starts


def _pairs(settled: Settled, origin: Any, ids: Ids) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {"source": ids[origin[settled.start]], "target": ids[settled.node], "metres": settled.metres}
    )
    return pairs.sort_values(["source", "target"], ignore_index=True)


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
