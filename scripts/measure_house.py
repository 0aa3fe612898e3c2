"""Measure the house: the rooms of `karta/services`, who imports whom, circles, and names that say nothing.

Run `python scripts/measure_house.py`, with the root of another copy of the repository as its argument to compare two
states of it. Decision 11 takes its figures from here.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parents[1]
# Names that tell a reader nothing about what is in them.
VAGUE = frozenset(
    {"found", "one", "told", "said", "held", "kept", "look", "asked", "named", "given", "known", "again"}
)


@dataclass(frozen=True, slots=True)
class House:
    """Figures of a state of the package.

    `entries` are the folders and modules at the top of `karta/services`; `arrows` are the pairs of them of which the
    first imports the second, and `chain` is the most entries that stand above each other by such arrows. `circles` are
    groups of modules of the whole package that import each other. Of the `stored` names, those that the code gives a
    value to, `vague` say nothing.
    """

    entries: int
    arrows: int
    chain: int
    circles: int
    vague: int
    stored: int

    @property
    def vague_share(self) -> float:
        """The share of vague names among all that are assigned."""
        return self.vague / self.stored


def modules(root: Path) -> dict[str, ast.Module]:
    """Return the tree of each module of the package in a copy of the repository, by its dotted name."""
    trees = {}
    for path in sorted((root / "karta").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return trees


def import_graph(trees: Mapping[str, ast.Module]) -> nx.DiGraph:
    """Return which module of the package imports which, late imports among them."""
    graph = nx.DiGraph()
    graph.add_nodes_from(trees)
    for name, tree in trees.items():
        graph.add_edges_from((name, other) for other in _imported(tree, trees) if other != name)
    return graph


def stored_names(trees: Mapping[str, ast.Module]) -> list[str]:
    """Return each name that an assignment, a loop or a `with` gives a value to, as often as it does."""
    nodes = (node for tree in trees.values() for node in ast.walk(tree))
    return [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def measure(root: Path) -> House:
    """Return the figures of a copy of the repository."""
    trees = modules(root)
    graph = import_graph(trees)
    rooms = _rooms(graph, "karta.services")
    names = stored_names(trees)
    return House(
        entries=len(rooms),
        arrows=rooms.number_of_edges(),
        # Entries that import each other in a circle stand on one level.
        chain=nx.dag_longest_path_length(nx.condensation(rooms)) + 1,
        circles=sum(len(group) > 1 for group in nx.strongly_connected_components(graph)),
        vague=sum(name in VAGUE for name in names),
        stored=len(names),
    )


def main() -> None:
    """Print the figures, a line each."""
    house = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    print(f"entries at the top of services       {house.entries}")
    print(f"imports between them (arrows)        {house.arrows}")
    print(f"longest chain of them                {house.chain}")
    print(f"circles of imports in karta          {house.circles}")
    print(f"vague names among those assigned     {house.vague_share:.1%} ({house.vague} of {house.stored})")


def _imported(tree: ast.Module, trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """Give the modules of the package that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in trees)
        elif isinstance(node, ast.ImportFrom) and node.module in trees:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in trees else node.module


def _rooms(graph: nx.DiGraph, package: str) -> nx.DiGraph:
    """Return which entry of a package imports which other."""
    depth = package.count(".") + 2
    entry = {
        name: ".".join(name.split(".")[:depth]) for name in graph.nodes if name.startswith(f"{package}.")
    }
    rooms = nx.DiGraph()
    rooms.add_nodes_from(entry.values())
    pairs = ((entry[a], entry[b]) for a, b in graph.edges if a in entry and b in entry)
    rooms.add_edges_from((a, b) for a, b in pairs if a != b)
    return rooms


if __name__ == "__main__":
    main()
