"""Files that the app hands to a browser: parcels of the map, grid and lists, and downloads.

Streamlit serves such a file to anyone under a name that is computed from its content, and goes on after everybody has
left. Here a name is 128 bits that depend on a secret of this process and on the session, and a file answers only while
its session is connected. Streamlit's own address of files holds nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes
from typing import Any, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorage, MediaFileStorageError
from streamlit.runtime.scriptrunner import get_script_run_ctx

HOME = "/fil"
# A session that lost its line comes back within two minutes, or not at all: so long its files wait for it.
KEPT_SECONDS, SWEEP_SECONDS = 120.0, 30.0
HEADERS = {"cache-control": "no-store", "cross-origin-resource-policy": "same-origin"}
# A download is made when somebody presses its button, outside the run that drew it: whose button it is.
_presser: ContextVar[str | None] = ContextVar("presser", default=None)


@dataclass(slots=True)
class SessionFile:
    """A file, the session that it was made for, and when that session was last seen connected."""

    content: bytes
    mimetype: str
    download: bool
    file_name: str | None
    session: str
    seen: float


@dataclass
class SessionFiles(MediaFileStorage):
    """The files of all sessions, by name."""

    files: dict[str, SessionFile] = field(default_factory=dict)
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Keep a file for the session that makes it; return its name, the same for the same file of a session."""
        content = path_or_data if isinstance(path_or_data, bytes) else Path(path_or_data).read_bytes()
        download, session = kind is MediaFileKind.DOWNLOADABLE, maker()
        digest = blake2b(key=self.secret, digest_size=16)
        for part in (session, mimetype, kind.value, filename or ""):
            digest.update(f"{len(part)}:{part}".encode())
        digest.update(content)
        name = digest.hexdigest()
        self.files[name] = SessionFile(content, mimetype, download, filename, session, time.monotonic())
        return name

    def get_url(self, file_id: str) -> str:
        """Return the address of a file."""
        if file_id not in self.files:
            raise MediaFileStorageError(file_id)
        return f"{HOME}/{file_id}"

    def delete_file(self, file_id: str) -> None:
        """Drop a file, if it is there."""
        self.files.pop(file_id, None)

    def sweep(self, is_connected: Callable[[str], bool], now: float) -> None:
        """Drop the files of sessions that have not been connected for a while."""
        for name, file in list(self.files.items()):
            if is_connected(file.session):
                file.seen = now
            elif now - file.seen > KEPT_SECONDS:
                self.delete_file(name)


class SessionFileManager(MediaFileManager):
    """Streamlit's book of files, which also knows whose download is made outside of a run."""

    def __init__(self, files: SessionFiles) -> None:
        super().__init__(files)
        self.files = files

    def add_deferred(self, data_callable: Callable[[], Any], *args: Any, **facts: Any) -> str:
        """Note what makes a file when its button is pressed, and for which session."""
        session = maker()

        def make() -> Any:
            _presser.set(session)
            return data_callable()

        return super().add_deferred(make, *args, **facts)


def maker() -> str:
    """Return the id of the session that a file is being made for, "" where there is none."""
    run = get_script_run_ctx(suppress_warning=True)
    return (run.session_id if run else _presser.get()) or ""


async def answer(request: Request) -> Response:
    """Answer with a file of a connected session; any other name is unknown."""
    server = runtime.get_instance()
    manager = server.media_file_mgr
    files = manager.files.files if isinstance(manager, SessionFileManager) else {}
    file = files.get(request.path_params["name"])
    if file is None or not server.is_active_session(file.session):
        return Response(status_code=404, headers=HEADERS)
    headers = dict(HEADERS)
    if file.download:
        headers["content-disposition"] = (
            f"attachment; filename*=utf-8''{quote(file.file_name or 'karta', safe='')}"
        )
    return Response(file.content, media_type=file.mimetype, headers=headers)


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Let the running server keep its files here, and drop those of sessions that have ended."""
    server = runtime.get_instance()
    storage = SessionFiles()
    # The one place where Streamlit asks for its files; it offers no way to hand one in.
    cast(Any, server)._media_file_mgr = SessionFileManager(storage)  # noqa: SLF001
    sweeping = asyncio.create_task(_sweep(storage, server.is_active_session))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(storage: SessionFiles, is_connected: Callable[[str], bool]) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        storage.sweep(is_connected, time.monotonic())
