"""`karta bench reach`: foreign graphs in both forms, against networkx."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import pytest

from karta.batch.bench_reach import bench_reach
from karta.cli import main
from karta.errors import InputError

pytestmark = pytest.mark.slow

START = 10**15
SOURCES, TARGETS = np.array([START, START + 3, START + 9]), np.array([START + 9, START, START + 1, START + 2])


def graph() -> nx.MultiDiGraph:
    """Return a ring of six with one short-cut, a parallel longer edge, a loop and a node that hangs on nothing."""
    made = nx.MultiDiGraph(crs="EPSG:3006")
    for n in (*range(6), 9):
        made.add_node(START + n, x=float(n), y=float(n % 2))
    for n in range(6):
        made.add_edge(START + n, START + (n + 1) % 6, length=100.0)
    made.add_edge(START, START + 2, length=150.0)
    made.add_edge(START, START + 1, length=500.0)
    made.add_edge(START + 3, START + 3, length=7.0)
    return made


def ids(folder: Path, sources: Any = SOURCES, targets: Any = TARGETS) -> Path:
    """Write the ids that are asked for, and return the folder."""
    np.save(folder / "sources.npy", sources)
    np.save(folder / "targets.npy", targets)
    return folder


def tables(folder: Path) -> Path:
    """Write the graph as tables."""
    edges = [(u, v, data["length"]) for u, v, data in graph().edges(data=True)]
    pd.DataFrame(edges, columns=["u", "v", "metres"]).to_parquet(folder / "edges.parquet")
    pd.DataFrame({"node": list(graph().nodes)}).to_parquet(folder / "nodes.parquet")
    return ids(folder)


def wanted(cutoff_m: float) -> list[tuple[int, int, float]]:
    """Return the pairs as networkx finds them."""
    flat = nx.MultiGraph(graph())
    found = []
    for source in SOURCES.tolist():
        reached = nx.single_source_dijkstra_path_length(flat, source, cutoff=cutoff_m, weight="length")
        found += [(source, target, reached[target]) for target in TARGETS.tolist() if target in reached]
    return sorted(found)


@pytest.mark.parametrize("cutoff_m", [0.0, 149.0, 150.0, 400.0])
@pytest.mark.parametrize("form", ["graphml", "tables"])
def test_pairs_are_those_of_networkx(
    form: str, cutoff_m: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command writes every pair within the cutoff, that included, and prints one JSON object."""
    if form == "graphml":
        ox.save_graphml(graph(), ids(tmp_path) / "graph.graphml")
    else:
        tables(tmp_path)
    out = tmp_path / "pairs.parquet"
    assert main(["bench", "reach", str(tmp_path), "--cutoff", str(cutoff_m), "--out", str(out)]) == 0
    pairs = pd.read_parquet(out)
    assert list(pairs.itertuples(index=False, name=None)) == wanted(cutoff_m)
    assert [str(dtype) for dtype in pairs.dtypes] == ["int64", "int64", "float64"]
    said = json.loads(capsys.readouterr().out)
    assert said["pairs"] == len(pairs)
    assert {"read_s", "prepare_s", "kernel_s", "join_s", "end_to_end_s", "peak_mb"} <= set(said)


def test_ids_may_be_words(tmp_path: Path) -> None:
    """A graph whose nodes are named has pairs of names; a name that it does not know has none."""
    made = nx.MultiDiGraph(crs="EPSG:3006")
    for name in "abc":
        made.add_node(name, x=0.0, y=0.0)
    made.add_edge("b", "a", length=12.5)
    ox.save_graphml(made, ids(tmp_path, np.array(["a", "z"]), np.array(["b", "a", "c"])) / "graph.graphml")
    bench_reach(tmp_path, 20.0, tmp_path / "pairs.parquet")
    pairs = pd.read_parquet(tmp_path / "pairs.parquet")
    assert list(pairs.itertuples(index=False, name=None)) == [("a", "a", 0.0), ("a", "b", 12.5)]


def test_what_is_missing_or_wrong_is_named(tmp_path: Path) -> None:
    """A missing file, column, id or length, a length or cutoff below zero and an XML file with entities are refused."""
    with pytest.raises(InputError, match="file_missing"):
        bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
    tables(tmp_path)
    (tmp_path / "targets.npy").unlink()
    with pytest.raises(InputError, match=r"file_missing.*targets"):
        bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
    tables(tmp_path)
    edges = pd.read_parquet(tmp_path / "edges.parquet")
    edges.assign(metres=-1.0).to_parquet(tmp_path / "edges.parquet")
    with pytest.raises(InputError, match="file_unreadable"):
        bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
    for name in ("u", "metres"):
        edges.assign(**{name: edges[name].where(edges.index != 2)}).to_parquet(tmp_path / "edges.parquet")
        with pytest.raises(InputError, match=rf"bench_number.*{name}.*3"):
            bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
    for cutoff_m in (-1.0, float("nan")):
        with pytest.raises(InputError, match="bench_cutoff"):
            bench_reach(tmp_path, cutoff_m, tmp_path / "pairs.parquet")
    edges.drop(columns="metres").to_parquet(tmp_path / "edges.parquet")
    with pytest.raises(InputError, match="bench_columns"):
        bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
    (tmp_path / "graph.graphml").write_text('<!DOCTYPE g [<!ENTITY a "b">]><graphml/>')
    with pytest.raises(InputError, match="file_unreadable"):
        bench_reach(tmp_path, 400.0, tmp_path / "pairs.parquet")
