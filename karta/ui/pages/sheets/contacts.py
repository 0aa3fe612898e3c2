"""The list of whom to call, as it stands on the walk sheets: functions and numbers, typed in or read from a file."""

from functools import partial

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs.proposals import About
from karta.services.register import contacts, organisations, town
from karta.ui import edits, feedback, propose, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.view import View

USUAL = ("social", "officer")


def show(context: Context, _shown: View) -> None:
    """Show the list, and the forms that add to it and take away from it."""
    words.paragraph(context.say("contacts.lead"))
    rows = contacts.contacts(context.workspace, context.viewer)
    if rows.empty:
        words.paragraph(context.say("contacts.none"), "quiet")
    else:
        words.bullets([_line(context, row) for row in rows.to_dict("records")])
    things: dict[tuple[About, str], str] = {
        ("contact", str(row["id"])): _line(context, row) for row in rows.to_dict("records")
    }
    propose.show(context, things, "contacts")
    if not allowed(context.viewer, "edit_contacts", WORKSPACE):
        return
    _add(context)
    if len(rows):
        _remove(context, rows)


def _line(context: Context, row: dict[str, object]) -> str:
    area = row["area"] or context.say("ui.whole_municipality")
    facts = [f"{row['function']}: {row['channel']}", row["hours"], row["organisation"], area]
    if not row["in_force"]:
        facts.append(context.say("contacts.ended"))
    elif row["valid_to"] is not None:
        facts.append(context.say("contacts.until", day=on(context, row["valid_to"])))  # type: ignore[arg-type]
    return " · ".join(str(part) for part in facts if part)


def _add(context: Context) -> None:
    say = context.say
    areas = town.areas(context.workspace, context.viewer)
    names: dict[str | None, str] = {None: say("ui.whole_municipality")}
    names |= dict(zip(areas["area_id"], areas["name"], strict=True))
    orgs: dict[str | None, str] = {None: "\u2013"}
    orgs.update({**organisations.organisations(context.workspace, context.viewer)})
    with st.form("contact_new", border=False):
        what, number, hours = st.columns([3, 2, 3])
        function = what.selectbox(
            say("contacts.function"), [say(f"sheets.call_{name}") for name in USUAL], accept_new_options=True,
            help=say("contacts.function_help"),
        )  # fmt: skip
        channel = number.text_input(say("contacts.channel"), max_chars=40)
        answers = hours.text_input(
            say("contacts.hours"), max_chars=80, placeholder=say("contacts.hours_example")
        )
        where, whose, until = st.columns([3, 3, 2])
        area = where.selectbox(say("contacts.area"), list(names), format_func=names.__getitem__)
        org = whose.selectbox(say("contacts.organisation"), list(orgs), format_func=orgs.__getitem__)
        last = until.date_input(
            say("contacts.valid_to"), None, min_value=context.workspace.today, format="YYYY-MM-DD"
        )
        sent = st.form_submit_button(say("contacts.add"), type="primary")
    if sent:
        feedback.perform(
            context,
            partial(
                contacts.add_contact, context.workspace, context.viewer, function=function or "", channel=channel,
                area_id=area, organisation_id=org, hours=answers, valid_to=last,
            ),
            "contacts.added", function=(function or "").strip(), channel=channel.strip(),
        )  # fmt: skip


def _remove(context: Context, rows: pd.DataFrame) -> None:
    # The list stays as it was shown: a row that comes or goes must not change which one is chosen.
    edit = edits.opened("contact_remove", rows, list(rows["id"]), {})
    rows = edit.row
    with st.expander(context.say("contacts.remove_title")):
        lines = {str(row["id"]): _line(context, row) for row in rows.to_dict("records")}
        chosen = st.selectbox(
            context.say("contacts.which"),
            list(lines),
            format_func=lines.__getitem__,
            key=edit.watch("_".join(["contact", *lines])),
        )
        if st.button(context.say("contacts.remove")):
            feedback.perform(
                context,
                partial(contacts.remove_contact, context.workspace, context.viewer, chosen),
                "contacts.removed", what=lines[chosen],
            )  # fmt: skip
