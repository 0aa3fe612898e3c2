"""Caches computed rows by a digest of what they were computed from, in memory and in the workspace's own folder.

Only numbers and digests of geometries are stored: no names, no ids. A file that is lost or cannot be written is
computed again. What nobody has used for a while is thrown away.
"""

import contextlib
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyarrow import ArrowException

DIGEST = "digest"
NOTHING = "nothing"
FILES = 24
FRAMES = 48


def digests(geometry: Any) -> list[str]:
    """Return a digest of each geometry; the same for the same coordinates."""
    return [sha256(wkb or b"").hexdigest()[:32] for wkb in shapely.to_wkb(np.asarray(geometry, dtype=object))]


def content_key(*parts: Any) -> str:
    """Return a digest of several parts together."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Shelf:
    """Frames by key; each row belongs to a digest. Safe to share between threads and processes."""

    folder: Path
    _frames: "OrderedDict[str, pd.DataFrame]" = field(default_factory=OrderedDict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    def rows(
        self, key: str, wanted: Sequence[str], compute: Callable[[Any], pd.DataFrame], owner: str
    ) -> pd.DataFrame:
        """Return the rows of each wanted digest, in its order; `owner` holds its position.

        `compute` takes the positions (one for each digest) that are not stored yet, and returns their rows with
        `owner` counted within those positions.
        """
        stored = self._load(key)
        have = set() if stored is None else set(stored[DIGEST].tolist())
        first = {digest: n for n, digest in reversed(list(enumerate(wanted)))}
        missing = np.sort(np.asarray([n for digest, n in first.items() if digest not in have], dtype=int))
        if len(missing):
            new = _with_digest(compute(missing), [wanted[n] for n in missing], owner)
            stored = new if stored is None else pd.concat([stored, new], ignore_index=True)
            self._save(key, stored)
        if stored is None:
            return compute(missing)
        rows = stored[~stored[NOTHING].astype(bool)].drop(columns=NOTHING)
        order = pd.DataFrame({owner: np.arange(len(wanted)), DIGEST: list(wanted)})
        return order.merge(rows, on=DIGEST, how="inner").drop(columns=DIGEST)

    def _load(self, key: str) -> pd.DataFrame | None:
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
                return self._frames[key]
        path = self.folder / f"{key}.parquet"
        if not path.is_file():
            return None
        try:
            frame = pd.read_parquet(path)
        except (OSError, ArrowException):  # half a file is no file
            return None
        self._remember(key, frame)
        return frame

    def _save(self, key: str, frame: pd.DataFrame) -> None:
        self._remember(key, frame)
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.folder / f"{key}.{os.getpid()}.draft"
            frame.to_parquet(draft, index=False)
            draft.replace(self.folder / f"{key}.parquet")
            old = sorted(self.folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in old[FILES:]:
                path.unlink()

    def _remember(self, key: str, frame: pd.DataFrame) -> None:
        with self._lock:
            self._frames[key] = frame
            self._frames.move_to_end(key)
            while len(self._frames) > FRAMES:
                self._frames.popitem(last=False)


def _with_digest(frame: pd.DataFrame, names: list[str], owner: str) -> pd.DataFrame:
    """Return rows under their digests, with a row that says nothing for each digest without any."""
    at = frame[owner].to_numpy(dtype=int)
    rows = frame.drop(columns=owner).assign(**{DIGEST: [names[n] for n in at], NOTHING: False})
    empty = sorted(set(range(len(names))) - set(at.tolist()))
    if not empty:
        return rows
    filler: dict[str, Any] = {
        name: np.zeros(len(empty)).astype(dtype)
        for name, dtype in rows.dtypes.items()
        if name not in (DIGEST, NOTHING)
    }
    bare = pd.DataFrame({**filler, DIGEST: [names[n] for n in empty], NOTHING: True})
    return pd.concat([rows, bare], ignore_index=True) if len(rows) else bare
