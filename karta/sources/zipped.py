"""Unpacking what is packed, within limits: a small file may hold far more than the machine has room for."""

import struct
import zipfile
import zlib
from pathlib import Path

from karta.errors import InputError
from karta.sources.package_names import plain_names

MAX_UNPACKED = 600_000_000
MAX_ENTRIES = 2_000
MAX_RATIO = 200
_ZIP_END = struct.Struct("<4s4H2LH")


def check_zip(path: Path) -> list[zipfile.ZipInfo]:
    """Return the entries of a zip after its limits are checked, without unpacking anything.

    Raises
    ------
    InputError
        When it has too many entries, unpacks to too much, or names a file outside itself.
    """
    # The number of entries is read from the last record first: listing a huge directory is itself the attack.
    if _entries(path) > MAX_ENTRIES:
        raise InputError("file_packed", file=path.name)
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise InputError("file_unreadable") from error
    unpacked = sum(info.file_size for info in infos)
    tight = any(
        info.file_size > 1_000_000 and info.file_size > MAX_RATIO * info.compress_size for info in infos
    )
    outside = any(Path(info.filename).is_absolute() or ".." in Path(info.filename).parts for info in infos)
    if unpacked > MAX_UNPACKED or tight or outside or any(info.flag_bits & 1 for info in infos):
        raise InputError("file_packed", file=path.name)
    return infos


def check_ratio(path: Path, unpacked: int) -> None:
    """Raise InputError when what was unpacked of a file so far is too much, or far more than the file can hold."""
    if unpacked > MAX_UNPACKED or (unpacked > 1_000_000 and unpacked > MAX_RATIO * path.stat().st_size):
        raise InputError("file_packed", file=path.name)


def unzip(path: Path, into: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Return the files with these suffixes, unpacked flat and renamed to plain names, within the limits."""
    infos = [info for info in check_zip(path) if _is_wanted(info, suffixes)]
    try:
        with zipfile.ZipFile(path) as packed:
            return [
                _unpacked(packed, info, into / name)
                for info, name in zip(infos, plain_names([info.filename for info in infos]), strict=True)
            ]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise InputError("file_unreadable") from error


def _is_wanted(info: zipfile.ZipInfo, suffixes: tuple[str, ...]) -> bool:
    name = Path(info.filename)
    return not info.is_dir() and name.suffix.lower() in suffixes and not name.name.startswith(".")


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> Path:
    """Return the file that an entry was unpacked to, no longer than the entry says it is."""
    with packed.open(info) as source, target.open("wb") as sink:
        left = info.file_size
        while left > 0 and (piece := source.read(min(left, 1 << 20))):
            sink.write(piece)
            left -= len(piece)
    return target


def _entries(path: Path) -> int:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 66_000))
        tail = handle.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + _ZIP_END.size:
        raise InputError("file_unreadable")
    return int(_ZIP_END.unpack_from(tail, at)[4])
