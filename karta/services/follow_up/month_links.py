"""One link a month for an association: made and revoked by the coordinator, dead when its month is over.

Who holds it acts as an organiser of that organisation, in the name of the link: no person is known.
"""

from dataclasses import dataclass
from datetime import date

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import typed_text
from karta.model.months import last_day, month_of, next_month
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.access import viewers
from karta.services.register.organisations import organisation
from karta.services.workspace import Workspace
from karta.store import month_rows, organisation_rows, tokens
from karta.store.acts import Act
from karta.store.database import Reading


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a link: the organisation, the month of the link, and the viewer that it makes of them."""

    organisation_id: str
    organisation: str
    month: str
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class LinkState:
    """An organisation in a month: when its link was made (None: it has none that works), when it has answered."""

    organisation_id: str
    organisation: str
    made_on: date | None
    answered_on: date | None

    @property
    def answered_or_asked(self) -> tuple[str, date | None]:
        """How far it has come, by the name of its sentence, and since when."""
        if self.answered_on is not None:
            return "answered", self.answered_on
        return ("not_asked", None) if self.made_on is None else ("asked", self.made_on)


def months(workspace: Workspace) -> tuple[str, str]:
    """Return the months that links are made for: this one, and the next."""
    month = month_of(workspace.today)
    return month, next_month(month)


def make_link(workspace: Workspace, viewer: Viewer, org: str, month: str) -> str:
    """Return the token of an organisation's new link for a month, shown this once.

    `org` is a name or an id. The link before it stops working.

    Raises
    ------
    InputError
        When the month is neither this one nor the next.
    NotFoundError
        When there is no such organisation.
    """
    require(viewer, "make_month_links", WORKSPACE)
    _check_month(workspace, month)
    with workspace.act(viewer, "make_month_link", note=month) as act:
        org_id, _ = organisation(Reading(act.connection).frame("organisation"), typed_text.clean(org))
        return issue(act, org_id, month, workspace.today)


def issue(act: Act, org_id: str, month: str, day: date) -> str:
    """Return the token of a link made on a day within a running act; the link before it is revoked."""
    token = tokens.new_token()
    month_rows.revoke(act, org_id, month, day)
    act.insert(
        "month_link",
        [{"organisation_id": org_id, "month": month, "token_hash": tokens.hash_of(token), "made_on": day}],
    )
    return token


def make_links(workspace: Workspace, viewer: Viewer, month: str) -> dict[str, str]:
    """Return new tokens, by organisation, for all that have not answered a month and have no link for it yet.

    All are made in one act, undone as one. Raises InputError as `make_link`.
    """
    require(viewer, "make_month_links", WORKSPACE)
    _check_month(workspace, month)
    with workspace.act(viewer, "make_month_links", note=month) as act:
        return {
            state.organisation_id: issue(act, state.organisation_id, month, workspace.today)
            for state in states(workspace, viewer, month)
            if state.made_on is None and state.answered_on is None
        }


def revoke_link(workspace: Workspace, viewer: Viewer, org: str, month: str) -> None:
    """Revoke an organisation's (name or id) link for a month: whoever holds it sees nothing more.

    Raises
    ------
    ConflictError
        `month_link_gone` when there is none that works.
    NotFoundError
        When there is no such organisation.
    """
    require(viewer, "make_month_links", WORKSPACE)
    with workspace.act(viewer, "revoke_month_link", note=month) as act:
        org_id, name = organisation(Reading(act.connection).frame("organisation"), typed_text.clean(org))
        if not month_rows.revoke(act, org_id, month, workspace.today):
            raise ConflictError("month_link_gone", org=name)


def states(workspace: Workspace, viewer: Viewer, month: str) -> list[LinkState]:
    """Return how far each organisation has come with a month, by name."""
    require(viewer, "make_month_links", WORKSPACE)
    with workspace.store.reading() as reading:
        orgs = reading.frame("organisation")
        links, answers = reading.frame("month_link"), reading.frame("month_answer")
    alive = links[(links["month"] == month) & links["revoked_on"].isna()]
    made = dict(zip(alive["organisation_id"], alive["made_on"], strict=True))
    own = answers[answers["month"] == month]
    answered = dict(zip(own["organisation_id"], own["answered_on"], strict=True))
    rows = sorted(zip(orgs["name"], orgs["id"], strict=True), key=lambda row: row[0].casefold())
    return [LinkState(org_id, name, made.get(org_id), answered.get(org_id)) for name, org_id in rows]


def holder(workspace: Workspace, token: str) -> Holder:
    """Return who holds a link.

    Raises
    ------
    NotFoundError
        `month_link_unknown` when there is no such link, it was revoked, or its month is over: in the same words, so
        that nobody learns which.
    """
    with workspace.store.reading() as reading:
        row = month_rows.link(reading, tokens.hash_of(token))
        orgs = None if row is None else reading.frame("organisation", [row["organisation_id"]])
        if row is None or orgs is None or orgs.empty or workspace.today > last_day(row["month"]):
            raise NotFoundError("month_link_unknown")
        org_id, name = row["organisation_id"], str(orgs["name"].iloc[0])
        viewer = viewers.for_month_link(org_id, name, organisation_rows.area_ids(reading, org_id))
    return Holder(org_id, name, row["month"], viewer)


def _check_month(workspace: Workspace, month: str) -> None:
    if month not in months(workspace):
        raise InputError("value_not_allowed", value=month, allowed=", ".join(months(workspace)))
