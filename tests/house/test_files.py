"""What is committed: nothing of one machine, nothing of one registry; everything that is shipped and needed."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MACHINE = re.compile(
    rb"(?<![\w.])/(?:work/|root\b|home/\w|Users/\w|tmp/\w|mnt/|var/folders)|[A-Z]:\\\\Users"
    rb"|--(?:extra-)?index-url|file://|://[\w.-]*(?:pypi|artifactory|nexus|devpi|proxy)[\w.-]*/"
)
BINARY = {".bz2", ".gpkg", ".png", ".webp", ".xlsx", ".zip"}
PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+]+")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """Give `pyproject.toml`."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_file_names_a_machine_or_a_registry(tracked: tuple[Path, ...], root: Path) -> None:
    """No tracked file holds a path of somebody's machine or the address of a package registry."""
    found = [
        f"{path.relative_to(root)}: {match[0].decode(errors='replace')}"
        for path in tracked
        if path.suffix not in BINARY and path != Path(__file__)
        for match in [MACHINE.search(path.read_bytes())]
        if match
    ]
    assert not found


@pytest.mark.parametrize(
    "text", [b"see /home/anna/x", b"--index-url x", b"https://pypi.example.org/simple", b"('/tmp/x')"]
)
def test_a_trace_of_a_machine_is_seen(text: bytes) -> None:
    """The search finds paths and addresses in each way of writing them."""
    assert MACHINE.search(text)


def test_constraints_hold_names_and_versions_only(root: Path) -> None:
    """Each line of the constraints is `name==version`, in alphabetical order, each name once."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    names = [canonicalize_name(line.split("==")[0]) for line in lines]
    assert len(names) == len(set(names))


def test_constraints_cover_everything_that_is_installed(root: Path, project: dict[str, Any]) -> None:
    """Every dependency, and every dependency of it on this machine, has its exact version."""
    pinned = _pinned(root)
    direct = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    waiting = [(Requirement(text), "") for text in direct]
    seen: set[tuple[str, str]] = set()
    missing = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name not in pinned:
            missing.add(name)
            continue
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in requires(name) or []]
    assert not missing


def test_constraints_lie_within_the_ranges(root: Path, project: dict[str, Any]) -> None:
    """The exact version of each dependency is one that `pyproject.toml` allows."""
    pinned = _pinned(root)
    for text in (
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
    ):
        requirement = Requirement(text)
        assert requirement.specifier.contains(
            pinned[canonicalize_name(requirement.name)], prereleases=True
        ), text


def test_every_dependency_has_its_reason(root: Path, project: dict[str, Any]) -> None:
    """The decision on the foundation says of each dependency what it is for, and names no other."""
    decision = (root / "docs/decisions/0001-foundation.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)` \|", decision, re.MULTILINE))
    assert explained == {Requirement(text).name for text in wanted(project)}


def test_every_import_is_declared(
    package: dict[Path, ast.Module], root: Path, project: dict[str, Any]
) -> None:
    """The package imports only what it declares: nothing that merely happens to be installed with something else."""
    provided = packages_distributions()
    declared = {canonicalize_name(Requirement(text).name) for text in wanted(project)}
    undeclared = {
        f"{path.relative_to(root)}: {name}"
        for path, tree in package.items()
        for name in imported(tree)
        if name not in {"karta", *sys.stdlib_module_names}
        and not declared & {canonicalize_name(found) for found in provided.get(name, [])}
    }
    assert not undeclared


def wanted(project: dict[str, Any]) -> list[str]:
    """Return what the package needs, and what its extra for scaling out needs."""
    extra = project["project"]["optional-dependencies"]["scale"]
    return [*project["project"]["dependencies"], *extra]


def imported(tree: ast.Module) -> Iterator[str]:
    """Give the top name of every import of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_package_ships_its_files(tracked: tuple[Path, ...], root: Path, project: dict[str, Any]) -> None:
    """Every file of the package that is no module is named in the package data."""
    patterns = project["tool"]["setuptools"]["package-data"]["karta"]
    shipped = {path for pattern in patterns for path in (root / "karta").glob(pattern)}
    left_out = [
        str(name)
        for path in tracked
        if path.is_relative_to(root / "karta") and path.suffix != ".py"
        for name in [path.relative_to(root / "karta")]
        if path not in shipped
    ]
    assert not left_out


def test_python_is_new_enough(project: dict[str, Any]) -> None:
    """The oldest Python is 3.11, as the README says, and this one is no older."""
    assert project["project"]["requires-python"] == ">=3.11"
    assert sys.version_info >= (3, 11)


def _pinned(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
