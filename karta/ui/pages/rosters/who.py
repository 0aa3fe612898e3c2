"""Who could walk on an organisation's shifts: proposed, looked at, and asked; nobody goes before their own yes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, allowed, policy_key
from karta.services.planning import rosters
from karta.services.planning.roster_people import Pick
from karta.services.planning.rosters import LeftShift, ProposedPerson, ProposedShift, RosterProposal
from karta.services.rosters import asking
from karta.services.rosters.occurrences import when_text
from karta.services.search import Search
from karta.ui import feedback, own_organisation, solving, words
from karta.ui.context import Context
from karta.ui.solving import Task

_WANTED = "karta_who_wanted"


@dataclass(frozen=True)
class _Wanted:
    """What a proposal is wanted for, which pairs stay in it, and which are not to be made."""

    org_id: str
    weeks: int
    locked: frozenset[Pick] = frozenset()
    rejected: frozenset[Pick] = frozenset()


def show(context: Context) -> None:
    """Show for whom and for how long a proposal is wanted, and the proposal."""
    say = context.say
    if not allowed(context.viewer, "plan_rosters", WORKSPACE):
        words.paragraph(say("rosters.people_not_yours"), "quiet")
        return
    words.paragraph(say("rosters.who_lead"))
    names = rosters.organisations(context.workspace, context.viewer)
    if not names:
        words.paragraph(say("rosters.who_no_people"), "quiet")
        return
    first = own_organisation.first(context.viewer, names) or next(iter(names))
    with st.form("who", border=True):
        columns = st.columns([3, 1, 1], vertical_alignment="bottom")
        org = columns[0].selectbox(
            say("rosters.organisation"), list(names), list(names).index(first), format_func=names.__getitem__,
            key="who_org",
        )  # fmt: skip
        weeks = columns[1].number_input(say("visits.weeks"), 1, rosters.MOST_WEEKS, 1, key="who_weeks")
        if columns[2].form_submit_button(say("rosters.suggest_ask"), type="primary"):
            solving.forget("who")
            st.session_state[_WANTED] = _Wanted(org, int(weeks))
    wanted: _Wanted | None = st.session_state.get(_WANTED)
    if wanted is None or wanted.org_id not in names:
        return
    try:
        proposal = _searched(context, wanted)
    except KartaError as error:
        feedback.fault(context, error)
        return
    if proposal is not None:
        _asked(context, wanted.org_id)
        _proposal(context, wanted, proposal)


def _version(context: Context, wanted: _Wanted) -> str:
    """Return the cache key of a proposal: who sees it, what is stored, and the hour, as what has begun is left out."""
    hour = context.workspace.now().replace(minute=0, second=0, microsecond=0)
    revision = context.workspace.store.revision()
    wants = wanted.org_id, wanted.weeks, sorted(wanted.locked), sorted(wanted.rejected)
    return f"{context.workspace.folder}|{revision}|{hour}|{policy_key()}|{context.viewer.scope}|{wants}"


def _searched(context: Context, wanted: _Wanted) -> RosterProposal | None:
    """Return the proposal, None while it is searched for; whatever is stored meanwhile makes it anew."""
    first = context.workspace.service_day

    def do(search: Search[RosterProposal]) -> RosterProposal:
        return rosters.propose(
            context.workspace, context.viewer, wanted.org_id, first, 7 * wanted.weeks,
            locked=wanted.locked, rejected=wanted.rejected, search=search,
        )  # fmt: skip

    def tell(best: RosterProposal) -> str:
        return context.say("rosters.who_best", count=len(best.shifts))

    return solving.solved(context, Task("who", _version(context, wanted), rosters.SECONDS, do, tell))


def _asked(context: Context, org_id: str) -> None:
    """Show who has been asked and not answered; of those who said no there is nothing to show."""
    rows = asking.open_asks(context.workspace, context.viewer, org_id)
    if not rows:
        return
    say = context.say
    words.heading(say("rosters.who_asked", count=len(rows)), 3)
    words.paragraph(say("rosters.who_asked_what"), "quiet")
    for row in rows:
        key = f"{row.occurrence.occurrence_id}_{row.person_id}"
        with st.container(horizontal=True, vertical_alignment="center"):
            words.paragraph(" · ".join([row.name, _where(context, row.occurrence)]))
            if st.button(say("rosters.who_withdraw"), key=f"ask_back_{key}"):
                act = partial(
                    asking.withdraw, context.workspace, context.viewer, row.occurrence.occurrence_id, row.person_id
                )  # fmt: skip
                feedback.perform(context, act, "rosters.who_withdrawn")


def _proposal(context: Context, wanted: _Wanted, proposal: RosterProposal) -> None:
    say = context.say
    if not proposal.shifts and not proposal.left:
        words.paragraph(say("rosters.who_nothing"), "note")
        return
    words.heading(say("rosters.who_found", count=len(proposal.shifts)))
    words.paragraph(
        say("rosters.who_sums", count=proposal.volunteers, said=proposal.said, over=proposal.over), "quiet"
    )
    chosen: set[Pick] = set()
    for row in proposal.shifts:
        chosen |= _shift(context, wanted, proposal, row)
    if proposal.picks:
        words.paragraph(say("rosters.who_only_yes"), "quiet")
        if st.button(
            say("rosters.who_ask_all", count=len(chosen)),
            type="primary",
            key="who_ask_all",
            disabled=not chosen,
        ):
            _ask(context, proposal, chosen)
    _left(context, proposal.left)


def _shift(
    context: Context, wanted: _Wanted, proposal: RosterProposal, row: ProposedShift
) -> frozenset[Pick]:
    """Show a shift with those who could be asked, and return the pairs that are chosen."""
    say, shift_id = context.say, row.shift.occurrence_id
    fresh = frozenset((shift_id, each.person_id) for each in row.people if not each.is_asked)
    chosen: set[Pick] = set()
    with st.container(border=True):
        words.heading(_where(context, row.shift), 3)
        words.paragraph(say("rosters.who_there", count=row.shift.adults, least=row.shift.min_team), "quiet")
        for each in row.people:
            if each.is_asked:
                words.paragraph(say("rosters.who_waits", name=_named(context, each)))
            elif st.checkbox(
                words.plain(_named(context, each)), value=True, key=f"who_{shift_id}_{each.person_id}"
            ):
                chosen.add((shift_id, each.person_id))
        if not fresh:
            return frozenset()
        is_locked = fresh <= wanted.locked
        with st.container(horizontal=True):
            if st.button(
                say("rosters.who_ask", count=len(chosen)), key=f"who_ask_{shift_id}", disabled=not chosen
            ):
                _ask(context, proposal, chosen)
            st.button(
                say("rosters.who_unlock" if is_locked else "rosters.who_lock"), key=f"who_lock_{shift_id}",
                on_click=_keep, args=(wanted, fresh, is_locked),
            )  # fmt: skip
            st.button(
                say("rosters.who_others"), key=f"who_others_{shift_id}", disabled=is_locked,
                on_click=_reject, args=(wanted, fresh - chosen or fresh),
            )  # fmt: skip
    return frozenset(chosen)


def _ask(context: Context, proposal: RosterProposal, chosen: Collection[Pick]) -> None:
    act = partial(rosters.accept, context.workspace, context.viewer, proposal, chosen)
    feedback.perform(context, act, "rosters.who_done", count=len(chosen))


def _keep(wanted: _Wanted, pairs: frozenset[Pick], is_locked: bool) -> None:  # noqa: FBT001 - Streamlit hands it on
    locked = wanted.locked - pairs if is_locked else wanted.locked | pairs
    st.session_state[_WANTED] = replace(wanted, locked=locked)


def _reject(wanted: _Wanted, pairs: frozenset[Pick]) -> None:
    st.session_state[_WANTED] = replace(wanted, rejected=wanted.rejected | pairs)


def _left(context: Context, rows: tuple[LeftShift, ...]) -> None:
    """Show the shifts that find nobody, why, and what would help."""
    say = context.say
    if not rows:
        words.paragraph(say("rosters.who_all"), "done")
        return
    words.heading(say("rosters.who_left", count=len(rows)))
    words.paragraph(say("rosters.who_left_what"), "quiet")
    for row in rows:
        with st.container(border=True):
            words.heading(_where(context, row.shift), 3)
            if not row.shift.missing:
                words.paragraph(say("rosters.who_role_alone"), "quiet")
            reasons = ", ".join(say(f"rosters.who_reason.{code}", count=count) for code, count in row.reasons)
            words.paragraph(reasons)
            if row.changes:
                words.paragraph(say("rosters.who_helps"), "quiet")
                words.bullets([say(f"rosters.who_change.{code}", name=name) for code, name in row.changes])


def _where(context: Context, shift: ShiftOccurrence) -> str:
    return " ".join([when_text(context.workspace, shift), shift.place or context.say("rosters.no_place")])


def _named(context: Context, each: ProposedPerson) -> str:
    return " · ".join([each.name, *([context.say(f"web.role_{each.role}")] if each.role else [])])
