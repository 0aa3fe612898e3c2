"""The files of a nation's year: each bundle's sums and largest gaps by themselves, moved into place whole."""

import hashlib
from pathlib import Path

from karta.coverage.dense.year import Year


class YearFiles:
    """The folder of results: `sums` and `top`, a Parquet file a bundle; a mark tells which tables they are from."""

    def __init__(self, out: Path, fingerprint: str) -> None:
        """Open the folder; results of other tables are taken away."""
        self._out = out
        mark = out / "tables.txt"
        if mark.is_file() and mark.read_text(encoding="utf-8") != fingerprint:
            self._empty(0)
        for part in ("sums", "top"):
            (out / part).mkdir(parents=True, exist_ok=True)
        mark.write_text(fingerprint, encoding="utf-8")

    def has(self, number: int) -> bool:
        """Tell whether a bundle is done: its sums are written last."""
        return self._file("sums", number).is_file()

    def keep(self, number: int, found: Year) -> None:
        """Write a bundle's results, each moved into place whole."""
        for part, rows in (("top", found.top), ("sums", found.sums)):
            path = self._file(part, number)
            being_written = path.with_suffix(".part")
            rows.to_parquet(being_written, index=False)
            being_written.replace(path)

    def close(self, bundles: int) -> None:
        """Take away files of bundles that are no more."""
        self._empty(bundles)

    def _empty(self, first: int) -> None:
        for part in ("sums", "top"):
            for path in sorted((self._out / part).glob("[0-9]*.*")):
                if int(path.stem) >= first:
                    path.unlink()

    def _file(self, part: str, number: int) -> Path:
        return self._out / part / f"{number:04d}.parquet"


def fingerprint(folder: Path, settings: str) -> str:
    """Return what tells tables and settings apart from others."""
    told = hashlib.sha256(settings.encode())
    for name in ("places.parquet", "shifts.parquet", "weeks.parquet", "need.npy", "sources.parquet"):
        path = folder / name
        if path.is_file():
            told.update(name.encode())
            told.update(path.read_bytes())
    return told.hexdigest()
