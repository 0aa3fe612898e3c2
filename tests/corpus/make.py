"""Make the corpus: every file of `expected.tsv`, from nothing but this. Run it with a folder to look at them."""

import sys
from functools import cache
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.corpus import calendars, hostile, maps, packed, places, registers, rosters, strangers, workbooks

LARGEST = 200_000


@cache
def files() -> dict[str, bytes]:
    """Return the content of every file by its name."""
    found: dict[str, bytes] = {}
    for room in (rosters, places, workbooks, calendars, maps, packed, registers, hostile, strangers):
        made = room.files()
        assert not found.keys() & made.keys(), "two files of one name"
        found.update(made)
    return found


def make(folder: Path) -> None:
    """Write every file into a folder."""
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    make(target)
