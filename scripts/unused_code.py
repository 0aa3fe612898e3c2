"""What nothing in the package calls, beside the list of what is kept on purpose: `python -m scripts.unused_code`.

Two ways to look, since each sees what the other cannot. By name: vulture reports every name that is written once and
never read, methods and fields among them. By import: a public function or class is called where its own module names
it, or where another module imports it, even when something else bears the same name. Tests and scripts count for
nothing. An entry of the list that is called after all, or is gone, is a fault, too.
"""

import ast
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from vulture import Vulture

from scripts.kept_for_later import KEPT, READ_ELSEWHERE

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = "karta/store/migrations/versions"


def main() -> int:
    """Print every fault and return 1 where there is one."""
    unused = {
        name for name in by_name() | by_import() if not any(fnmatchcase(name, at) for at in READ_ELSEWHERE)
    }
    faults = [f"{name}: nothing in karta/ calls it" for name in sorted(unused - set(KEPT))]
    faults += [f"{name}: on the list, but called after all, or gone" for name in sorted(set(KEPT) - unused)]
    print(
        "\n".join(faults) or f"{len(KEPT)} names wait for an issue, each with its reason; all else is called"
    )
    return int(bool(faults))


def by_name() -> set[str]:
    """Return `file:name` of what is never read anywhere."""
    finder = Vulture()
    finder.scavenge([str(ROOT / "karta"), str(ROOT / "streamlit_app.py")], exclude=[f"*/{MIGRATIONS}/*"])
    return {
        f"{Path(item.filename).relative_to(ROOT).as_posix()}:{item.name}" for item in finder.get_unused_code()
    }


def by_import() -> set[str]:
    """Return `file:name` of the public functions and classes that neither their own nor another module uses."""
    trees = {
        _module(path): ast.parse(path.read_text(encoding="utf-8"))
        for path in [*(ROOT / "karta").rglob("*.py"), ROOT / "streamlit_app.py"]
        if MIGRATIONS not in path.as_posix()
    }
    used = {use for name, tree in trees.items() for use in _uses(name, tree, set(trees))}
    return {
        f"{_file(module)}:{node.name}"
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if (module, node.name) not in used
    }


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _file(module: str) -> str:
    path = Path(*module.split("."))
    return (path / "__init__.py" if (ROOT / path).is_dir() else path.with_suffix(".py")).as_posix()


def _uses(module: str, tree: ast.Module, modules: set[str]) -> set[tuple[str, str]]:
    """Return the names of each module that this one uses: its own, imported ones, `room.name` of an imported room."""
    nodes = list(ast.walk(tree))
    imported = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    rooms = {name: room for name, pair in imported.items() if (room := ".".join(pair)) in modules}
    through_rooms = {
        (rooms[node.value.id], node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms
    }
    own = {
        (module, node.id)
        for outer in tree.body
        for node in ast.walk(outer)
        if isinstance(node, ast.Name) and node.id != getattr(outer, "name", None)
    }
    return set(imported.values()) | through_rooms | own


if __name__ == "__main__":
    sys.exit(main())
