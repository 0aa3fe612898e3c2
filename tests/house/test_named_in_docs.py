"""What documents and the heads of modules name is there: paths, modules, and what modules define."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from karta.i18n import catalogue

FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"`([A-Za-z_]\w*)`")
CALL = re.compile(r"`([A-Za-z_]\w*)\([^`\n]*\)`")
FILE_NAME = re.compile(r"(?:[\w.-]+/)*\w[\w.-]*\.(?:py|md|toml|js|css|csv|txt|geojson|bz2)")
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
IN_SCRIPTS = re.compile(r"^\s*(karta\.\w+) = ", re.MULTILINE)
# What begins the dotted names of others: Streamlit, its runtime, and what scripts in the browser know.
FOREIGN = {"st", "runtime", "window", "Streamlit", "Map", "JSON"}
# What has the form of a name of the package and is none: a workspace's file, and how a key of the catalogue is made.
NO_NAMES = {"karta.sqlite", "section.name"}
# Words in docstrings that are no identifiers of the package: of the browser, and an invented heading of a table.
OTHER_WORDS = {"textContent", "man_16_19"}
# How names of quantities end.
ENDINGS = {"_ah", "_m"}


@dataclass(frozen=True)
class Definitions:
    """What the package defines: by dotted module the names at its top, and by class its attributes."""

    modules: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)

    def has(self, dotted: str, beside: str = "karta") -> bool:
        """Tell whether a dotted name leads to a module, to what one defines, or to an attribute of a class."""
        first, _, rest = dotted.partition(".")
        starts = [f"karta.{first}" if first != "karta" else "karta", f"{beside}.{first}"]
        starts += [name for name in self.modules if name.endswith(f".{first}")]
        if any(self._leads(start, rest) for start in starts):
            return True
        # `week.unknown` is the field of a `Week`, as prose calls it.
        return any(rest in fields for name, fields in self.classes.items() if name.lower() == first.lower())

    def _leads(self, start: str, rest: str) -> bool:
        if start not in self.modules:
            return False
        first, _, more = rest.partition(".")
        if not first:
            return True
        if f"{start}.{first}" in self.modules:
            return self._leads(f"{start}.{first}", more)
        return first in self.modules[start] and (not more or more in self.classes.get(first, set()))


@pytest.fixture(scope="module")
def definitions(package: dict[Path, ast.Module], root: Path) -> Definitions:
    """Give what the package defines."""
    defined = Definitions()
    for path, tree in package.items():
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        defined.modules[name] = {top for node in tree.body for top in names_of(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                defined.classes.setdefault(node.name, set()).update(attributes(node))
    return defined


def names_of(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement at the top of a module or class defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def attributes(node: ast.ClassDef) -> Iterator[str]:
    """Give the fields and methods of a class."""
    yield from (name for statement in node.body for name in names_of(statement))
    yield from (
        n.attr
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute)
        and isinstance(n.ctx, ast.Store)
        and getattr(n.value, "id", "") == "self"
    )


def documents(tracked: tuple[Path, ...], root: Path) -> Iterator[tuple[Path, str]]:
    """Give the hand-written texts of the repository, without their blocks of commands."""
    for path in tracked:
        if path.suffix == ".md" and (path.parent == root or path.is_relative_to(root / "docs")):
            yield path, FENCED.sub("", path.read_text(encoding="utf-8"))


def heads(package: dict[Path, ast.Module]) -> Iterator[tuple[Path, str]]:
    """Give the docstring of each module of the package."""
    for path, tree in package.items():
        yield path, ast.get_docstring(tree) or ""


def missing_paths(path: Path, text: str, root: Path, names: set[str]) -> list[str]:
    """Return the paths that a text names and that are not there; a bare file name may lie in any folder."""
    bases = (root, root / "karta", path.parent)
    missing = []
    for name in CODE.findall(text):
        is_file = FILE_NAME.fullmatch(name) is not None
        is_folder = PATH.fullmatch(name) and any((base / name.split("/")[0]).is_dir() for base in bases)
        there = any((base / name).exists() for base in bases) or ("/" not in name and name in names)
        if (is_file or is_folder) and not there:
            missing.append(name)
    return missing


def dotted_names(text: str) -> Iterator[str]:
    """Give the dotted names in a text that are to be the package's own, without what a call is given."""
    for code in CODE.findall(text):
        name = re.sub(r"\(.*\)$", "", code)
        if "." not in name or not NAME.fullmatch(name) or FILE_NAME.fullmatch(name):
            continue
        if name.split(".")[0] not in FOREIGN and name not in NO_NAMES:
            yield name


