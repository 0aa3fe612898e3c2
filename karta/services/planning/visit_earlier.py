"""Visits that took place before Karta knew of any: noted by who plans, so that a first plan stands at once."""

from collections.abc import Collection
from datetime import timedelta

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import day_bounds
from karta.model.walltime import parse_time
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import visit_terms
from karta.services.planning.visit_files import Earlier
from karta.services.planning.visit_officers import require_officer, visit_act
from karta.services.planning.visit_question import HELD
from karta.services.planning.visits import has_begun, here
from karta.services.workspace import Workspace
from karta.store.visit_book import HISTORY_DAYS


def add(workspace: Workspace, viewer: Viewer, officer_id: str | None, visits: Collection[Earlier]) -> int:
    """Store visits that took place, by a function (None: one that has left), and return how many were new. One act.

    Raises
    ------
    ConflictError
        `visit_ahead` for one that has not begun.
    InputError
        `visit_too_old` for one that would be taken out again, and a time that is none.
    NotFoundError
        `place_missing` for a place that is no venue.
    """
    require(viewer, "plan_visits", WORKSPACE)
    now = here(workspace)
    oldest = now.date() - timedelta(days=HISTORY_DAYS)
    venues = {venue.place_id for venue in visit_terms.venues(workspace, viewer)}
    with visit_act(workspace, viewer, "plan_visits", "add_earlier_visits", f"{len(visits)}") as act:
        if officer_id is not None:
            require_officer(act, viewer, officer_id)
        there = {(row["place_id"], row["date"], row["start"]) for row in act.rows("visit")}
        new = {(each.place_id, each.day, each.start): each for each in visits}
        chosen = [each for key, each in new.items() if key not in there]
        for each in chosen:
            day_bounds.checked(each.day)
            parse_time(each.end)
            if each.place_id not in venues:
                raise NotFoundError("place_missing")
            if each.day < oldest:
                raise InputError("visit_too_old", days=HISTORY_DAYS)
            if not has_begun(now, each.day, each.start):
                raise ConflictError("visit_ahead")
            act.insert(
                "visit",
                {
                    "place_id": each.place_id, "date": each.day, "start": each.start, "end": each.end,
                    "officer_id": officer_id, "state": HELD,
                },
            )  # fmt: skip
    return len(chosen)
