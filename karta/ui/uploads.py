"""A file that somebody handed in: it lies with the server, under its session, and nowhere else.

What is kept between runs is this handle. So the server's bound on what a session holds counts every byte, and all of
them go when the file is put away or stored, or when its session ends.
"""

from dataclasses import dataclass, field
from typing import cast

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from karta.errors import InputError


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


def handle(file: UploadedFile) -> Upload:
    """Return the handle of a file that has just been handed in."""
    run = get_script_run_ctx()
    assert run is not None, "files are handed in while a page runs"
    server = cast(MemoryUploadedFileManager, run.uploaded_file_mgr)
    return Upload(file.file_id, file.name, file.size, run.session_id, server)
