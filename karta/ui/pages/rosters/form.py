"""The form of a new shift: filled in from a gap, or empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import streamlit as st

from karta.model import typed_days
from karta.model.place import PRESENCE_KINDS
from karta.model.shift import MAX_TEAM, MIN_TEAM, ShiftPlan
from karta.model.typed_numbers import MOST_ADULTS
from karta.privacy import WORKSPACE, allowed
from karta.services.register import organisations
from karta.services.rosters import shifts
from karta.ui import own_organisation
from karta.ui.context import Context
from karta.ui.pages.rosters import details as rosters_details
from karta.ui.pages.rosters import made

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewShift:
    """The shift that the form describes; `new_org` is an organisation that is not in the register yet.

    `afterwards`: it has been already, and is entered to be reported.
    """

    plan: ShiftPlan
    new_org: str
    afterwards: bool = False


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
    missing: int = MIN_TEAM,
) -> NewShift | None:
    """Show the fields inside a form; return what they say once it is sent, None until then.

    `suggested` is what is open nearby, to invite young people to; `missing` is how many adults are asked for.

    Raises
    ------
    InputError
        When what is filled in is no shift.
    """
    say = context.say
    if not fixed_day:
        chosen = st.date_input(say("rosters.day"), day, key=f"{key}_day", format="YYYY-MM-DD")
        day = chosen if isinstance(chosen, date) else day
    left, right = st.columns(2)
    first = left.time_input(say("rosters.start"), start, key=f"{key}_start", step=QUARTER)
    last = right.time_input(say("rosters.end"), end, key=f"{key}_end", step=QUARTER)
    # Columns of their own: on a phone the hours stand together, then the numbers.
    left, right = st.columns(2)
    least = left.number_input(
        say("rosters.min_team"), 1, MOST_ADULTS, min(MOST_ADULTS, max(MIN_TEAM, missing)), key=f"{key}_min"
    )
    most = right.number_input(
        say("rosters.max_team"), 1, MOST_ADULTS, min(MOST_ADULTS, max(MAX_TEAM, missing)), key=f"{key}_max"
    )
    purpose = rosters_details.ask_purpose(context, f"{key}_purpose")
    orgs, new_org = _organisations(context, key)
    weekly = st.checkbox(say("rosters.weekly"), key=f"{key}_weekly")
    left, right = st.columns(2)
    until = left.date_input(
        say("rosters.until"), None, key=f"{key}_until", format="YYYY-MM-DD", help=say("rosters.until_help")
    )
    without = right.text_input(
        say("rosters.exdates"), key=f"{key}_exdates", help=say("rosters.exdates_help"),
        placeholder=say("rosters.exdates_example"),
    )  # fmt: skip
    with st.expander(say("rosters.more")):
        kind = st.selectbox(
            say("rosters.kind"),
            PRESENCE_KINDS,
            key=f"{key}_kind",
            format_func=lambda name: say(f"roles.{name}"),
        )
        details = rosters_details.ask(context, key, suggested=suggested)
        afterwards = not fixed_day and st.checkbox(say("rosters.afterwards"), key=f"{key}_afterwards")
    if not st.form_submit_button(say("rosters.create"), type="primary", key=f"{key}_create"):
        return None
    # An organisation that is to be made has no id yet: a blank stands in for it.
    parties = tuple(orgs) or (("",) if new_org.strip() else ())
    plan = ShiftPlan(
        place_id, day, f"{first:%H:%M}", f"{last:%H:%M}", parties, kind=kind, min_team=int(least), max_team=int(most),
        weekly=weekly, until=until if weekly and isinstance(until, date) else None,
        exdates=typed_days.days(without, day), purpose=purpose, **details,
    )  # fmt: skip
    return NewShift(plan, new_org.strip(), afterwards=afterwards)


def store(context: Context, shift: NewShift) -> str:
    """Store the shift of a form, and the organisation that it names for the first time; return what it has become."""
    shift_id = shifts.create_shift(
        context.workspace,
        context.viewer,
        shift.plan,
        new_organisation=shift.new_org,
        afterwards=shift.afterwards,
    )
    return made.sentence(context, shift_id)


def _organisations(context: Context, key: str) -> tuple[list[str], str]:
    names = organisations.organisations(context.workspace, context.viewer)
    ids = list(names)
    chosen: list[str] = []
    if ids:
        first = own_organisation.first(context.viewer, names)
        chosen = st.multiselect(
            context.say("rosters.organisations"), ids, [first] if first else [], format_func=names.__getitem__,
            key=f"{key}_orgs", placeholder=context.say("rosters.organisations_choose"),
        )  # fmt: skip
    if not allowed(context.viewer, "add_organisations", WORKSPACE):
        return chosen, ""
    return chosen, st.text_input(context.say("rosters.new_org"), key=f"{key}_new_org")
