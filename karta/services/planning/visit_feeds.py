"""An officer's calendar: whoever holds its link reads the visits of that function alone, without signing in.

The token is shown once and stored as its hash alone; a new link ends the one before it, and each can be ended.
"""

from dataclasses import dataclass
from datetime import timedelta

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.access import viewers
from karta.services.planning import visits
from karta.services.planning.visit_officers import require_officer, visit_act
from karta.services.planning.visits import PlannedVisit
from karta.services.workspace import Workspace
from karta.store import tokens, visit_book

HOME = "/tjanst/"
FILE = "/kalender.ics"
# What a calendar holds: what was of late, so that a change of yesterday's is seen, and what is planned.
BACK, AHEAD = timedelta(days=14), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose calendar a link is: the function, and the viewer that it makes of whoever holds it."""

    officer_id: str
    viewer: Viewer


def make(workspace: Workspace, viewer: Viewer, officer_id: str) -> str:
    """Return the token of a function's new link. Raises NotAllowedError, NotFoundError."""
    require(viewer, "plan_visits", WORKSPACE)
    token = tokens.new_token()
    with visit_act(workspace, viewer, "plan_visits", "make_visit_feed") as act:
        require_officer(act, viewer, officer_id)
        for row in act.rows("visit_feed", officer_id=officer_id, revoked_on=None):
            act.update("visit_feed", row["id"], {"revoked_on": workspace.today})
        values = {"officer_id": officer_id, "token_hash": tokens.hash_of(token), "made_on": workspace.today}
        act.insert("visit_feed", values)
    return token


def end(workspace: Workspace, viewer: Viewer, officer_id: str) -> None:
    """End a function's link: whoever holds it reads nothing any more. Raises NotAllowedError, NotFoundError."""
    require(viewer, "plan_visits", WORKSPACE)
    with visit_act(workspace, viewer, "plan_visits", "end_visit_feed") as act:
        require_officer(act, viewer, officer_id)
        for row in act.rows("visit_feed", officer_id=officer_id, revoked_on=None):
            act.update("visit_feed", row["id"], {"revoked_on": workspace.today})


def linked(workspace: Workspace, viewer: Viewer) -> frozenset[str]:
    """Return the ids of the functions that have a link which still holds."""
    require(viewer, "see_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.frame(reading, "visit_feed")
    return frozenset(rows.loc[rows["revoked_on"].isna(), "officer_id"])


def holder(workspace: Workspace, token: str) -> Holder:
    """Return whose calendar a link is. Raises NotFoundError `visit_feed_unknown` for none and an ended one alike."""
    with workspace.store.reading() as reading:
        feeds = visit_book.frame(reading, "visit_feed")
        officers = visit_book.frame(reading, "visit_officer")
    rows = feeds[(feeds["token_hash"] == tokens.hash_of(token)) & feeds["revoked_on"].isna()]
    own = [
        row
        for row in officers[officers["id"].isin(rows["officer_id"])].to_dict("records")
        # Whose function has ended reads nothing any more, whether or not anybody remembers the link.
        if row["until_day"] is None or row["until_day"] >= workspace.today
    ]
    if not own:
        raise NotFoundError("visit_feed_unknown")
    (row,) = own
    return Holder(row["id"], viewers.for_officer_feed(row["organisation_id"], row["name"]))


def planned(workspace: Workspace, who: Holder) -> list[PlannedVisit]:
    """Return the visits of a link's function, alone or along with another one, from two weeks back on, by time."""
    require(who.viewer, "see_visits", WORKSPACE)
    today = workspace.today
    rows = visits.listed(workspace, who.viewer, today - BACK, today + AHEAD)
    return [row for row in rows if who.officer_id in (row.officer_id, row.along_id)]