def room_of(path: Path, root: Path) -> str:
    """Return the dotted package that a file lies in; a document speaks of the whole of `karta`."""
    folder = path.parent if path.is_relative_to(root / "karta") else root / "karta"
    return ".".join(folder.relative_to(root).parts)


def test_every_path_that_is_named_exists(
    tracked: tuple[Path, ...], package: dict[Path, ast.Module], root: Path
) -> None:
    """A file or folder that a document or the head of a module names in backticks is in the repository."""
    names = {path.name for path in tracked}
    missing = {
        str(path.relative_to(root)): gone
        for path, text in (*documents(tracked, root), *heads(package))
        if (gone := missing_paths(path, text, root, names))
    }
    assert not missing


def test_every_dotted_name_leads_to_something(
    tracked: tuple[Path, ...], package: dict[Path, ast.Module], root: Path, definitions: Definitions
) -> None:
    """A module, function, class or field that a document or the head of a module names is in the package.

    So is a key of the catalogue, and what a script of the map puts under a name (`karta.start = ...`).
    """
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in tracked if path.suffix == ".js")
    elsewhere = {*catalogue("sv"), *IN_SCRIPTS.findall(scripts)}
    missing = [
        f"{path.relative_to(root)}: {name}"
        for path, text in (*documents(tracked, root), *heads(package))
        for name in dotted_names(text)
        if name not in elsewhere and not definitions.has(name, room_of(path, root))
    ]
    assert not missing


def test_every_single_name_exists(
    tracked: tuple[Path, ...], package: dict[Path, ast.Module], root: Path, definitions: Definitions
) -> None:
    """A word in backticks in a module's head, or a call in a document, is an identifier or a text of the package."""
    words = identifiers(package.values()) | {part for name in definitions.modules for part in name.split(".")}
    named = [(path, WORD.findall(text)) for path, text in heads(package)]
    named += [(path, CALL.findall(text)) for path, text in documents(tracked, root)]
    missing = [
        f"{path.relative_to(root)}: {word}"
        for path, names in named
        for word in names
        if word not in words | OTHER_WORDS
    ]
    assert not missing


def test_the_words_of_the_glossary_are_those_of_the_code(
    root: Path, package: dict[Path, ast.Module], definitions: Definitions
) -> None:
    """Each word that the glossary's last column gives for the code is one, and no Swedish word has two rows."""
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    rows = [cells for cells in lines if cells[-1] != "in the code"]
    words = identifiers(package.values()) | {name.rpartition(".")[2] for name in definitions.modules}
    assert [word for cells in rows for word in WORD.findall(cells[-1]) if word not in words | ENDINGS] == []
    entries = [entry for cells in rows for entry in cells[0].split(", ")]
    assert len(entries) == len(set(entries)) > 100


def identifiers(trees: Iterable[ast.Module]) -> set[str]:
    """Return every identifier of some trees, what they import, and every text that is a single word."""
    words: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            words.add(node.name)
        elif isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.arg):
            words.add(node.arg)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.alias):
            words.update(node.name.split("."))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
    return words


@pytest.mark.parametrize(
    ("text", "paths", "names"),
    [
        ("`karta/privacy.py` and `privacy.Viewer`", [], []),
        ("`karta/coverage/` and `store.acts.Act.insert`, `acts.Act.insert(...)`", [], []),
        ("`web/serving.py`, `karta/helpers/`", ["web/serving.py", "karta/helpers/"], []),
        ("`privacy.no_such`, `services.turns`", [], ["privacy.no_such", "services.turns"]),
        ("`Act.no_such`, `st.fragment`", [], ["Act.no_such"]),
    ],
)
def test_what_is_not_there_is_seen(
    text: str, paths: list[str], names: list[str], root: Path, definitions: Definitions
) -> None:
    """The search lets pass what exists in each way of writing it, and catches what does not."""
    assert missing_paths(root / "docs" / "invented.md", text, root, set()) == paths
    assert [name for name in dotted_names(text) if not definitions.has(name)] == names
