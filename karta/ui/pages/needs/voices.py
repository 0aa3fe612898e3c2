"""Unga tycker: what young people have said as groups, beside the decided need, and what became of it."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs import voice_note, voices
from karta.services.needs.voices import Survey, Voice
from karta.ui import feedback, rule_sentences, words
from karta.ui.context import Context
from karta.ui.pages.needs import voices_file

COLUMNS = ("place", "when", "said", "need", "became")


def show(context: Context) -> None:
    """Show a survey, and what may be done with it."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    words.paragraph(say("voices.lead"))
    surveys = {each.survey_id: each for each in voices.surveys(workspace, viewer)}
    may_keep = bool(allowed(viewer, "keep_voices", WORKSPACE))
    if surveys:
        _survey(context, surveys, may_keep=may_keep)
    else:
        words.paragraph(say("voices.none"), "quiet")
    if may_keep:
        voices_file.show(context)


def _survey(context: Context, surveys: dict[str, Survey], *, may_keep: bool) -> None:
    say, workspace, viewer = context.say, context.workspace, context.viewer
    survey_id = st.selectbox(
        say("voices.survey"), list(surveys), format_func=lambda each: surveys[each].name,
        key="voices_survey_" + "_".join(surveys),
    )  # fmt: skip
    survey = surveys[survey_id]
    words.paragraph(say("voices.about", **voice_note.facts(survey, workspace.language)))
    rows = voices.voices(workspace, viewer, survey_id)
    heads = [say(f"voices.column_{name}") for name in COLUMNS]
    words.table(heads, [_line(context, row) for row in rows], survey.name)
    st.download_button(
        say("voices.note"), lambda: voice_note.note(workspace, viewer, survey_id), key="voice_note",
        file_name="unga-tycker.pdf", mime="application/pdf", icon=":material/picture_as_pdf:", on_click="ignore",
    )  # fmt: skip
    if not may_keep:
        return
    _answer(context, rows)
    if st.button(say("voices.remove"), key=f"voices_remove_{survey_id}"):
        act = partial(voices.remove, workspace, viewer, survey_id, version=survey.version)
        feedback.perform(context, act, "voices.removed")


def _line(context: Context, row: Voice) -> list[str]:
    language = context.workspace.language
    _, said, became = voice_note.line(row, language)
    need = " ".join(rule_sentences.what(context, rule) for rule in row.rules)
    return [row.place, _when(context, row), said, need or context.say("voices.need_none"), became]


def _when(context: Context, row: Voice) -> str:
    return f"{rule_sentences.days(context, row.told.days)} {row.told.start}\u2013{row.told.end}"


def _answer(context: Context, rows: list[Voice]) -> None:
    say = context.say
    by_id = {row.wish_id: row for row in rows}

    def name(wish_id: str) -> str:
        row = by_id[wish_id]
        return (
            f"{row.place}, {_when(context, row)}: {say(f'voices.said_{row.told.wish}', young=row.told.young)}"
        )

    with st.form("voices_answer", border=True):
        words.heading(say("voices.answer"), 3)
        wish_id = st.selectbox(
            say("voices.answer_row"),
            list(by_id),
            None,
            format_func=name,
            placeholder=say("voices.choose_row"),
        )
        outcome = st.radio(
            say("voices.answer_outcome"), voices.OUTCOMES, None,
            format_func=lambda each: say(f"voices.outcome_{each}"),
        )  # fmt: skip
        by = st.text_input(say("voices.answer_by"), max_chars=80)
        sent = st.form_submit_button(say("voices.answer_save"), type="primary")
    if sent and wish_id is not None and outcome is not None:
        act = partial(
            voices.answer,
            context.workspace,
            context.viewer,
            wish_id,
            outcome,
            by,
            version=by_id[wish_id].version,
        )
        feedback.perform(context, act, "voices.answered")
