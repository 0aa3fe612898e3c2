"""A file that somebody handed in: it lies with the server, under its session, and nowhere else.

What is kept between runs is this handle. So the server's bound on what a session holds counts every byte, and all of
them go when the file is put away or stored, or when its session ends.
"""

from dataclasses import dataclass, field
from typing import cast
from uuid import uuid4

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from karta.errors import InputError

# What a session may hold: one file of the greatest size that is taken, and some smaller ones beside it.
MOST_BYTES = 60_000_000


@dataclass(frozen=True)
class Upload:
    """The handle of a file; `size` in bytes."""

    file_id: str
    name: str
    size: int
    session_id: str
    server: MemoryUploadedFileManager = field(repr=False)

    def content(self) -> bytes:
        """Return what is in the file; from any thread.

        Raises
        ------
        InputError
            When it has been put away, or its session has ended.
        """
        files = self.server.get_files(self.session_id, [self.file_id])
        if not files:
            raise InputError("upload_gone", file=self.name)
        return files[0].data

    def drop(self) -> None:
        """Let the server forget the file."""
        self.server.remove_file(self.session_id, self.file_id)


def speak(button: str, refused: str) -> None:
    """Let a box for files say our words in the place of its button's and of its refusals: it speaks English only."""
    st.html(
        f"<style>[data-testid='stFileUploader'] {{ --karta-choose: '{button}'; --karta-refused: '{refused}'; }}</style>"
    )


def handle(file: UploadedFile) -> Upload:
    """Return the handle of a file that has just been handed in."""
    session_id, server = _session()
    return Upload(file.file_id, file.name, file.size, session_id, server)


def place(name: str, content: bytes) -> Upload:
    """Return the handle of a file that came another way, put with the server as if it had been handed in.

    Raises
    ------
    InputError
        `upload_full` where the session would hold too much.
    """
    session_id, server = _session()
    stored_bytes = sum(len(file.data) for file in list(server.file_storage.get(session_id, {}).values()))
    if stored_bytes + len(content) > MOST_BYTES:
        raise InputError("upload_full", file=name)
    record = UploadedFileRec(str(uuid4()), name, "application/octet-stream", content)
    server.add_file(session_id, record)
    return Upload(record.file_id, name, len(content), session_id, server)


def _session() -> tuple[str, MemoryUploadedFileManager]:
    run = get_script_run_ctx()
    assert run is not None, "files are handed in while a page runs"
    return run.session_id, cast(MemoryUploadedFileManager, run.uploaded_file_mgr)
