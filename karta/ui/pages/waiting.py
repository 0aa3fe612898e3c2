"""What waits for whoever is looking, counted as the pages count it: each line leads to where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, allowed
from karta.services.follow_up import shift_reports
from karta.services.importing import unplaced_rows
from karta.services.needs import deciding, measures, meetings, requests
from karta.services.needs.request_rights import PROPOSED
from karta.services.rosters import joining, swaps
from karta.services.rosters.occurrences import resource_of
from karta.ui import words
from karta.ui.context import PART, Context, page_link
from karta.ui.pages.register import admission, feeds
from karta.ui.pages.rosters import cached_occurrences


@dataclass(frozen=True)
class Waiting:
    """So many of something (`ui.waits_NAME`) that the viewer can do something about, on a part of a page."""

    name: str
    page: str
    part: str
    count: int


def show(context: Context) -> None:
    """Show what waits; nothing at all to whom nothing can wait for."""
    possible = list(_waiting(context))
    if not possible:
        return
    words.heading(context.say("ui.waits_title"))
    waits = [one for one in possible if one.count]
    if not waits:
        words.paragraph(context.say("ui.waits_none"), "quiet")
    with st.container(horizontal=True, gap="small", key="karta_waits"):
        for one in waits:
            page_link(one.page, context.say(f"ui.waits_{one.name}", count=one.count), **{PART: one.part})


def _waiting(context: Context) -> Iterator[Waiting]:
    """Give whatever may wait for the viewer, also where nothing does."""
    workspace, viewer = context.workspace, context.viewer

    def may(act: str) -> bool:
        return bool(allowed(viewer, act, WORKSPACE))

    if may("answer_asked") or may("answer_raised"):
        rows = requests.visible(workspace, viewer)
        kinds = rows.loc[rows["mine_to_answer"].astype(bool), "kind"]
        proposals = int((kinds == PROPOSED).sum())
        yield Waiting("requests", "requests", "open", len(kinds) - proposals)
        yield Waiting("proposals", "requests", "open", proposals)
    if may("swap_shifts"):
        yield Waiting("swaps", "rosters", "ahead", len(swaps.waiting(workspace, viewer)))
    if may("plan_shifts"):
        short = _own(context, "plan_shifts", cached_occurrences.ahead(context).understaffed)
        yield Waiting("shifts", "rosters", "ahead", len(short))
    if may("report_shifts"):
        yield Waiting("reports", "rosters", "past", _unreported(context))
    if may("see_people"):
        yield Waiting("people", "rosters", "people", joining.waiting(workspace, viewer))
    if may("decide_need"):
        due = len(deciding.due(workspace, viewer)) + len(deciding.without_responsible(workspace, viewer))
        yield Waiting("needs", "needs", "review", due)
    if may("edit_measures"):
        yield Waiting("measures", "follow_up", "measures", len(measures.to_look_at(workspace, viewer)))
        yield Waiting("tasks", "follow_up", "meetings", len(meetings.late(workspace, viewer)))
    if may("import_files"):
        yield Waiting("rows", "register", "waiting", len(unplaced_rows.waiting(workspace, viewer)))
    if may("admit_organisations"):
        yield Waiting("organisations", "register", "organisations", len(admission.waiting(context)))
    if feeds.may(context):
        yield Waiting("feeds", "register", "feeds", feeds.waiting(context))


def _own(context: Context, act: str, occurrences: list[ShiftOccurrence]) -> list[ShiftOccurrence]:
    """Return those of the occurrences that the viewer may do something with."""
    return [each for each in occurrences if allowed(context.viewer, act, resource_of(each))]


def _unreported(context: Context) -> int:
    """Return how many shifts that are over, and were held, nobody has reported yet."""
    outcomes = shift_reports.reported(context.workspace, context.viewer)
    own = _own(context, "report_shifts", cached_occurrences.past(context))
    return sum(
        not each.cancelled
        and each.end <= context.workspace.now()
        and not any((party.party_id, each.held_on) in outcomes for party in each.parties)
        for each in own
    )
