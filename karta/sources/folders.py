"""The files of a folder that others put files into: which of them are read, and in which order."""

from pathlib import Path

from karta.errors import InputError

MOST_FILES = 200
# Beginnings of names of what programs leave beside a file that is open or on its way.
_BESIDE = (".", "~")


def files(folder: Path) -> list[Path]:
    """Return the files of a folder, the oldest first: none of its subfolders, none hidden, none that a link leads to.

    Raises
    ------
    InputError
        `feed_folder` where there is no folder that can be read, `feed_many` where it holds too many files.
    """
    try:
        paths = [path for path in folder.iterdir() if not path.name.startswith(_BESIDE) and _is_own(path)]
        if len(paths) > MOST_FILES:
            raise InputError("feed_many", where=str(folder), most=MOST_FILES)
        return sorted(paths, key=lambda path: (path.stat().st_mtime, path.name))
    except OSError as error:
        raise InputError("feed_folder", where=str(folder)) from error


def content(path: Path, most: int) -> bytes:
    """Return what is in a file of at most so many bytes. Raises InputError where it cannot be read, or is larger."""
    try:
        with path.open("rb") as handle:
            read = handle.read(most + 1)
    except OSError as error:
        raise InputError("file_unreadable") from error
    if len(read) > most:
        raise InputError("file_too_big", file=path.name, megabytes=most // 1_000_000)
    return read


def _is_own(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
