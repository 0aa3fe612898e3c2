"""Who sees what: one policy table, default deny, applied before anything leaves a service.

Sharing is set by the organisation that owns a row: `own`, `partners` (the default), `authorities` after its yes,
`public`. What a viewer may not see of a roster counts as unknown, never as a gap.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

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


def policy_version() -> int:
    """Return the version of the policy table, a part of every cache key."""
    return int(tomllib.loads((data_dir() / "policy.toml").read_text(encoding="utf-8"))["version"])


def may(viewer: Viewer, what: str) -> bool:
    """Tell whether the policy lets the viewer's role do or see `what`."""
    return viewer.role in policy().get(what, frozenset())


def require(viewer: Viewer, what: str) -> None:
    """Raise NotAllowedError unless the policy lets the viewer."""
    if not may(viewer, what):
        raise NotAllowedError("not_allowed", what=what, role=viewer.role)


def sees(viewer: Viewer, sharing: str, owner: str | None) -> bool:
    """Tell whether a row of that sharing level and owner is the viewer's to see."""
    if owner and owner == viewer.organisation:
        return True
    return may(viewer, f"rows_{sharing}") if sharing in LEVELS else False


def redact(tables: Tables, viewer: Viewer) -> Tables:
    """Return the tables as the viewer may know them.

    A hidden roster line keeps its hours but loses whose it is, its role, number, history and reports: the engine then
    finds *unknown* wherever it would have counted. Whose roster is awaited is told only to those who may know.
    """
    sources = tables.sources
    if not may(viewer, "see_who_is_awaited"):
        sources = sources.assign(org=sources["org"].where(sources["org"] == viewer.organisation, ""))
    lines = tables.presences
    hidden = ~_visible(lines, viewer)
    names = lines.loc[hidden, "presence_id"]
    return replace(
        tables,
        sources=sources,
        presences=lines.assign(
            adults=lines["adults"].astype(float).mask(hidden),
            min_adults=lines["min_adults"].astype(float).mask(hidden, 0.0),
            young_leaders=lines["young_leaders"].astype(float).mask(hidden, 0.0),
            org=lines["org"].mask(hidden, ""),
            kind=lines["kind"].mask(hidden, "other"),
            sector=lines["sector"].mask(hidden, ""),
            trained=lines["trained"].mask(hidden, False),  # noqa: FBT003 - a cell's value
        ),
        history=_without(tables.history, names),
        delivered=None if tables.delivered is None else _without(tables.delivered, names),
    )


def _without(frame: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    return frame[~frame["presence_id"].isin(names)].reset_index(drop=True)


def _visible(frame: pd.DataFrame, viewer: Viewer) -> pd.Series:
    pairs = zip(frame["sharing"], frame["org"], strict=True)
    return pd.Series(
        [sees(viewer, sharing, owner) for sharing, owner in pairs], index=frame.index, dtype=bool
    )
