"""Meddelanden: which shifts lack adults soon, what is new about the others, and how people get to know."""

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.rosters import notice_mail, notices, walk_marks
from karta.services.rosters.former_times import moved_from_text
from karta.services.rosters.occurrences import when_text
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.rosters import notice_settings, unpaired


def show(context: Context) -> None:
    """Show the notices, and below them the settings of those who may set them."""
    failed_mails(context)
    not_home(context)
    alarms(context)
    _news(context)
    unpaired.show(context)
    words.heading(context.say("rosters.how"))
    words.paragraph(context.say("rosters.how_what"), "quiet")
    if allowed(context.viewer, "edit_settings", WORKSPACE):
        notice_settings.show(context)


def short_soon(context: Context, count: int) -> None:
    """Show how many shifts are still below their minimum in the days of the alarm; nothing where none is."""
    if count:
        days = notices.alarm_days(context.workspace)
        words.paragraph(context.say("rosters.alarms", days=days, count=count), "note")


def alarms(context: Context) -> None:
    """Show which shifts are still below their minimum in the days of the alarm; nothing where none is."""
    occurrences = notices.alarms(context.workspace, context.viewer)
    if not occurrences:
        return
    days = notices.alarm_days(context.workspace)
    with st.container(border=True, key="karta_alarms"):
        words.heading(context.say("rosters.alarms", days=days, count=len(occurrences)), 3)
        words.bullets([
            context.say(
                "rosters.alarm_line",
                when=when_text(context.workspace, occurrence),
                place=occurrence.place,
                count=occurrence.missing,
            )
            for occurrence in occurrences
        ])  # fmt: skip


def not_home(context: Context) -> None:
    """Show which teams are out and have not said that they are home; nothing where none is."""
    late = walk_marks.not_home(context.workspace, context.viewer)
    if late:
        with st.container(border=True, key="karta_not_home"):
            words.heading(context.say("rosters.not_home", count=len(late)), 3)
            words.bullets([
                context.say("rosters.not_home_line", when=when_text(context.workspace, each), place=each.place)
                for each in late
            ])  # fmt: skip


def failed_mails(context: Context) -> None:
    """Show in one sentence that mails wait because they could not be sent; nothing where none does."""
    codes = notice_mail.failed_mails(context.workspace, context.viewer)
    if codes:
        words.paragraph(context.say(f"rosters.fault_{codes[-1]}", count=len(codes)), "fault")


def _news(context: Context) -> None:
    words.heading(context.say("rosters.news"))
    news = notices.recent(context.workspace, context.viewer)
    lines = [
        f"{when_text(context.workspace, notice.occurrence)} · {notice.occurrence.place}: "
        + _sentence(context, notice)
        for notice in news
    ]
    if lines:
        words.bullets(lines)
    else:
        words.paragraph(context.say("rosters.news_none"), "quiet")


def _sentence(context: Context, notice: notices.Notice) -> str:
    """Return what is new about a shift; of one that was moved, from where."""
    language = context.workspace.language
    if moved_from := moved_from_text(notice.kind, notice.occurrence, language, notice.former):
        return context.say("rosters.notice_moved_from", former=moved_from)
    return context.say(f"rosters.notice_{notice.kind}")
