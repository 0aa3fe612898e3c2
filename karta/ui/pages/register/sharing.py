"""Who may see what is an organisation's, in words, set by the organisation; and whom the coordinator acts for."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from karta.privacy import LEVELS, WORKSPACE, allowed, belonging_to
from karta.services.access import looking
from karta.services.register import agreements, organisations, sharing
from karta.ui import edits, feedback, own_organisation, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Texts
from karta.ui.pages.register import research_yes

# As many looks as are shown, the latest.
MOST_LOOKS = 50


def show(context: Context) -> None:
    """Show the levels of an organisation whose administrator is looking, and the form that sets them."""
    names = {
        row["org_id"]: row["name"]
        for row in organisations.admissions(context.workspace, context.viewer).to_dict("records")
        if allowed(context.viewer, "set_sharing", belonging_to(row["org_id"]))
    }
    _looked(context)
    if not names:
        return
    words.heading(context.say("register.sharing"))
    words.paragraph(context.say("register.sharing_what"))
    org = st.selectbox(
        context.say("register.organisation"), list(names), own_organisation.position(context.viewer, names),
        format_func=names.__getitem__, key="sharing_org", placeholder=context.say("register.choose"),
    )  # fmt: skip
    if org is not None:
        _form(context, org)
        research_yes.form(context, org)


def _looked(context: Context) -> None:
    """Show who has looked at gaps where one's own organisation has places, and at phones: function and organisation."""
    org = context.viewer.home_id
    if org is None or not allowed(context.viewer, "see_who_looked", belonging_to(org)):
        return
    say, looks = context.say, looking.who_looked(context.workspace, context.viewer, org)
    words.heading(say("register.looked"))
    words.paragraph(say("register.looked_what"))
    if not looks:
        words.paragraph(say("register.looked_none"), "quiet")
        return
    rows = [
        (on(context, look.day), look.function, look.organisation, say(f"register.looked_{look.data_class}"))
        for look in looks[:MOST_LOOKS]
    ]
    columns = [say(f"register.looked_{name}") for name in ("day", "function", "organisation", "at")]
    words.table(columns, rows, say("register.looked"))


def _form(context: Context, org: str) -> None:
    say = context.say

    def texts(levels: Mapping[str, str]) -> Texts:
        return {
            say(f"register.sharing_{field}"): say(f"register.level_{name}") for field, name in levels.items()
        }

    def stored() -> tuple[int, Texts]:
        levels, version = sharing.levels(context.workspace, context.viewer, org)
        return version, texts(levels)

    levels, version = sharing.levels(context.workspace, context.viewer, org)
    edit = edits.opened(f"sharing_{org}", levels, version, texts(levels))
    with st.form(f"sharing_{org}", border=True):
        chosen = {
            field: st.radio(
                say(f"register.sharing_{field}"), LEVELS, LEVELS.index(level),
                format_func=lambda name: say(f"register.level_{name}"),
                captions=[say(f"register.level_{name}_who") for name in LEVELS],
                key=edit.key(f"sharing_{field}_{org}", say(f"register.sharing_{field}")),
            )
            for field, level in edit.row.items()
        }  # fmt: skip
        words.paragraph(say("register.sharing_record"), "note")
        sent = st.form_submit_button(say("register.sharing_set"), type="primary")
    if sent:
        act = partial(
            sharing.set_levels, context.workspace, context.viewer, org, chosen, version=edit.version
        )
        feedback.save(context, edit, act, "register.sharing_saved", texts(chosen), stored)
    edits.compare(context, edit)


def agreed(context: Context) -> None:
    """Show for whom the coordinator acts, and the form that notes or takes back that one has asked."""
    if not allowed(context.viewer, "note_agreement", WORKSPACE) or context.viewer.role == "local":
        return
    say = context.say
    words.heading(say("register.agreements"))
    words.paragraph(say("register.agreements_what"))
    rows = agreements.listed(context.workspace, context.viewer)
    words.bullets(
        [
            say(
                "register.agreement",
                org=row.name,
                how=row.how,
                by=row.by or "\u2013",
                day=on(context, row.noted_on),
            )
            for row in rows
            if row.how and row.noted_on is not None
        ]
    )
    names = {row.org_id: row.name for row in rows}
    with st.form("agreement", border=True):
        org = st.selectbox(
            say("register.organisation"), list(names), None, format_func=names.__getitem__,
            placeholder=say("register.choose"),
        )  # fmt: skip
        how = st.text_input(say("register.agreement_how"), help=say("register.agreement_help"), max_chars=80)
        sent = st.form_submit_button(say("register.agreement_note"))
    if sent and org is not None:
        version = next(row.version for row in rows if row.org_id == org)
        feedback.perform(
            context,
            lambda: agreements.note(context.workspace, context.viewer, org, how, version=version),
            "register.agreement_noted",
        )
