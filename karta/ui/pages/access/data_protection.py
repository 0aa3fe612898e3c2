"""The data protection officer's page: is the log whole, what is stored about people, a case."""

import json

import streamlit as st

from karta.errors import KartaError
from karta.i18n import text
from karta.services.access import auditing, looking
from karta.services.register import organisations
from karta.services.rosters import cases
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages import about
from karta.web import own_data

# As many looks as are shown, the latest.
MOST_LOOKS = 100
_FOUND = "case_found"


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.data_protection"))
    words.paragraph(context.say("cases.what"))
    words.heading(context.say("cases.log"))
    _log(context)
    words.heading(context.say("cases.stored"))
    _stored(context)
    words.heading(context.say("cases.looked"))
    _looked(context)
    words.heading(context.say("cases.case"))
    _case(context)


def _log(context: Context) -> None:
    words.paragraph(context.say("cases.log_what"))
    if not st.button(context.say("cases.log_check"), icon=":material/verified_user:"):
        return
    with st.spinner(context.say("register.working")):
        finding = auditing.verify(context.workspace, context.viewer)
    if finding.faults:
        words.paragraph(context.say("audit.unsound", count=len(finding.faults)), "fault")
        words.bullets([context.say(f"audit.fault_{each.kind}", where=each.where) for each in finding.faults])
        return
    facts = {"acts": finding.acts, "looks": finding.looks, "checkpoints": finding.checkpoints}
    words.paragraph(context.say("audit.sound", **facts, revision=finding.from_revision), "done")


def _stored(context: Context) -> None:
    counts = cases.counts(context.workspace, context.viewer)
    rows = [(context.say(f"cases.table_{name}"), count) for name, count in counts.items()]
    words.table([context.say("cases.kind"), context.say("cases.count")], rows, context.say("cases.stored"))
    about.show_retention(context)


def _looked(context: Context) -> None:
    """Show who has looked at what is logged, of one organisation: each sees the same of its own."""
    frame = organisations.admissions(context.workspace, context.viewer)
    names = dict(zip(frame["org_id"], frame["name"], strict=True))
    org = st.selectbox(
        context.say("register.organisation"), list(names), None, format_func=names.__getitem__,
        placeholder=context.say("register.choose"), key="case_looked",
    )  # fmt: skip
    if org is None:
        return
    looks = looking.who_looked(context.workspace, context.viewer, org)[:MOST_LOOKS]
    if not looks:
        words.paragraph(context.say("cases.looked_none"), "quiet")
        return
    say = context.say
    words.table(
        [say(f"register.looked_{name}") for name in ("day", "function", "organisation", "at")],
        [
            (on(context, look.day), look.function, look.organisation, say(f"register.looked_{look.data_class}"))
            for look in looks
        ],
        say("cases.looked"),
    )  # fmt: skip


def _case(context: Context) -> None:
    say = context.say
    words.paragraph(say("cases.case_what"))
    with st.form("case"):
        reference = st.text_input(
            say("cases.reference"), max_chars=cases.LONGEST_REFERENCE, key="case_reference"
        )
        sought = st.text_input(say("cases.sought"), max_chars=120, key="case_sought")
        sent = st.form_submit_button(say("cases.find"), type="primary")
    if sent:
        st.session_state.pop(_FOUND, None)
        try:
            found = cases.find(context.workspace, context.viewer, reference, sought)
        except KartaError as error:
            feedback.fault(context, error)
            return
        st.session_state[_FOUND] = (reference, found)
    reference, found = st.session_state.get(_FOUND, ("", None))
    if found is None:
        return
    words.paragraph(say("cases.found", count=len(found)), "quiet")
    for person in found:
        with st.container(border=True, key=f"case_{person.person_id}"):
            words.heading(person.name, 3)
            words.paragraph(
                say("cases.person", organisation=person.organisation, day=person.recorded_on), "quiet"
            )
            if st.button(say("cases.open"), key=f"open_{person.person_id}"):
                _open(context, reference, person)


def _open(context: Context, reference: str, person: cases.Found) -> None:
    """Show all that is stored about a person, to be read or taken along; it is kept nowhere on the page."""
    try:
        stored = cases.opened(context.workspace, context.viewer, reference, person.person_id)
    except KartaError as error:
        feedback.fault(context, error)
        return
    language = context.workspace.language
    for heading, rows in own_data.parts_of(stored, language):
        words.heading(heading, 4)
        words.bullets(rows or [text("web.own_nothing", language)])
    st.download_button(
        context.say("cases.take"), json.dumps(stored, ensure_ascii=False, indent=1), "uppgifter.json",
        "application/json", key=f"take_{person.person_id}", on_click="ignore",
    )  # fmt: skip
