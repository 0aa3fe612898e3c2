"""Files handed in: a session holds so much and no more, and what it held goes when it has ended."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from karta.server import uploads
from karta.server.files import KEPT_SECONDS
from karta.server.uploads import BoundedUploads, Sessions

MOST = 100


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Give what the server holds."""
    manager = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(uploads, "uploads", lambda: manager)
    return manager


def add(files: MemoryUploadedFileManager, session: str, name: str, size: int) -> None:
    """Let a session hold a file."""
    files.add_file(session, UploadedFileRec(name, name, "text/csv", b"x" * size))


class Storing:
    """An app that reads what is sent to it to its end and stores it, as Streamlit does."""

    def __init__(self, files: MemoryUploadedFileManager) -> None:
        self.files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Store the body under the session and name of the path."""
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        *_, session, name = scope["path"].split("/")
        add(self.files, session, name, size)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def put(app: BoundedUploads, path: str, sizes: list[int], method: str = "PUT") -> tuple[int, bytes]:
    """Send a body in parts, others getting their turn between them; return the status and what came."""
    sent: list[Message] = []

    async def parts() -> AsyncIterator[Message]:
        for at, size in enumerate(sizes):
            await asyncio.sleep(0)
            yield {"type": "http.request", "body": b"x" * size, "more_body": at < len(sizes) - 1}

    coming = parts()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    await app(scope, coming.__anext__, send)
    return sent[0]["status"], sent[-1]["body"]


def test_a_session_holds_so_much_and_no_more(files: MemoryUploadedFileManager) -> None:
    """What would be too much together is refused with a sentence; another session, and what was freed, has room."""
    app = BoundedUploads(Storing(files), MOST)

    async def send_all() -> list[tuple[int, bytes]]:
        answers = [
            await put(app, "/_stcore/upload_file/anna/a", [30, 30]),
            await put(app, "/_stcore/upload_file/anna/b", [30, 11]),
            await put(app, "/_stcore/upload_file/bo/b", [30, 30]),
            await put(app, "/other/anna/c", [100], "POST"),
        ]
        files.remove_file("anna", "a")
        files.remove_file("anna", "c")
        return [*answers, await put(app, "/_stcore/upload_file/anna/d", [100])]

    answers = asyncio.run(send_all())
    assert [status for status, _ in answers] == [204, 413, 204, 204, 204]
    assert "högst 60 MB" in answers[1][1].decode()
    assert uploads.bytes_of(files, "anna") == 100
    assert uploads.bytes_of(files, "nobody") == 0


def test_files_that_come_at_once_are_counted_together(files: MemoryUploadedFileManager) -> None:
    """Ten files at a time find room for no more than one after the other, and leave nothing counted."""
    app = BoundedUploads(Storing(files), MOST)

    async def send_all() -> list[tuple[int, bytes]]:
        return await asyncio.gather(
            *(put(app, f"/_stcore/upload_file/anna/{n}", [15, 15]) for n in range(10))
        )

    statuses = [status for status, _ in asyncio.run(send_all())]
    assert 0 < statuses.count(204) <= 3
    assert statuses.count(204) + statuses.count(413) == 10
    assert uploads.bytes_of(files, "anna") <= MOST
    assert not app._coming


def test_what_a_session_held_goes_some_time_after_it(files: MemoryUploadedFileManager) -> None:
    """Who is away for two minutes finds the files; a second later they are gone, and those of who stayed are not."""
    sessions = Sessions()
    add(files, "anna", "a", 10)
    add(files, "bo", "b", 10)
    sessions.sweep(files, lambda _: True, 0)
    sessions.sweep(files, "bo".__eq__, KEPT_SECONDS)
    assert set(files.file_storage) == {"anna", "bo"}
    sessions.sweep(files, "bo".__eq__, KEPT_SECONDS + 1)
    assert set(files.file_storage) == {"bo"}
    assert set(sessions.seen) == {"bo"}
    sessions.sweep(files, lambda _: False, 3 * KEPT_SECONDS)
    assert not files.file_storage
    assert not sessions.seen


def test_the_memory_of_ended_sessions_is_freed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only when a session that waited is gone does somebody look for what hangs together."""
    freed: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda: freed.append(1))
    sessions = Sessions()
    for waiting, times in (({"anna"}, 0), ({"anna", "bo"}, 0), ({"bo"}, 1), (set(), 2), (set(), 2)):
        sessions.end(set(waiting))
        assert len(freed) == times
