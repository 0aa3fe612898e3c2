"""The files of a nation's year: each bundle's sums and largest gaps by themselves, moved into place whole."""

from pathlib import Path

from karta.batch.year_bundles import Part


class YearFiles:
    """The folder of results: `sums` and `top`, a Parquet file a bundle; a mark tells which tables they are from."""

    def __init__(self, out: Path, mark: str) -> None:
        """Look at the folder; it is made, and results of other tables are taken away, when the first bundle is done."""
        self._out, self._mark = out, mark
        mark_file = out / "tables.txt"
        self._ours = mark_file.is_file() and mark_file.read_text(encoding="utf-8") == mark

    def has(self, number: int) -> bool:
        """Tell whether a bundle is done: its sums are written last."""
        return self._ours and self._file("sums", number).is_file()

    def keep(self, number: int, part: Part) -> None:
        """Write a bundle's results, each moved into place whole."""
        self._begin()
        for name, content in (("top", part.top), ("sums", part.sums)):
            path = self._file(name, number)
            being_written = path.with_suffix(".part")
            being_written.write_bytes(content)
            being_written.replace(path)

    def close(self, bundles: int) -> None:
        """Take away files of bundles that are no more."""
        self._begin()
        self._empty(bundles)

    def _begin(self) -> None:
        if self._ours:
            return
        self._empty(0)
        for part in ("sums", "top"):
            (self._out / part).mkdir(parents=True, exist_ok=True)
        (self._out / "tables.txt").write_text(self._mark, encoding="utf-8")
        self._ours = True

    def _empty(self, first: int) -> None:
        for part in ("sums", "top"):
            for path in sorted((self._out / part).glob("[0-9]*.*")):
                if int(path.stem) >= first:
                    path.unlink()

    def _file(self, part: str, number: int) -> Path:
        return self._out / part / f"{number:04d}.parquet"
