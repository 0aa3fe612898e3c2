"""The shape of the code: small files, tests that say what they are for and always run, no rooms without a name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_LINES = 300
SHORT_ROOMS = ("karta", "tests", "scripts", "benchmarks")
# A migration is written once and never edited.
WRITTEN_ONCE = "karta/store/migrations/versions"
NAMELESS = {"utils", "helpers", "common", "core"}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Give every function of a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.fixture(scope="module")
def tests(tracked: tuple[Path, ...], root: Path) -> dict[str, ast.Module]:
    """Give the tree of each test file by its name."""
    return {
        str(path.relative_to(root)): ast.parse(path.read_text(encoding="utf-8"))
        for path in tracked
        if path.suffix == ".py" and path.is_relative_to(root / "tests")
    }


@pytest.mark.parametrize("suffix", [".py", ".js"])
@pytest.mark.parametrize("room", SHORT_ROOMS)
def test_no_file_is_long(tracked: tuple[Path, ...], root: Path, room: str, suffix: str) -> None:
    """A file of Python or JavaScript has at most 300 lines, migrations aside."""
    long = {
        str(path.relative_to(root)): lines
        for path in tracked
        if path.suffix == suffix
        and path.is_relative_to(root / room)
        and not path.is_relative_to(root / WRITTEN_ONCE)
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_every_module_says_why_it_exists(package: dict[Path, ast.Module], root: Path) -> None:
    """Each module with code begins with a docstring."""
    silent = [
        str(path.relative_to(root))
        for path, tree in package.items()
        if tree.body and not ast.get_docstring(tree)
    ]
    assert not silent


def test_no_room_is_nameless(tracked: tuple[Path, ...], root: Path) -> None:
    """No module or folder is called by a word that holds anything."""
    found = [
        str(path.relative_to(root))
        for path in tracked
        if path.suffix == ".py"
        and NAMELESS & {part.lower() for part in path.relative_to(root).with_suffix("").parts}
    ]
    assert not found


def test_every_test_says_its_property(tests: dict[str, ast.Module]) -> None:
    """Each test has a docstring: what must hold, in one sentence."""
    silent = [
        f"{name}:{function.lineno} {function.name}"
        for name, tree in tests.items()
        for function in functions(tree)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert not silent


def test_no_test_can_be_skipped(tests: dict[str, ast.Module]) -> None:
    """Nothing marks a test to be skipped or expected to fail: a machine that lacks something fails."""
    ways = {"skip", "skipif", "xfail", "importorskip", "skipTest", "SkipTest"}
    found = [
        f"{name}:{node.lineno} {node.attr}"
        for name, tree in tests.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ways
    ]
    assert not found


def test_no_except_catches_everything(package: dict[Path, ast.Module], root: Path) -> None:
    """`except` names a class; everything is caught in the frame around the pages, and between rounds of chores."""
    allowed = {"karta/ui/context.py", "karta/server/chores.py"}
    found = [
        f"{name}:{node.lineno}"
        for path, tree in package.items()
        if (name := str(path.relative_to(root))) not in allowed
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert not found
