"""What an organisation says of its activities at a place, and whether everybody may see them, on the place's card."""

from functools import partial

import streamlit as st

from karta.errors import NotFoundError
from karta.i18n import catalogue, text
from karta.services.free_text import LONGEST
from karta.services.register import open_yes
from karta.services.register.open_yes import Activity, Facts
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts

CHOICES = (None, True, False)


def show(context: Context, place_id: str, version: int) -> None:
    """Show it to whoever may say it: the place itself, and the activities there that are the viewer's own."""
    shown = open_yes.shows_place(context.workspace, context.viewer, place_id)
    own = open_yes.activities(context.workspace, context.viewer, place_id)
    if shown is None and not own:
        return
    with st.expander(context.say("open_side.card")):
        words.paragraph(context.say("open_side.card_what"), "quiet")
        if shown is not None:
            _place(context, place_id, version, shown=shown)
        if own:
            _activity(context, place_id, own)


def _place(context: Context, place_id: str, version: int, *, shown: bool) -> None:
    say = context.say
    words.paragraph(say("open_side.place_shown" if shown else "open_side.place_hidden"))
    if st.button(
        say("open_side.hide_place" if shown else "open_side.show_place"), key=f"show_place_{place_id}"
    ):
        act = partial(
            open_yes.show_place, context.workspace, context.viewer, place_id, yes=not shown, version=version
        )
        feedback.perform(context, act, "open_side.answered")


def _activity(context: Context, place_id: str, own: list[Activity]) -> None:
    say = context.say
    by_id = {each.activity_id: each for each in own}
    chosen = st.selectbox(
        say("open_side.activity"), list(by_id), key=f"open_activity_{place_id}",
        format_func=lambda key: _called(context, by_id[key]),
    )  # fmt: skip
    if chosen is None:
        return
    activity = by_id[chosen]
    if not activity.is_shared:
        words.paragraph(say("open_side.not_shared"), "note")
    words.paragraph(say("open_side.has_yes" if activity.has_yes else "open_side.no_yes"))
    if activity.may_show:
        label = say("open_side.take_back" if activity.has_yes else "open_side.say_yes")
        if st.button(label, key=f"open_yes_{chosen}"):
            act = partial(
                open_yes.answer, context.workspace, context.viewer, chosen, yes=not activity.has_yes,
                version=activity.version,
            )  # fmt: skip
            feedback.perform(context, act, "open_side.answered")
    else:
        words.paragraph(say("open_side.whose_yes"), "quiet")
    _describe(context, place_id, activity)


def _describe(context: Context, place_id: str, activity: Activity) -> None:
    say, key = context.say, activity.activity_id

    def texts(facts: Facts) -> Texts:
        ages = {say(f"open_side.{name}"): str(getattr(facts, name) or "") for name in open_yes.AGES}
        flags = {say(f"open_side.{name}"): _answer(context, getattr(facts, name)) for name in open_yes.FLAGS}
        words_of = {
            say("open_side.languages"): ", ".join(map(_speech, facts.languages)),
            say("open_side.accessibility"): facts.accessibility,
        }
        return {**ages, **flags, **words_of}

    def stored() -> tuple[int, Texts]:
        rows = open_yes.activities(context.workspace, context.viewer, place_id)
        now = next((row for row in rows if row.activity_id == key), None)
        if now is None:
            raise NotFoundError("session_missing")
        return now.version, texts(now.facts)

    edit = edits.opened(f"describe_{key}", activity.facts, activity.version, texts(activity.facts))
    with st.form(f"describe_{key}", border=True):
        ages = {
            name: st.number_input(
                say(f"open_side.{name}"), 0, open_yes.OLDEST, getattr(edit.row, name),
                key=edit.key(f"{name}_{key}", say(f"open_side.{name}")),
            )
            for name in open_yes.AGES
        }  # fmt: skip
        flags = {
            name: st.selectbox(
                say(f"open_side.{name}"), CHOICES, CHOICES.index(getattr(edit.row, name)),
                format_func=partial(_answer, context),
                key=edit.key(f"{name}_{key}", say(f"open_side.{name}")),
            )
            for name in open_yes.FLAGS
        }  # fmt: skip
        languages = st.multiselect(
            say("open_side.languages"), open_yes.SPEECHES, list(edit.row.languages), format_func=_speech,
            key=edit.key(f"languages_{key}", say("open_side.languages")), placeholder=say("open_side.unknown"),
        )  # fmt: skip
        accessibility = st.text_input(
            say("open_side.accessibility"), edit.row.accessibility, help=say("open_side.accessibility_help"),
            key=edit.key(f"accessibility_{key}", say("open_side.accessibility")), max_chars=LONGEST,
        )  # fmt: skip
        sent = st.form_submit_button(say("open_side.describe"))
    if sent:
        new = Facts(**ages, **flags, languages=tuple(languages), accessibility=accessibility)
        act = partial(open_yes.describe, context.workspace, context.viewer, key, new, version=edit.version)
        feedback.save(context, edit, act, "open_side.described", texts(new), stored)
    edits.compare(context, edit)


def _answer(context: Context, value: bool | None) -> str:  # noqa: FBT001 - one of three answers
    return context.say("open_side.unknown" if value is None else "open_side.yes" if value else "open_side.no")


def _called(context: Context, activity: Activity) -> str:
    """Return what an activity is called: its title, else its kind, and whose it is."""
    key = f"sessions.kind.{activity.kind}"
    kind = context.say(key) if key in catalogue(context.workspace.language) else activity.kind
    return f"{activity.title or kind}, {activity.organisation}"


def _speech(code: str) -> str:
    return text(f"open.speech_{code}")
