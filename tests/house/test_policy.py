"""Every act of a user asks the policy, and a viewer is made in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# What asks: the functions of `karta.privacy`, and the one act on a shift that all changes of shifts go through.
ASKS = {"require", "require_for", "require_rows", "allowed"}
# What reads or writes, or hands the viewer to something that does.
TOUCHES = {"store"}
# Functions that take a viewer and do not ask, each with its reason.
EXCEPTIONS = {
    "access/looking.py: note": "notes a look that the caller has asked the policy about",
    "rosters/occurrences.py: visible": "is the question itself: which rows are shared with the viewer",
    "rosters/occurrences.py: as_seen": "asks what of an occurrence the viewer sees, as visible does",
    "workspace.py: put_settings": "is called by services that have asked about what they set",
    "history.py: is_own_act": "is the question itself: whether an act is the viewer's own",
}


def functions(package: dict[Path, ast.Module], root: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give every public function of the services that takes a viewer, named by file and function."""
    services = root / "karta" / "services"
    for path, tree in package.items():
        if path.is_relative_to(services):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and takes_viewer(node):
                    yield f"{path.relative_to(services)}: {node.name}", node


def takes_viewer(function: ast.FunctionDef) -> bool:
    """Tell whether an argument of a function is a Viewer, or may be one."""
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return any(
        isinstance(name, ast.Name) and name.id == "Viewer"
        for argument in arguments
        if argument.annotation
        for name in ast.walk(argument.annotation)
    )


def asks_first(function: ast.FunctionDef) -> bool:
    """Tell whether a function asks the policy, and before the first line on which it touches the store."""
    asked = [
        node.lineno
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS
    ]
    touched = [
        node.lineno for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr in TOUCHES
    ]
    return bool(asked) and (not touched or min(asked) < min(touched))


def test_every_service_asks_before_it_reads_or_writes(package: dict[Path, ast.Module], root: Path) -> None:
    """A function of the services that takes a viewer asks the policy first, or stands on the list with its reason."""
    silent = {name for name, node in functions(package, root) if not asks_first(node)}
    assert silent == set(EXCEPTIONS)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('require(viewer, "see_gaps", WORKSPACE)\n    return workspace.store.frame("place")', True),
        ('rows = workspace.store.frame("place")\n    require(viewer, "see_gaps", WORKSPACE)', False),
        ('return workspace.store.frame("place")', False),
        ("return None", False),
    ],
)
def test_a_function_that_asks_too_late_or_never_is_seen(body: str, expected: bool) -> None:
    """The check tells asking first from asking afterwards, and from not asking at all."""
    tree = ast.parse(f"def act(workspace: Workspace, viewer: Viewer) -> None:\n    {body}\n")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert takes_viewer(function)
    assert asks_first(function) == expected


def test_a_viewer_is_made_in_one_place(package: dict[Path, ast.Module], root: Path) -> None:
    """Nothing but `services/access/viewers.py` calls Viewer(...)."""
    makers = {
        str(path.relative_to(root))
        for path, tree in package.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Viewer"
    }
    assert makers == {"karta/services/access/viewers.py"}
