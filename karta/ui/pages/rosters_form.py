"""The form of a new shift: filled in from a gap, or empty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

import streamlit as st

from karta.model.place import PRESENCE_KINDS
from karta.model.shift import MAX_TEAM, MIN_TEAM, ShiftPlan
from karta.privacy import may
from karta.services import rosters
from karta.ui.app import Context
from karta.ui.pages import rosters_details

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says; `new_org` is an organisation that is not in the register yet."""

    plan: ShiftPlan
    new_org: str


def ask(
    context: Context,
    key: str,
    place_id: str,
    day: date,
    start: time,
    end: time,
    *,
    fixed_day: bool,
    suggested: Sequence[str] = (),
) -> Asked | None:
    """Show the fields inside a form; return what they say once it is sent, None until then.

    `suggested` is what is open nearby, to invite young people to.

    Raises
    ------
    InputError
        When what is filled in is no shift.
    """
    say = context.say
    if not fixed_day:
        found = st.date_input(say("rosters.day"), day, key=f"{key}_day", format="YYYY-MM-DD")
        day = found if isinstance(found, date) else day
    left, right = st.columns(2)
    first = left.time_input(say("rosters.start"), start, key=f"{key}_start", step=QUARTER)
    last = right.time_input(say("rosters.end"), end, key=f"{key}_end", step=QUARTER)
    # Columns of their own: on a phone the hours stand together, then the numbers.
    left, right = st.columns(2)
    least = left.number_input(say("rosters.min_team"), 1, 50, MIN_TEAM, key=f"{key}_min")
    most = right.number_input(say("rosters.max_team"), 1, 50, MAX_TEAM, key=f"{key}_max")
    orgs, new_org = _organisations(context, key)
    weekly = st.checkbox(say("rosters.weekly"), key=f"{key}_weekly")
    with st.expander(say("rosters.more")):
        until = st.date_input(
            say("rosters.until"),
            None,
            key=f"{key}_until",
            format="YYYY-MM-DD",
            help=say("rosters.until_help"),
        )
        without = st.text_input(
            say("rosters.exdates"),
            key=f"{key}_exdates",
            help=say("rosters.exdates_help"),
            placeholder="2026-12-25",
        )
        kind = st.selectbox(
            say("rosters.kind"),
            PRESENCE_KINDS,
            key=f"{key}_kind",
            format_func=lambda name: say(f"roles.{name}"),
        )
        details = rosters_details.ask(context, key, suggested=suggested)
    if not st.form_submit_button(say("rosters.create"), type="primary", key=f"{key}_create"):
        return None
    # An organisation that is to be made has no id yet: the plan is checked with a stand-in for it.
    known = tuple(orgs) or (("",) if new_org.strip() else ())
    plan = ShiftPlan(
        place_id, day, f"{first:%H:%M}", f"{last:%H:%M}", known, kind=kind, min_team=int(least), max_team=int(most),
        weekly=weekly, until=until if weekly and isinstance(until, date) else None,
        exdates=rosters_details.days(without), **details,
    )  # fmt: skip
    return Asked(plan, new_org.strip())


def store(context: Context, asked: Asked) -> str:
    """Store the shift of a form, and the organisation that it names for the first time; return the shift's id."""
    plan = asked.plan
    if asked.new_org:
        new = rosters.add_organisation(context.workspace, context.viewer, asked.new_org)
        plan = replace(plan, organisations=tuple(dict.fromkeys((*filter(None, plan.organisations), new))))
    return rosters.create_shift(context.workspace, context.viewer, plan)


def _organisations(context: Context, key: str) -> tuple[list[str], str]:
    names = rosters.organisations(context.workspace, context.viewer)
    ids = list(names)
    chosen: list[str] = []
    if ids:
        chosen = st.multiselect(
            context.say("rosters.organisations"), ids, ids[:1] if len(ids) == 1 else [], format_func=names.__getitem__,
            key=f"{key}_orgs", placeholder=context.say("rosters.organisations_choose"),
        )  # fmt: skip
    if not may(context.viewer, "edit_register"):
        return chosen, ""
    return chosen, st.text_input(context.say("rosters.new_org"), key=f"{key}_new_org")
