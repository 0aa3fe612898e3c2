"""The forms that note an agreement, change one, or let it end."""

from functools import partial

import streamlit as st

from karta.services.follow_up import agreements
from karta.services.follow_up.agreements import AgreedTerms, Agreement
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context, listed: list[Agreement]) -> None:
    """Show the forms; an agreement is changed and ended where there is one."""
    words.heading(context.say("agreements.new"))
    terms = _form(context, "agreement_new", None)
    if terms is not None:
        act = partial(agreements.make, context.workspace, context.viewer, terms)
        feedback.perform(context, act, "agreements.added")
    if listed:
        with st.expander(context.say("agreements.change_title")):
            _change(context, listed)


def _change(context: Context, listed: list[Agreement]) -> None:
    say = context.say
    # The list stays as it was shown: an agreement that comes or goes must not change which one is chosen.
    edit = edits.opened("agreement_change", listed, [each.version for each in listed], {})
    by_id = {each.agreement_id: each for each in edit.row}
    names = {
        key: f"{each.association} · {each.counterpart}, {each.terms.valid_from}"
        for key, each in by_id.items()
    }
    key = edit.watch("_".join(["agreement", *names, *(str(each.version) for each in edit.row)]))
    chosen = by_id[st.selectbox(say("agreements.which"), list(names), format_func=names.__getitem__, key=key)]
    at = {"version": chosen.version}
    terms = _form(context, f"agreement_{chosen.agreement_id}_{chosen.version}", chosen.terms)
    if terms is not None:
        act = partial(agreements.change, context.workspace, context.viewer, chosen.agreement_id, terms, **at)
        feedback.perform(context, act, "agreements.added")
    last = st.date_input(
        say("agreements.end_last"), context.workspace.today, format="YYYY-MM-DD", key="agreement_last"
    )
    if st.button(say("agreements.end"), key="agreement_end"):
        end = partial(agreements.end, context.workspace, context.viewer, chosen.agreement_id, last, **at)
        feedback.perform(context, end, "agreements.ended", last=on(context, last))


def _form(context: Context, key: str, terms: AgreedTerms | None) -> AgreedTerms | None:
    """Show a form, filled in with terms, and return what is in it when it is sent."""
    say, today = context.say, context.workspace.today
    is_new = terms is None
    shown = terms or AgreedTerms("", "", 0.0, today, today, "")
    orgs = {"": "–", **organisations.organisations(context.workspace, context.viewer)}
    frame = register_places.places(context.workspace, context.viewer)
    places = dict(zip(frame["id"], frame["name"], strict=True))

    def party(column: "st.delta_generator.DeltaGenerator", name: str, org: str | None) -> str:
        ids = list(orgs)
        position = ids.index(org) if org in orgs else 0
        return str(column.selectbox(say(f"agreements.{name}"), ids, position, format_func=orgs.__getitem__))

    with st.form(key, border=False):
        left, right = st.columns(2)
        association = party(left, "association", shown.association_id)
        counterpart = party(right, "counterpart", shown.counterpart_id)
        left, right = st.columns(2)
        hours = left.number_input(say("agreements.hours"), 0.0, agreements.MOST_HOURS, shown.promised_ah)
        decided_by = right.text_input(say("agreements.decided_by"), shown.decided_by, max_chars=80)
        left, right = st.columns(2)
        first = left.date_input(say("agreements.first"), shown.valid_from, format="YYYY-MM-DD")
        last = right.date_input(say("agreements.last"), shown.valid_to, format="YYYY-MM-DD")
        where = st.multiselect(
            say("agreements.places"), list(places), [place for place in shown.place_ids if place in places],
            format_func=places.__getitem__, placeholder=say("agreements.choose"),
        )  # fmt: skip
        left, right = st.columns(2)
        most = agreements.LONGEST
        gives = left.text_input(say("agreements.association_gives"), shown.association_gives, max_chars=most)
        gets = right.text_input(say("agreements.counterpart_gives"), shown.counterpart_gives, max_chars=most)
        left, right = st.columns(2)
        per_walk = left.number_input(
            say("agreements.kronor_per_walk"), 0.0, agreements.MOST_KRONOR, shown.kronor_per_walk
        )
        paid_by = party(right, "paid_by", shown.paid_by_id)
        kronor = st.number_input(say("agreements.kronor_field"), 0.0, agreements.MOST_KRONOR, shown.kronor)
        sent = st.form_submit_button(
            say("agreements.add" if is_new else "agreements.change"),
            type="primary" if is_new else "secondary",
        )
    if not sent:
        return None
    return AgreedTerms(
        association, counterpart, hours, first, last, decided_by, tuple(where), gives, gets, kronor, per_walk,
        paid_by or None,
    )  # fmt: skip
