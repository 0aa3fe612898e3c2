"""A file of what young people have said: shown as it would stand, stored as one act, told by row what is not taken."""

from datetime import date

import streamlit as st

from karta.i18n import text
from karta.services.needs import voice_files, voices
from karta.services.needs.voice_files import SurveyFile
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.visits import files

TYPES, KEY = ("xlsx", "csv"), "survey_file"


def show(context: Context) -> None:
    """Show the box for a file, what it says, and the form that stores it."""
    say = context.say
    with st.expander(say("voices.file")):
        words.paragraph(say("voices.file_lead"), "quiet")
        read: SurveyFile | None = files.read_box(context, KEY, voice_files.survey_in, TYPES)
        if read is None:
            return
        if read.told:
            heads = [say(f"voices.column_{name}") for name in ("place", "when", "said")]
            words.table(heads, _lines(context, read), say("visits.file_preview"))
        else:
            words.paragraph(say("voices.file_nothing"), "note")
        files.faults(context, read.issues)
        if read.told:
            _form(context, read)


def _lines(context: Context, read: SurveyFile) -> list[list[str]]:
    language = context.workspace.language
    return [
        [
            read.names[each.place_id],
            f"{', '.join(text(f'days.{token}', language) for token in each.days.split(';'))} "
            f"{each.start}\u2013{each.end}",
            text(f"voices.said_{each.wish}", language, young=each.young),
        ]
        for each in read.told
    ]


def _form(context: Context, read: SurveyFile) -> None:
    say = context.say
    with st.form("survey_store", border=False):
        name = st.text_input(say("voices.file_name"), max_chars=80)
        by = st.text_input(say("voices.file_by"), max_chars=80)
        asked_on = st.date_input(say("voices.file_on"), context.workspace.today, format="YYYY-MM-DD")
        answers = st.number_input(say("voices.file_answers"), 0, voices.MOST_YOUNG, None)
        sent = st.form_submit_button(say("voices.file_store", count=len(read.told)), type="primary")
    if sent and isinstance(asked_on, date):
        day, count = asked_on, int(answers or 0)

        def store() -> int:
            voices.add(
                context.workspace,
                context.viewer,
                read.told,
                name=name,
                asked_by=by,
                asked_on=day,
                answers=count,
            )
            return len(read.told)

        feedback.perform(context, files.emptying(KEY, store), "voices.file_stored")
