"""Who sees what: one policy table, default deny, applied before anything leaves a service.

Sharing is set by the organisation that owns a row: `own`, `partners` (the default), `authorities` after its yes,
`public`. What a viewer may not see of a roster counts as unknown, never as a gap.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from karta.errors import NotAllowedError
from karta.model.tables import Tables
from karta.settings import data_dir

Role = Literal["coordinator", "organiser", "municipality", "police", "public"]
LEVELS = ("own", "partners", "authorities", "public")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: a function, never a person; `organisation` is its name where it has one."""

    function: str
    role: Role
    organisation: str | None = None
    municipality: str = ""

    @property
    def scope(self) -> str:
        """The part of a cache key that keeps viewers apart."""
        return f"{self.role}|{self.organisation or ''}|{self.municipality}"


@cache
def policy() -> dict[str, frozenset[str]]:
    """Return the policy: act or layer -> the roles that may. What is not named there is denied."""
    table = tomllib.loads((data_dir() / "policy.toml").read_text(encoding="utf-8"))
    return {name: frozenset(roles) for name, roles in table["may"].items()}


def may(viewer: Viewer, what: str) -> bool:
    """Tell whether the policy lets the viewer's role do or see `what`."""
    return viewer.role in policy().get(what, frozenset())


def require(viewer: Viewer, what: str) -> None:
    """Raise NotAllowedError unless the policy lets the viewer."""
    if not may(viewer, what):
        raise NotAllowedError("not_allowed", what=what, role=viewer.role)


def sees(viewer: Viewer, sharing: str, owner: str | None) -> bool:
    """Tell whether a row of that sharing level and owner is the viewer's to see."""
    if owner is not None and owner == viewer.organisation:
        return True
    return may(viewer, f"rows_{sharing}") if sharing in LEVELS else False


def redact(tables: Tables, viewer: Viewer) -> Tables:
    """Return the tables as the viewer may know them.

    A hidden roster line keeps its hours but loses its number, organisation and reports: the engine then finds
    *unknown* wherever it would have counted. A hidden session's leaders are unknown.
    """
    lines = tables.presences
    hidden = ~_visible(lines, viewer)
    if hidden.any():
        names = lines.loc[hidden, "presence_id"]
        lines = lines.assign(
            adults=np.where(hidden, np.nan, lines["adults"].astype(float)),
            min_adults=np.where(hidden, 0.0, lines["min_adults"].astype(float)),
            young_leaders=np.where(hidden, 0.0, lines["young_leaders"].astype(float)),
            org=lines["org"].where(~hidden, ""),
        )
        delivered = tables.delivered
        if delivered is not None:
            delivered = delivered[~delivered["presence_id"].isin(names)].reset_index(drop=True)
        tables = replace(tables, presences=lines, delivered=delivered)
    return tables


def _visible(frame: pd.DataFrame, viewer: Viewer) -> pd.Series:
    pairs = zip(frame["sharing"], frame["org"], strict=True)
    return pd.Series(
        [sees(viewer, sharing, owner) for sharing, owner in pairs], index=frame.index, dtype=bool
    )
