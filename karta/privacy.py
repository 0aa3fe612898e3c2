"""Who sees what: one policy table, default deny, applied before anything leaves a service.

Sharing is set by the organisation that owns a row: `own`, `partners` (the default), `authorities` after its yes,
`public`. What a viewer may not see of a roster counts as unknown, never as a gap.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from typing import Literal, get_args

import pandas as pd

from karta.errors import ContractError, NotAllowedError
from karta.model.tables import PassedOver, Tables
from karta.settings import data_dir

Role = Literal[
    "local", "coordinator", "organiser", "org_admin", "school_host", "volunteer", "police", "police_volunteer",
    "field_worker", "municipality", "evaluator", "sysadmin", "dpo", "anonymous",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
Scope = Literal["all", "own", "area"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
LEVELS = ("own", "partners", "authorities", "public")
# What stands behind the scope of a cell where looking is noted.
LOGGED = " L"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: a function, never a person's name; `services.access.viewers` makes them.

    `organisation_ids`: the organisations that one belongs to or has been asked to act for; `area_ids`: the areas that
    one is assigned to, None for the whole municipality; `home_id` and `organisation`: id and name of the organisation
    in whose name one acts; `member_id`: who has signed in, None for whoever sits at this machine, for links and for
    commands; `small_ids`: the organisations of so few persons that to name one tells who was there (`names_owner`);
    `behind`: who looks at Karta as this viewer would see it, changes nothing and never sees more than on their own.
    """

    function: str
    role: Role
    organisation_ids: frozenset[str] = frozenset()
    area_ids: frozenset[str] | None = None
    home_id: str | None = None
    organisation: str = ""
    member_id: str | None = None
    small_ids: frozenset[str] = frozenset()
    behind: "Viewer | None" = None

    @property
    def scope(self) -> str:
        """The part of a cache key that keeps viewers apart who see different things."""
        areas = "*" if self.area_ids is None else ",".join(sorted(self.area_ids))
        own, small = (",".join(sorted(ids)) for ids in (self.organisation_ids, self.small_ids))
        behind = "" if self.behind is None else f" < {self.behind.scope}"
        return f"{self.role}|{own}|{areas}|{small}{behind}"


@dataclass(frozen=True, slots=True)
class Resource:
    """What an act or a look is about, by id: whose it is and where it lies; None where that is not known yet."""

    organisation_ids: frozenset[str] | None = None
    area_ids: frozenset[str] | None = None


WORKSPACE = Resource()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policy says; `reason` is the code of the sentence that tells why not, blank for a yes."""

    reason: str = ""

    def __bool__(self) -> bool:
        """Whether it is a yes."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may: of what, and whether it is noted that it has looked."""

    scope: Scope
    logged: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy table: `cells`, an action -> a role -> what it may of it; `classes`, an action -> its class of data.

    `key` is the table's content in short, a part of every cache key.
    """

    cells: Mapping[str, Mapping[str, Cell]]
    classes: Mapping[str, str]
    key: str


@cache
def policy() -> Policy:
    """Return the policy of `data/policy.toml`. What is not named there is denied."""
    return read_policy((data_dir() / "policy.toml").read_text(encoding="utf-8"))


def read_policy(table: str) -> Policy:
    """Return the policy that a text in TOML states. Raises ContractError for a role or scope that there is not."""
    cells: dict[str, dict[str, Cell]] = {}
    classes: dict[str, str] = {}
    for name, actions in tomllib.loads(table)["class"].items():
        for action, by_role in actions.items():
            classes[action] = name
            cells[action] = {role: _cell(action, role, word) for role, word in by_role.items()}
    return Policy(cells, classes, blake2b(repr(sorted(cells.items())).encode(), digest_size=8).hexdigest())


def _cell(action: str, role: str, word: str) -> Cell:
    for scope in SCOPES:
        if role in ROLES and word in (scope, scope + LOGGED):
            return Cell(scope, word.endswith(LOGGED))
    raise ContractError("policy_cell_unknown", action=action, role=role, cell=word)


def policy_key() -> str:
    """Return the content of the policy table in short, a part of every cache key."""
    return policy().key


def belonging_to(*organisation_ids: str | None) -> Resource:
    """Return the resource that belongs to organisations; blank ids are left out, and without any it is nobody's."""
    return Resource(frozenset(org for org in organisation_ids if org))


def allowed(viewer: Viewer, action: str, resource: Resource) -> Answer:
    """Return whether the viewer may do or see something of this resource, or the reason why not.

    A role that may only for its own organisation or area is asked about the whole workspace where it is not yet known
    what it will be done to: the answer is then whether there can be anything.
    """
    if viewer.behind is not None and not (answer := allowed(viewer.behind, action, resource)):
        return answer
    cell = policy().cells.get(action, {}).get(viewer.role)
    if cell is None:
        return Answer("not_allowed")
    owners, areas = resource.organisation_ids, resource.area_ids
    if cell.scope == "own" and owners is not None and not owners & viewer.organisation_ids:
        return Answer("not_own")
    assigned = viewer.area_ids
    if cell.scope == "area" and areas is not None and assigned is not None and not areas & assigned:
        return Answer("not_own_area")
    return Answer()


def require(viewer: Viewer, action: str, resource: Resource) -> None:
    """Raise NotAllowedError, whose code is the reason, unless the policy lets the viewer do it to this resource."""
    if not (answer := allowed(viewer, action, resource)):
        raise NotAllowedError(answer.reason, what=action, role=viewer.role)


def require_hands(actor: object) -> None:
    """Raise NotAllowedError where whoever acts only looks at Karta as somebody else sees it."""
    if isinstance(actor, Viewer) and actor.behind is not None:
        raise NotAllowedError("only_looking", what="write", role=actor.role, function=actor.function)


