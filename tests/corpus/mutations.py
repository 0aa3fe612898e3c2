"""Damage as files suffer it: bytes flipped, ends cut, cells swapped, encodings mixed; the same for the same seed."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus.make import files
from tests.corpus.table import expected

# What is big when unpacked, or deep, is read only in earnest, where a child is killed for it.
LEFT_OUT = ("bomb.", "deep.", "xlsx_far_cell", "many_entries")
MARKS = (b";", b",", b"\t", b"\r\n", b"\n", b":", b'"')


@dataclass(frozen=True)
class Mutant:
    """A damaged file, known again by its name."""

    name: str
    file: str
    kind: str
    content: bytes


def mutants(count: int, seed: int = 1) -> list[Mutant]:
    """Return damaged files, each of the corpus in occurrence in an order that the seed decides."""
    order = random.Random(seed)
    cases = [case for case in expected() if not case.name.startswith(LEFT_OUT) and files()[case.name]]
    found: list[Mutant] = []
    while len(found) < count:
        order.shuffle(cases)
        for case in cases[: count - len(found)]:
            # Each has its own chance, so that it stays the same whatever becomes of the others.
            chance = random.Random(f"{seed}-{len(found)}")
            harm = chance.choice(HARMS)
            content = files()[case.name]
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                content = _inside(content, harm, chance)
            found.append(
                Mutant(f"{seed}-{len(found)}-{harm.__name__}-{case.name}", case.name, case.kind, content)
            )
    return found


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes to others."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Leave the end away."""
    return content[: chance.randrange(len(content))]


def torn(content: bytes, chance: random.Random) -> bytes:
    """Leave something in the middle away."""
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randint(1, 40) :]


def repeated(content: bytes, chance: random.Random) -> bytes:
    """Write a piece twice."""
    at = chance.randrange(len(content))
    return content[: at + chance.randint(1, 400)] + content[at:]


def swapped(content: bytes, chance: random.Random) -> bytes:
    """Let two cells, or what stands between two marks of another kind, change places."""
    mark = _mark(content, chance)
    cells = content.split(mark)
    one, other = chance.randrange(len(cells)), chance.randrange(len(cells))
    cells[one], cells[other] = cells[other], cells[one]
    return mark.join(cells)


def replaced(content: bytes, chance: random.Random) -> bytes:
    """Put a value that nobody expects where a cell was."""
    mark = _mark(content, chance)
    cells = content.split(mark)
    cells[chance.randrange(len(cells))] = chance.choice(ODD)
    return mark.join(cells)


def mixed(content: bytes, chance: random.Random) -> bytes:
    """Write the second part in another encoding than the first."""
    at = chance.randrange(len(content))
    text = content[at:].decode("utf-8", errors="replace")
    return content[:at] + text.encode(
        chance.choice(("cp1252", "utf-16-le", "utf-16", "mac_roman", "utf-8-sig")), "replace"
    )


def renumbered(content: bytes, chance: random.Random) -> bytes:
    """Change one number to one that nobody expects."""
    found = list(re.finditer(rb"-?\d+(?:[.,]\d+)?", content))
    if not found:
        return flipped(content, chance)
    match = chance.choice(found)
    return content[: match.start()] + chance.choice(NUMBERS) + content[match.end() :]


HARMS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped, cut, torn, repeated, swapped, swapped, replaced, replaced, renumbered, renumbered, mixed,
)  # fmt: skip
NUMBERS = (
    b"0", b"-0", b"-1", b"1e308", b"1e400", b"NaN", b"99", b"9999", b"0001", b"24", b"60", b"366", b"2147483648",
    b"0.1", b"9223372036854775808", b"-9223372036854775809", b"1,5", b"00000000", b"99999999", b"3.0.0",
)  # fmt: skip
ODD = (
    b"", b"\0", b"-1", b"0", b"1e400", b"NaN", b"-inf", b"99999999999999999999", "½".encode(), b"24:00", b"25:61",
    b"0000-00-00", b"9999-12-31", b"0001-01-01", b"2026-02-30", b"31/12/9999", b"{{7*7}}", b"=1+1",
    b"'; DROP TABLE place",
    "\u202e\u0000å".encode(), b"\xff\xfe", b"x" * 3000, b"FREQ=DAILY;INTERVAL=0", b"DTSTART:99991231T235959Z", b"PT-1S",
    b"[]", b"{}", b"null", b"true", b"<!--", b"99991231T235959", b"00010101T000000Z", b"-P99999999D", b"1e308",
)  # fmt: skip


def _mark(content: bytes, chance: random.Random) -> bytes:
    """Return what parts the cells, mostly the mark that is there most often."""
    counts = [content.count(mark) for mark in MARKS]
    return chance.choices(MARKS, weights=counts)[0] if any(counts) else b" "


def _inside(content: bytes, harm: Callable[[bytes, random.Random], bytes], chance: random.Random) -> bytes:
    """Return the damaged content; of a zip mostly one of its parts, so that more is met than a wrong sum."""
    if not content:
        return content
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        try:
            return _repacked(content, harm, chance)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError):
            return harm(content, chance)
    return harm(content, chance)


def _repacked(content: bytes, harm: Callable[[bytes, random.Random], bytes], chance: random.Random) -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as sink,
    ):
        infos = [info for info in source.infolist() if info.file_size]
        which = chance.randrange(len(infos))
        for at, info in enumerate(infos):
            inside = source.read(info)
            sink.writestr(info, harm(inside, chance) if at == which else inside)
    return kept.getvalue()
