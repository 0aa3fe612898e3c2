"""Every service that stores what is typed is tried with hostile values: the table of those that are is complete."""

import ast
from pathlib import Path

import pytest

from tests.services.typed_services import QUESTIONS, SERVICES

# What people type stands in arguments of these types, and in objects made of them.
TYPED = {"str", "date", "int", "float", "Any", "ShiftPlan", "AgreedTerms", "Server", "Stop", "Point"}
# Services that write and take such arguments, and are tried elsewhere or not at all, each with its reason.
EXCEPTIONS = {
    "importing/acceptance.py: apply": "takes rows that karta.sources has read: tests/sources/test_typed_cells.py",
    "importing/imports.py: import_file": "takes a file: tests/sources/test_typed_cells.py",
    "importing/imports.py: fetch_town": "asks the network for the town that is named",
    "importing/feeds.py: remove": "takes the name of a feed that is there, or refuses it",
    "importing/feeds.py: forget": "takes the name of a feed that is there, or refuses it",
    "importing/feed_reading.py: read": "takes the names of feeds that are there, or refuses them",
    "backups.py: restore": "takes a key, which opens the file or is refused: tests/services/test_backups.py",
    "needs/place_status.py: confirm_all": "hands ids and a day on to confirm_source",
    "workspace.py: put_settings": "is set_setting for keys that belong together",
    "planning/accepted_walks.py: accept": "takes walks of a proposal, and an organisation that is there or refused",
    "planning/double_work.py: ask": "sends what it has proposed, to whom it was made for",
    "planning/scenarios.py: forget": "takes the id of a scenario that is there, or refuses it",
    "planning/walk_ways.py: take": "takes a way of what it has proposed by its number, or refuses it",
    "register/admission_requests.py: ask": "takes the id of an organisation that is there, or refuses it",
    "register/admission_requests.py: decline": "takes the id of an organisation that is there, or refuses it",
    "rosters/way_groups.py: part": "takes names and stops of what is proposed, the words from the catalogue",
    "rosters/reminder_mail.py: send": "takes the server of the workspace",
    "rosters/series.py: edit": "hands its values on to edit_occurrence, edit_from and edit_all",
    "rosters/swaps.py: offer": "takes the ids of dates and organisations that are there, or refuses them",
    "rosters/swaps.py: answer": "takes the id of an offer that is there, or refuses it",
    "rosters/swaps.py: withdraw": "takes the id of an offer that is there, or refuses it",
    "follow_up/open_statistics.py: publish": "takes a month that is over, or refuses it",
    "follow_up/open_statistics.py: withdraw": "takes a month that is published, or refuses it",
    "rosters/changes.py: changing": "is the act itself, opened by services that check",
}


def functions(package: dict[Path, ast.Module], root: Path) -> dict[tuple[str, str], ast.FunctionDef]:
    """Return every function of the services by its module and name."""
    services = root / "karta" / "services"
    return {
        (".".join(path.relative_to(root).with_suffix("").parts), node.name): node
        for path, tree in package.items()
        if path.is_relative_to(services)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return what each name that a module imports from a package stands for, as module and name."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def called(module: str, names: dict[str, tuple[str, str]], function: ast.FunctionDef) -> set[tuple[str, str]]:
    """Return the functions that a function calls, by module and name."""
    calls = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            calls.add(names.get(node.func.id, (module, node.func.id)))
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            package, name = names.get(node.func.value.id, ("", ""))
            calls.add((f"{package}.{name}", node.func.attr))
    return calls


def opens_act(function: ast.FunctionDef) -> bool:
    """Tell whether a function opens an act of the store by itself."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(
        isinstance(call, ast.Attribute) and ast.unparse(call).endswith(("store.act", "workspace.act"))
        for call in calls
    )


def writers(package: dict[Path, ast.Module], root: Path) -> dict[str, ast.FunctionDef]:
    """Return the public services that write, by themselves or through others, by file and name."""
    every = functions(package, root)
    names = {
        ".".join(path.relative_to(root).with_suffix("").parts): imported(tree)
        for path, tree in package.items()
    }
    calls = {key: called(key[0], names[key[0]], node) for key, node in every.items()}
    writing = {key for key, node in every.items() if opens_act(node)}
    while more := {key for key in every if calls[key] & writing} - writing:
        writing |= more
    return {
        f"{module.removeprefix('karta.services.').replace('.', '/')}.py: {name}": every[module, name]
        for module, name in writing
        if not name.startswith("_")
    }


def takes_typed(function: ast.FunctionDef) -> bool:
    """Tell whether a function takes what people type."""
    arguments = (*function.args.args, *function.args.kwonlyargs, function.args.kwarg)
    return any(
        isinstance(node, ast.Name) and node.id in TYPED
        for argument in arguments
        if argument is not None and argument.annotation is not None
        for node in ast.walk(argument.annotation)
    )


def test_every_service_that_stores_what_is_typed_is_tried(
    package: dict[Path, ast.Module], root: Path
) -> None:
    """The services that write and take texts, days or numbers are those of the table, or stand aside with a reason."""
    storing = {name for name, node in writers(package, root).items() if takes_typed(node)}
    assert storing - set(QUESTIONS) - set(EXCEPTIONS) == set(SERVICES)
    assert set(EXCEPTIONS) <= storing


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("with workspace.store.act('f', 'v') as act:\n        act.insert('place', [])", True),
        ("store_it(workspace, name)", True),
        ("other.store_it(workspace, name)", True),
        ("return workspace.store.frame('place')", False),
    ],
)
def test_a_new_service_is_found(body: str, expected: bool) -> None:
    """A service that opens an act, or calls one that does in its own file or another, is found; a reader is not."""
    helper = (
        "def store_it(workspace, name: str) -> None:\n    with workspace.store.act('f', 'v'):\n        pass\n"
    )
    new = f"from karta.services import other\n{helper}def new(workspace, name: str) -> None:\n    {body}\n"
    root = Path("house")
    package = {
        root / "karta" / "services" / "new.py": ast.parse(new),
        root / "karta" / "services" / "other.py": ast.parse(helper),
    }
    assert ("new.py: new" in writers(package, root)) == expected
