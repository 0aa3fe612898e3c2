"""A workspace: one municipality's folder, its store, its clock and its language.

A workspace holds the invented demo municipality or somebody's own data, never both.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from karta.errors import ConflictError, NotFoundError
from karta.i18n import DEFAULT
from karta.privacy import Viewer, require
from karta.settings import Method
from karta.store.acts import Act
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.records import method_of
from karta.store.schema import TABLES

Origin = Literal["demo", "own"]
ORIGIN = "origin"
HELD = (
    "place",
    "area",
    "organisation",
    "schedule",
    "need_rule",
    "calendar_row",
    "calendar_day",
    "import_row",
    "layer",
)


def utc_now() -> datetime:
    """Return the present moment; what a workspace is opened with unless a caller brings another clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workspace:
    """An opened workspace; cheap to pass around, safe to share between threads."""

    folder: Path
    store: Store
    now: Callable[[], datetime] = utc_now
    municipality: str = ""
    language: str = DEFAULT

    @property
    def method(self) -> Method:
        """The parameters of the method as this workspace has set them."""
        with self.store.reading() as look:
            return method_of(look)

    @property
    def today(self) -> date:
        """The date on the wall of the municipality."""
        return self.now().astimezone(ZoneInfo(self.method.timezone)).date()

    @property
    def origin(self) -> Origin | None:
        """What the workspace holds: demo data, own data, or nothing yet."""
        found = self.setting(ORIGIN)
        return "demo" if found == "demo" else "own" if found == "own" else None

    def setting(self, key: str) -> str | None:
        """Return a setting of the workspace, None where nobody set it."""
        c = TABLES["setting"].c
        query = select(c.value).where(c.key == key, c.superseded_at.is_(None))
        with self.store.reading() as look:
            found = look.connection.execute(query).first()
        return None if found is None else str(found.value)


def create(folder: Path, now: Callable[[], datetime] = utc_now, language: str = DEFAULT) -> Workspace:
    """Return the workspace in a folder, made if there is none."""
    workspace = Workspace(folder, Store.open(folder, clock=now), now, language=language)
    code = workspace.setting("municipality")
    return workspace if code is None else Workspace(folder, workspace.store, now, code, language)


def open_workspace(folder: Path, now: Callable[[], datetime] = utc_now, language: str = DEFAULT) -> Workspace:
    """Return the workspace in a folder.

    Raises
    ------
    NotFoundError
        When the folder holds no workspace.
    """
    if not (folder / FILE).is_file():
        raise NotFoundError("workspace_missing", folder=str(folder))
    return create(folder, now, language)


def is_empty(workspace: Workspace) -> bool:
    """Tell whether the workspace holds nothing of a municipality yet."""
    with workspace.store.reading() as look:
        return not any(look.connection.execute(select(TABLES[name].c.id).limit(1)).first() for name in HELD)


def mark_origin(act: Act, workspace: Workspace, origin: Origin) -> None:
    """Note within an act whether it brings demo data or own data.

    Raises
    ------
    ConflictError
        When the workspace holds the other kind.
    """
    settings = TABLES["setting"]
    held = act.connection.execute(
        select(settings.c.value).where(settings.c.key == ORIGIN)
    ).scalar_one_or_none()
    if held is None:
        act.insert("setting", [{"key": ORIGIN, "value": origin}])
    elif held != origin:
        raise ConflictError("demo_and_own", folder=str(workspace.folder))


def set_setting(workspace: Workspace, viewer: Viewer, key: str, value: str | None) -> None:
    """Set or clear (None) a setting of the workspace: a parameter of the method, the municipality, the centre."""
    require(viewer, "edit_register")
    settings = workspace.store.frame("setting")
    held = settings[settings["key"] == key]
    with workspace.store.act(viewer.function, "set", note=key) as act:
        if held.empty and value is not None:
            act.insert("setting", [{"key": key, "value": value}])
        elif value is None:
            act.remove("setting", list(held["id"]))
        else:
            act.update("setting", held["id"].iloc[0], None, {"value": value})


def load_demo(workspace: Workspace, viewer: Viewer) -> None:
    """Fill an empty workspace with the invented demo municipality, dated for the week of today, as one act.

    Raises
    ------
    ConflictError
        When the workspace holds own data.
    """
    # Imported here: the register itself works on workspaces.
    from karta.services.demo import demo_files, licence
    from karta.services.register import store_intake
    from karta.sources.intake import read_here

    if not is_empty(workspace):
        raise ConflictError("demo_and_own", folder=str(workspace.folder))
    with TemporaryDirectory() as folder:
        files = demo_files(workspace.today, Path(folder))
        intakes = [replace(read_here(path, kind, {}), licence=licence()) for kind, path in files]
    with workspace.store.act(viewer.function, "demo") as act:
        mark_origin(act, workspace, "demo")
        for intake in intakes:
            store_intake(act, workspace, viewer, intake)