def areas_of(viewer: Viewer, action: str) -> frozenset[str] | None:
    """Return the areas to which the policy holds the viewer in this action, None where it holds it to none."""
    cell = policy().cells.get(action, {}).get(viewer.role)
    own = viewer.area_ids if cell is not None and cell.scope == "area" else None
    most = None if viewer.behind is None else areas_of(viewer.behind, action)
    return own if most is None else most if own is None else own & most


def require_for(viewer: Viewer, action: str, audience: str) -> None:
    """Raise NotAllowedError unless the viewer may, and what has been made ready is for those who see what they see.

    `audience` is the scope of the viewer that it was made for.
    """
    require(viewer, action, WORKSPACE)
    if audience != viewer.scope:
        raise NotAllowedError("not_made_for_you", what=action, role=viewer.role)


def eyes_of(viewer: Viewer) -> str:
    """Return for whose eyes what is kept is: a role in an organisation and its areas, whomever it acts for besides."""
    areas = "*" if viewer.area_ids is None else ",".join(sorted(viewer.area_ids))
    behind = "" if viewer.behind is None else f" < {eyes_of(viewer.behind)}"
    return f"{viewer.role}|{viewer.home_id or ''}|{areas}{behind}"


def is_logged(viewer: Viewer, action: str) -> bool:
    """Tell whether it is noted that this viewer has looked, or whoever looks through its eyes."""
    cell = policy().cells.get(action, {}).get((viewer.behind or viewer).role)
    return cell is not None and cell.logged


def is_own(viewer: Viewer, organisation_id: str | None) -> bool:
    """Tell whether an organisation is the viewer's own, by its id: the one place where ownership is decided."""
    if organisation_id is None or organisation_id not in viewer.organisation_ids:
        return False
    return viewer.behind is None or sees(viewer.behind, "own", organisation_id)


def sees(viewer: Viewer, sharing: str, owner_id: str | None) -> bool:
    """Tell whether a row of that sharing level and owner is the viewer's to see."""
    if is_own(viewer, owner_id):
        return True
    return bool(allowed(viewer, f"rows_{sharing}", WORKSPACE)) if sharing in LEVELS else False


def names_owner(viewer: Viewer, owner_id: str | None) -> bool:
    """Tell whether a viewer who sees a row of presence may know whose it is.

    Hours of an organisation of fewer than three persons are hours of a person. Authorities see that adults are there
    and how many, and the hours count as all others do - the organisation has shared them, and held back as *unknown*
    they would make a place look worse than it is - but not whose they are.
    """
    return owner_id not in viewer.small_ids or bool(
        allowed(viewer, "name_small_organisations", belonging_to(owner_id))
    )


def redact(tables: Tables, viewer: Viewer) -> Tables:
    """Return the tables as the viewer may know them.

    A hidden roster line keeps its hours but loses whose it is, its role, number, history and reports: the engine then
    finds *unknown* wherever it would have counted. One whose owner is not named loses whose it is and its role alone.
    Whose roster is awaited is left in only for those who may know, and
    so is whose a row is that cannot be computed.
    """
    sources = tables.sources
    visible = awaited_rows(sources["owner_id"], viewer)
    lines = tables.presences
    hidden = ~_visible(lines, viewer)
    unnamed = hidden | ~lines["owner_id"].map(lambda owner: names_owner(viewer, owner)).astype(bool)
    names = lines.loc[hidden, "presence_id"]
    unreported = lines.loc[hidden | ~_visible(lines, viewer, "report_sharing"), "presence_id"]
    return replace(
        tables,
        sources=sources.assign(
            org=sources["org"].where(visible, ""), owner_id=sources["owner_id"].where(visible, "")
        ),
        presences=lines.assign(
            adults=lines["adults"].astype(float).mask(hidden),
            min_adults=lines["min_adults"].astype(float).mask(hidden, 0.0),
            young_leaders=lines["young_leaders"].astype(float).mask(hidden, 0.0),
            org=lines["org"].mask(unnamed, ""),
            owner_id=lines["owner_id"].mask(unnamed, ""),
            kind=lines["kind"].mask(unnamed, "other"),
            sector=lines["sector"].mask(hidden, ""),
            trained=lines["trained"].mask(hidden, False),  # noqa: FBT003 - a cell's value
        ),
        history=_without(tables.history, names),
        delivered=None if tables.delivered is None else _without(tables.delivered, unreported),
        passed_over=tuple(
            row if _sees_whose(viewer, row) else replace(row, org="", owner_id="")
            for row in tables.passed_over
        ),
    )


def _sees_whose(viewer: Viewer, row: PassedOver) -> bool:
    if row.what == "source":
        return bool(allowed(viewer, "see_who_is_awaited", belonging_to(row.owner_id)))
    return sees(viewer, row.sharing, row.owner_id) and names_owner(viewer, row.owner_id)


def awaited_rows(owner_ids: pd.Series, viewer: Viewer) -> pd.Series:
    """Return which owners of a column of ids the viewer may know as those whose roster has not come in."""
    answers = {
        owner: bool(allowed(viewer, "see_who_is_awaited", belonging_to(owner or None)))
        for owner in owner_ids.dropna().unique()
    }
    return owner_ids.map(answers).fillna(False).astype(bool)  # noqa: FBT003 - a cell's value


def _without(frame: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    return frame[~frame["presence_id"].isin(names)].reset_index(drop=True)


def _visible(frame: pd.DataFrame, viewer: Viewer, level: str = "sharing") -> pd.Series:
    pairs = list(zip(frame[level], frame["owner_id"], strict=True))
    answers = {pair: sees(viewer, *pair) for pair in set(pairs)}
    return pd.Series([answers[pair] for pair in pairs], index=frame.index, dtype=bool)
