"""Who operates the workspace, and what goes when: for everybody to read, for the coordinator to set."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.access import light_languages, operator, retention
from karta.services.access.operator import Operator
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages import open_side


def show(context: Context) -> None:
    """Show who operates the workspace, with its form, and what retention does."""
    words.heading(context.say("ui.operator_title"))
    _operator(context)
    if allowed(context.viewer, "edit_settings", WORKSPACE):
        words.heading(context.say("ui.languages_title"))
        _languages(context)
    open_side.show(context)
    if allowed(context.viewer, "see_retention", WORKSPACE):
        words.heading(context.say("ui.retention_title"))
        show_retention(context)


def foot(context: Context) -> str:
    """Return who operates the workspace, in a sentence for the foot of every page; "" where nobody has said so."""
    who = operator.in_words(context.workspace)
    return context.say("ui.operated_by", who=who) if who else ""


def banner(context: Context) -> str:
    """Return what whoever hands something in must know where an authority operates the workspace, else ""."""
    stated, _ = operator.operator(context.workspace)
    return context.say("ui.authority_banner", who=stated.name) if stated.is_authority and stated.name else ""


def _operator(context: Context) -> None:
    say, workspace = context.say, context.workspace
    stated, versions = operator.operator(workspace)
    words.paragraph(foot(context) or say("ui.operator_none"))
    if not allowed(context.viewer, "edit_settings", WORKSPACE):
        return
    with st.expander(say("ui.operator_edit")), st.form("operator", border=False):
        name = st.text_input(say("ui.operator_name"), stated.name, key="operator_name")
        contact = st.text_input(say("ui.operator_contact"), stated.contact, key="operator_contact")
        is_authority = st.checkbox(
            say("ui.operator_authority"), stated.is_authority, key="operator_authority"
        )
        if st.form_submit_button(say("ui.operator_save")):
            new = Operator(name, contact, is_authority)
            act = partial(operator.set_operator, workspace, context.viewer, new, versions=versions)
            feedback.perform(context, act, "ui.operator_saved")


def _languages(context: Context) -> None:
    """Show which drafts of the light pages are shown, the texts to review, and who stands for them."""
    say, workspace = context.say, context.workspace
    words.paragraph(say("ui.languages_what"))
    unchanged = light_languages.published_as_they_are(workspace)
    for code, setting in light_languages.reviews(workspace).items():
        language = say(f"ui.language_{code}")
        state = "draft" if not setting.value else "reviewed" if code in unchanged else "changed"
        words.paragraph(say(f"ui.languages_{state}", language=language, who=setting.value))
        with (
            st.expander(say("ui.languages_who", language=language)),
            st.form(f"language_{code}", border=False),
        ):
            who = st.text_input(
                say("ui.languages_who", language=language), setting.value or "", key=f"reviewed_{code}"
            )
            if st.form_submit_button(say("ui.languages_save"), key=f"save_language_{code}"):
                act = partial(
                    light_languages.set_reviewer,
                    workspace,
                    context.viewer,
                    code,
                    who,
                    version=setting.version,
                )
                feedback.perform(context, act, "ui.languages_saved")
        st.download_button(
            say("ui.languages_texts", language=language), light_languages.to_review(code),
            f"karta-{code}.csv", "text/csv", key=f"texts_{code}", on_click="ignore",
        )  # fmt: skip


def show_retention(context: Context) -> None:
    """Show when names go, or went, for who may see it."""
    say = context.say
    words.paragraph(say("ui.retention_what"))
    status = retention.status(context.workspace, context.viewer)
    if status.first_day is None:
        words.paragraph(say("ui.retention_not_yet"), "quiet")
    elif status.latest_at is None:
        words.paragraph(say("ui.retention_first", day=on(context, status.first_day)), "note")
        if status.waits_for_backup:
            words.paragraph(say("ui.retention_backup"), "note")
    else:
        at = status.latest_at.astimezone(context.workspace.zone)
        words.paragraph(
            say("ui.retention_latest", at=f"{at:%Y-%m-%d %H:%M}", count=status.latest.get("names", 0))
        )
