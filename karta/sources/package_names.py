"""Plain names for the files of a package, so that none takes the place of another when they are unpacked flat."""

import re
from collections import Counter
from pathlib import Path

# Letters of a name, each of up to four bytes.
_LONGEST_NAME = 60


def plain_names(paths: list[str]) -> list[str]:
    """Return a plain file name for each path of a package; what is called alike in two folders stays apart.

    The parts of a Shapefile, which are called alike but for their suffix, stay together.
    """
    wholes = [(Path(path).parent, Path(path).stem.casefold()) for path in paths]
    folders = Counter(stem for _, stem in set(wholes))
    plain: dict[tuple[Path, str], str] = {}
    taken: set[str] = set()
    for path, whole in zip(paths, wholes, strict=True):
        if whole in plain:
            continue
        stem = Path(path).stem
        name = _plain(stem if folders[whole[1]] == 1 else "_".join([*whole[0].parts, stem]))
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        plain[whole] = name
    return [plain[whole] + Path(path).suffix.lower() for path, whole in zip(paths, wholes, strict=True)]


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]", "_", name)[-_LONGEST_NAME:]
