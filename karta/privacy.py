"""Who sees what: one policy table, default deny, applied before anything leaves a service.

Sharing is set by the organisation that owns a row: `own`, `partners` (the default), `authorities` after its yes,
`public`. What a viewer may not see of a roster counts as unknown, never as a gap.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import pandas as pd

from karta.errors import NotAllowedError
from karta.model.place import name_key
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


@dataclass(frozen=True, slots=True)
class Resource:
    """What an act or a look is about: the organisations whose it is, by name (it may be nobody's), or the workspace."""

    organisations: frozenset[str] | None = None


WORKSPACE = Resource()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policy says; `reason` is the code of the sentence that tells why not, blank for a yes."""

    reason: str = ""

    def __bool__(self) -> bool:
        """Whether it is a yes."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy table: `may`, an action -> the roles that may; `own`, those of them that may to their own alone."""

    version: int
    may: Mapping[str, frozenset[str]]
    own: Mapping[str, frozenset[str]]


@cache
def policy() -> Policy:
    """Return the policy of `data/policy.toml`. What is not named there is denied."""
    table = tomllib.loads((data_dir() / "policy.toml").read_text(encoding="utf-8"))
    may, own = (
        {action: frozenset(roles) for action, roles in table[name].items()} for name in ("may", "own")
    )
    return Policy(int(table["version"]), may, own)


def policy_version() -> int:
    """Return the version of the policy table, a part of every cache key."""
    return policy().version


def belonging_to(*organisations: str | None) -> Resource:
    """Return the resource that belongs to organisations; blank names are left out, and without any it is nobody's."""
    return Resource(frozenset(name for name in organisations if name))


def allowed(viewer: Viewer, action: str, resource: Resource) -> Answer:
    """Return whether the viewer may do or see something of this resource, or the reason why not.

    A role that may only for its own organisation is asked about the whole workspace where it is not yet known what
    it will be done to: the answer is then whether there can be anything.
    """
    if viewer.role not in policy().may.get(action, frozenset()):
        return Answer("not_allowed")
    limited = viewer.role in policy().own.get(action, frozenset())
    owners = resource.organisations
    if limited and owners is not None and not any(is_own(viewer, name) for name in owners):
        return Answer("not_own")
    return Answer()


def require(viewer: Viewer, action: str, resource: Resource) -> None:
    """Raise NotAllowedError, whose code is the reason, unless the policy lets the viewer do it to this resource."""
    if not (answer := allowed(viewer, action, resource)):
        raise NotAllowedError(answer.reason, what=action, role=viewer.role)


def is_own(viewer: Viewer, organisation: str | None) -> bool:
    """Tell whether that is the name of the viewer's own organisation; capitals and spaces do not tell names apart."""
    if not organisation or not viewer.organisation:
        return False
    return organisation == viewer.organisation or name_key(organisation) == name_key(viewer.organisation)


def sees(viewer: Viewer, sharing: str, owner: str | None) -> bool:
    """Tell whether a row of that sharing level and owner is the viewer's to see."""
    if is_own(viewer, owner):
        return True
    return bool(allowed(viewer, f"rows_{sharing}", WORKSPACE)) if sharing in LEVELS else False


def redact(tables: Tables, viewer: Viewer) -> Tables:
    """Return the tables as the viewer may know them.

    A hidden roster line keeps its hours but loses whose it is, its role, number, history and reports: the engine then
    finds *unknown* wherever it would have counted. Whose roster is awaited is left in only for those who may know, and
    so is whose a row is that cannot be computed.
    """
    sources = tables.sources
    sees_awaited = bool(allowed(viewer, "see_who_is_awaited", WORKSPACE))
    if not sees_awaited:
        sources = sources.assign(org=sources["org"].where(own_rows(sources["org"], viewer), ""))
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
        passed_over=tuple(
            row
            if is_own(viewer, row.org)
            or (sees_awaited if row.what == "source" else sees(viewer, row.sharing, row.org))
            else replace(row, org="")
            for row in tables.passed_over
        ),
    )


def own_rows(organisations: pd.Series, viewer: Viewer) -> pd.Series:
    """Return which of the names are the viewer's own organisation."""
    own = {name for name in organisations.dropna().unique() if is_own(viewer, name)}
    return organisations.isin(own)


def _without(frame: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    return frame[~frame["presence_id"].isin(names)].reset_index(drop=True)


def _visible(frame: pd.DataFrame, viewer: Viewer) -> pd.Series:
    pairs = zip(frame["sharing"], frame["org"], strict=True)
    return pd.Series(
        [sees(viewer, sharing, owner) for sharing, owner in pairs], index=frame.index, dtype=bool
    )
