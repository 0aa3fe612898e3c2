"""A workspace: one municipality's folder or database, its store, its clock and its language.

A workspace holds the invented demo municipality or somebody's own data, never both.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from karta.errors import ConflictError, InputError, NotFoundError
from karta.i18n import DEFAULT
from karta.model import typed_text
from karta.model.service_day import service_day_of
from karta.privacy import WORKSPACE, Viewer, require, require_hands
from karta.services import homes
from karta.services.homes import Home
from karta.settings import Method
from karta.store import migrate, settings
from karta.store.act_rows import Owner
from karta.store.acts import Act
from karta.store.database import Reading, Store
from karta.store.engine import FILE
from karta.store.records import method_of
from karta.store.settings import Setting

Origin = Literal["demo", "own"]
ORIGIN = "origin"
CONTENT = (
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


class Actor(Protocol):
    """Somebody who acts: a function, who has signed in as it, and in whose name."""

    @property
    def function(self) -> str:
        """What the log says."""

    @property
    def member_id(self) -> str | None:
        """Who has signed in, None where nobody did."""

    @property
    def home_id(self) -> str | None:
        """The organisation in whose name it is done."""


@dataclass(frozen=True)
class Workspace:
    """An opened workspace; cheap to pass around, safe to share between threads.

    `folder` is where what can be computed again is kept: its own folder, or for a database one of this machine's.
    It belongs to this workspace alone, and so names it in the keys of caches.
    """

    folder: Path
    store: Store
    now: Callable[[], datetime] = utc_now
    language: str = DEFAULT
    address: str = ""

    @property
    def name(self) -> str:
        """Where the workspace lies, as it may be shown and typed: its folder, or its database's address."""
        return self.address or str(self.folder)

    @property
    def municipality(self) -> str:
        """The municipality's code or name, blank where nobody has set it; asked anew, as others may set it."""
        return self.setting("municipality") or ""

    @contextmanager
    def act(
        self, who: Actor, verb: str, note: str = "", *, common: Mapping[str, Any] | None = None
    ) -> Iterator[Act]:
        """Give one act in somebody's name: all of it is stored when the block ends, nothing when it fails.

        Raises
        ------
        NotAllowedError
            `only_looking` for who looks at Karta as somebody else sees it.
        """
        require_hands(who)
        owner = Owner(who.member_id, who.home_id)
        with self.store.act(who.function, verb, note, common=common, owner=owner) as act:
            yield act

    @property
    def method(self) -> Method:
        """The parameters of the method as this workspace has set them."""
        with self.store.reading() as reading:
            return method_of(reading)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the municipality."""
        return ZoneInfo(self.method.timezone)

    @property
    def today(self) -> date:
        """The date on the wall of the municipality."""
        return self.now().astimezone(self.zone).date()

    @property
    def service_day(self) -> date:
        """The service day of the present moment: in the small hours that of the evening before."""
        method = self.method
        return service_day_of(self.now(), ZoneInfo(method.timezone), method.day_start_local)

    @property
    def origin(self) -> Origin | None:
        """What the workspace holds: demo data, own data, or nothing yet."""
        setting = self.setting(ORIGIN)
        return "demo" if setting == "demo" else "own" if setting == "own" else None

    def setting(self, key: str) -> str | None:
        """Return a setting of the workspace, None where nobody set it."""
        return self.settings([key])[key].value

    def settings(self, keys: Collection[str]) -> dict[str, Setting]:
        """Return settings of the workspace as one reading has them, each with its version."""
        with self.store.reading() as reading:
            return settings.values(reading, keys)


def create(home: Home, now: Callable[[], datetime] = utc_now, language: str = DEFAULT) -> Workspace:
    """Return the workspace in a folder or database, made if there is none."""
    if isinstance(home, Path):
        return Workspace(home, Store.open(home, clock=now), now, language)
    store = Store.connect(home, clock=now)
    with store.reading() as reading:
        folder = homes.cache_folder(home, reading.workspace_id())
    return Workspace(folder, store, now, language, homes.shown(home))


def open_workspace(home: Home, now: Callable[[], datetime] = utc_now, language: str = DEFAULT) -> Workspace:
    """Return the workspace in a folder or database.

    Raises
    ------
    NotFoundError
        When the folder or database holds no workspace.
    """
    if not exists(home):
        raise NotFoundError("workspace_missing", folder=homes.shown(home))
    return create(home, now, language)


def exists(home: Home) -> bool:
    """Tell whether a folder or database holds a workspace; nothing is made."""
    return migrate.is_made(home) if isinstance(home, str) else (home / FILE).is_file()


def is_empty(workspace: Workspace) -> bool:
    """Tell whether the workspace holds nothing of a municipality yet."""
    with workspace.store.reading() as reading:
        return not any(reading.has_rows(name) for name in CONTENT)


def mark_origin(act: Act, workspace: Workspace, origin: Origin) -> None:
    """Note within an act whether it brings demo data or own data.

    Raises
    ------
    ConflictError
        When the workspace holds the other kind.
    """
    stored = settings.value(Reading(act.connection), ORIGIN)
    if stored is None:
        act.insert("setting", [{"key": ORIGIN, "value": origin}])
    elif stored != origin:
        raise ConflictError("demo_and_own", folder=workspace.name)


def set_setting(workspace: Workspace, viewer: Viewer, key: str, value: str | None, *, version: int) -> None:
    """Set or clear (None) a setting of the workspace: a parameter of the method, the municipality, the centre.

    Raises
    ------
    InputError
        `setting_unusable` for a value that the method cannot compute with.
    ConflictError
        `row_changed` when somebody has set it since `version` was read (0: nobody had).
    """
    require(viewer, "edit_settings", WORKSPACE)
    name = typed_text.name(key)
    put_settings(workspace, viewer, name, {name: value}, {name: version})


def put_settings(
    workspace: Workspace,
    viewer: Viewer,
    note: str,
    values: Mapping[str, str | None],
    versions: Mapping[str, int],
) -> None:
    """Set or clear settings that belong together, as one act, for a service that has asked the policy about them.

    Raises as `set_setting` does.
    """
    values = {key: None if value is None else typed_text.clean(value) for key, value in values.items()}
    with workspace.act(viewer, "set", note=note) as act:
        rows = {row["key"]: row for row in act.rows("setting", "key", list(values))}
        stored = {key: rows[key]["value"] if key in rows else None for key in values}
        if stored == dict(values):
            # Somebody was first with the very same: nobody loses anything.
            return
        if any(versions[key] != (rows[key]["version"] if key in rows else 0) for key in values):
            raise ConflictError("row_changed", table="setting")
        act.remove("setting", [row["id"] for key, row in rows.items() if values[key] is None])
        for key, value in values.items():
            if value is None:
                continue
            if key in rows:
                act.update("setting", rows[key]["id"], versions[key], {"value": value})
            else:
                act.insert("setting", [{"key": key, "value": value}])
        try:
            method_of(Reading(act.connection))
        except ValueError as error:
            raise InputError(
                "setting_unusable", key=note, value=", ".join(map(str, values.values()))
            ) from error
