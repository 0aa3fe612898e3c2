"""A venue's link: whoever holds it answers for the venue, without signing in. The police hand it to the host.

The token is shown once and stored as its hash alone; a new link ends the one before it.
"""

from dataclasses import dataclass
from datetime import timedelta

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.access import viewers
from karta.services.planning import visit_answers, visit_terms, visits
from karta.services.planning.visit_officers import visit_act
from karta.services.planning.visit_terms import Terms
from karta.services.planning.visits import PlannedVisit
from karta.services.workspace import Workspace
from karta.store import members, tokens, visit_book
from karta.store.visit_hosts import hosts

HOME = "/vard/"
AHEAD = timedelta(days=91)
# Members who answer for a venue of their organisation.
ANSWERING = ("organiser", "org_admin")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a venue's link: the place, and the viewer that it makes of them."""

    place_id: str
    place: str
    viewer: Viewer


def make(workspace: Workspace, viewer: Viewer, place_id: str) -> str:
    """Return the token of a venue's new link. Raises NotFoundError `visit_host_missing` where nobody speaks for it."""
    require(viewer, "plan_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        if not hosts(reading).get(place_id):
            raise NotFoundError("visit_host_missing")
    token = tokens.new_token()
    with visit_act(workspace, viewer, "plan_visits", "make_visit_link") as act:
        for row in act.rows("visit_link", place_id=place_id):
            if row["revoked_on"] is None:
                act.update("visit_link", row["id"], {"revoked_on": workspace.today})
        values = {"place_id": place_id, "token_hash": tokens.hash_of(token), "made_on": workspace.today}
        act.insert("visit_link", values)
    return token


def reached(workspace: Workspace, viewer: Viewer) -> frozenset[str]:
    """Return the ids of the venues that can answer: by a link that holds, or a member of who speaks for them."""
    require(viewer, "plan_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        links = visit_book.frame(reading, "visit_link")
        speaking = {
            member.organisation_id
            for member in members.listed(reading)
            if member.role in ANSWERING and member.is_bound
        }
        speaks = hosts(reading)
    linked = set(links.loc[links["revoked_on"].isna(), "place_id"])
    return frozenset(linked | {place_id for place_id, orgs in speaks.items() if orgs & speaking})


def holder(workspace: Workspace, token: str) -> Holder:
    """Return who holds a link. Raises NotFoundError `visit_link_unknown` for none and for an ended one alike."""
    with workspace.store.reading() as reading:
        links = visit_book.frame(reading, "visit_link")
        rows = links[(links["token_hash"] == tokens.hash_of(token)) & links["revoked_on"].isna()]
        places = reading.frame("place", list(rows["place_id"]), columns=("id", "name"))
        speaks = hosts(reading)
    if rows.empty or places.empty or not speaks.get(rows["place_id"].iloc[0]):
        raise NotFoundError("visit_link_unknown")
    place_id, name = str(rows["place_id"].iloc[0]), str(places["name"].iloc[0])
    return Holder(place_id, name, viewers.for_visit_link(speaks[place_id], name))


def terms(workspace: Workspace, who: Holder) -> Terms:
    """Return the terms of a link's venue. Raises NotFoundError where it is none any more."""
    require(who.viewer, "see_visit_terms", WORKSPACE)
    own = (each for each in visit_terms.venues(workspace, who.viewer) if each.place_id == who.place_id)
    venue = next(own, None)
    if venue is None:
        raise NotFoundError("place_missing")
    return venue


def planned(workspace: Workspace, who: Holder) -> list[PlannedVisit]:
    """Return what is planned at the venue of a link from today on, and what was called off of it."""
    require(who.viewer, "answer_visits", WORKSPACE)
    today = workspace.today
    rows = visits.listed(workspace, who.viewer, today, today + AHEAD)
    return [
        row
        for row in rows
        if row.place_id == who.place_id and row.state in (*visit_answers.OPEN, "called_off")
    ]


def of_link(workspace: Workspace, who: Holder, visit_id: str) -> PlannedVisit:
    """Return a visit of a link's venue that can still be answered. Raises NotFoundError for any other."""
    require(who.viewer, "answer_visits", WORKSPACE)
    found = next((row for row in planned(workspace, who) if row.visit_id == visit_id), None)
    if found is None:
        raise NotFoundError("visit_missing")
    return found
