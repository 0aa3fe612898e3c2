"""When an organisation's activities are held, in words, and the form on its card that changes it."""

from functools import partial

import streamlit as st

from karta.errors import NotFoundError
from karta.i18n import day as day_text
from karta.model.recurrence import WEEKDAYS
from karta.services.register import cards, directory
from karta.services.register.directory import Card, Offer
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts


def when(context: Context, offer: Offer) -> str:
    """Return when an activity is held: `mån, ons 17:00-20:00`; a single date by its date."""
    days = ", ".join(_weekday(context, day) for day in WEEKDAYS if day in offer.days)
    if not days and offer.day is not None:
        days = day_text(offer.day, context.workspace.language)
    return f"{days} {offer.start}\u2013{offer.end}".strip()


def hours_form(context: Context, card: Card) -> None:
    """Show the form that changes the hours of one of the activities on a card."""
    if not card.offers:
        return
    say, by_id = context.say, {offer.activity_id: offer for offer in card.offers}
    with st.expander(say("directory.edit_hours")):
        words.paragraph(say("directory.edit_hours_what"), "quiet")
        chosen = st.selectbox(
            say("directory.activity"), list(by_id), key=f"hours_of_{card.org_id}",
            format_func=lambda key: f"{by_id[key].title or by_id[key].kind}, {when(context, by_id[key])}",
        )  # fmt: skip
        if chosen in by_id:
            _form(context, card, by_id[chosen])


def _form(context: Context, card: Card, offer: Offer) -> None:
    say, key = context.say, offer.activity_id
    names = ("start", "end", "weekdays")
    labels = {name: say(f"directory.{name}") for name in names}

    def texts(start: str, end: str, days: tuple[str, ...]) -> Texts:
        shown = ", ".join(_weekday(context, day) for day in WEEKDAYS if day in days)
        return {labels["start"]: start, labels["end"]: end, labels["weekdays"]: shown}

    def stored() -> tuple[int, Texts]:
        listed = directory.cards(context.workspace, context.viewer)
        offers = [each for other in listed for each in other.offers if each.activity_id == key]
        if not offers:
            raise NotFoundError("session_missing")
        (now,) = offers
        return now.schedule_version, texts(now.start, now.end, now.days)

    row = (offer.start, offer.end, offer.days)
    edit = edits.opened(f"hours_{key}", row, offer.schedule_version, texts(*row))
    with st.form(f"hours_{key}", border=False):
        start, end = (
            st.text_input(labels[name], value, key=edit.key(f"hours_{name}_{key}", labels[name]), max_chars=5)
            for name, value in zip(names, edit.row[:2], strict=False)
        )
        days = (
            st.multiselect(
                labels["weekdays"], WEEKDAYS, list(edit.row[2]), format_func=partial(_weekday, context),
                key=edit.key(f"hours_days_{key}", labels["weekdays"]), placeholder=say("register.choose"),
            )
            if edit.row[2]
            else []
        )  # fmt: skip
        sent = st.form_submit_button(say("directory.save"))
    if sent:
        act = partial(
            cards.change_hours, context.workspace, context.viewer, key, start=start, end=end, days=tuple(days),
            version=edit.version,
        )  # fmt: skip
        feedback.save(
            context, edit, act, "directory.hours_saved", texts(start, end, tuple(days)), stored, org=card.name
        )
    edits.compare(context, edit)


def _weekday(context: Context, day: str) -> str:
    return context.say(f"time.weekday_{WEEKDAYS.index(day)}")
