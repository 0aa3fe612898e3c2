"""The register as a directory: search and filters, the organisations that answer to them, and the card of one."""

from functools import partial

import streamlit as st

from karta.errors import NotFoundError
from karta.i18n import catalogue
from karta.services.register import cards, contacts, directory
from karta.services.register.directory import FLAGS, Card, Offer, Search
from karta.services.register.open_yes import OLDEST, SPEECHES
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Texts
from karta.ui.pages.register import admission_asked, join_in
from karta.ui.pages.register.offer_hours import hours_form, when

# As many are listed at a time: who sees more than that searches.
MOST, MOST_NAMES = 30, 20


def show(context: Context) -> None:
    """Show the search, what answers to it, the card of the organisation that is chosen, and whom else one can call."""
    say = context.say
    words.heading(say("directory.title"))
    words.paragraph(say("directory.what"))
    listed = directory.cards(context.workspace, context.viewer)
    if not listed:
        words.paragraph(say("register.admission_none"), "quiet")
        return
    search = _search(context, listed)
    answers = directory.matching(listed, search)
    words.paragraph(say("directory.count", count=len(answers.cards)))
    by_id = {card.org_id: card for card in answers.cards}
    chosen = st.selectbox(
        say("directory.open"), list(by_id), None, format_func=lambda org: by_id[org].name, key="directory_card",
        placeholder=say("register.choose"),
    )  # fmt: skip
    if chosen in by_id:
        _card(context, by_id[chosen])
    if answers.cards:
        columns = ("organisation", "does", "offers", "call")
        rows = [_line(context, card) for card in answers.cards[:MOST]]
        words.table([say(f"directory.{name}") for name in columns], rows, say("directory.title"))
    if len(answers.cards) > MOST:
        words.paragraph(say("directory.more", count=len(answers.cards) - MOST), "quiet")
    if answers.unknown:
        names = ", ".join(answers.unknown[:MOST_NAMES])
        rest = len(answers.unknown) - MOST_NAMES
        names += f" {say('register.and_more', count=rest)}" if rest > 0 else ""
        words.paragraph(say("directory.unknown_of", names=names), "quiet")
    _functions(context, search.text)


def _search(context: Context, listed: tuple[Card, ...]) -> Search:
    say = context.say
    areas = sorted({offer.area for card in listed for offer in card.offers if offer.area})
    first, second = st.columns([3, 2])
    typed = first.text_input(say("directory.text"), key="directory_text")
    kinds = second.multiselect(
        say("directory.only"), [*FLAGS, "now"], key="directory_only", placeholder=say("directory.all"),
        format_func=lambda name: say(f"directory.{name}"),
    )  # fmt: skip
    where, speech, old = st.columns(3)
    area = where.selectbox(
        say("directory.area"), areas, None, key="directory_area", placeholder=say("directory.all")
    )
    language = speech.selectbox(
        say("directory.language"), SPEECHES, None, key="directory_language", placeholder=say("directory.all"),
        format_func=lambda code: say(f"open.speech_{code}"),
    )  # fmt: skip
    age = old.number_input(say("directory.age"), 0, OLDEST, None, key="directory_age")
    chosen = {name: name in kinds for name in (*FLAGS, "now")}
    return Search(text=typed, language=language or "", area=area or "", age=age, **chosen)


def _line(context: Context, card: Card) -> tuple[str, str, str, str]:
    unseen = [context.say("directory.has_more")] if card.has_more else []
    offers = list(dict.fromkeys(_called(context, offer) for offer in card.offers))
    return (
        card.name,
        card.does or "\u2013",
        ", ".join([*offers, *unseen]) or "\u2013",
        _call(card) or "\u2013",
    )


def _call(card: Card) -> str:
    return ", ".join(f"{function} {number}" for function, number, _ in card.contacts[:1])


def _card(context: Context, card: Card) -> None:
    say, unknown = context.say, context.say("open_side.unknown")
    with st.container(border=True):
        words.heading(card.name, 3)
        vouched = (
            say("register.admission_by", day=on(context, card.admitted_on), by=card.admitted_by or "\u2013")
            if card.admitted_on
            else say("register.admission_not")
        )
        facts = [
            (say("directory.does"), card.does or unknown),
            (say("directory.does_not"), card.does_not or unknown),
            (say("directory.vouched"), vouched),
            *([(say("directory.umbrella"), card.umbrella)] if card.umbrella else []),
            *(
                (say("directory.call"), ", ".join(filter(None, (function, number, hours))))
                for function, number, hours in card.contacts
            ),
        ]
        words.bullets([f"{name}: {value}" for name, value in facts])
        if card.offers:
            words.heading(say("directory.offers"), 4)
            words.bullets([_offer(context, offer) for offer in card.offers])
        if card.has_more:
            words.paragraph(say("directory.has_more"), "quiet")
        if not card.admitted_on:
            admission_asked.of_card(context, card.org_id)
        if card.is_own:
            _edit(context, card)
            hours_form(context, card)
        join_in.show(context, card)


def _offer(context: Context, offer: Offer) -> str:
    """Return an activity in one line: what, when, where, for whom; what nobody has said is called unknown."""
    say = context.say
    first, last = offer.age_from, offer.age_to
    ages = (
        say("open.age_unknown") if first is None and last is None
        else say("open.age_from", first=first) if last is None
        else say("open.age_to", last=last) if first is None
        else say("open.ages", first=first, last=last)
    )  # fmt: skip
    said = {say(f"directory.{name}"): getattr(offer, name) for name in (*FLAGS, "membership")}
    flags = [f"{name}: {_answer(context, value)}" for name, value in said.items() if value is not None]
    spoken = ", ".join(say(f"open.speech_{code}") for code in offer.languages if code in SPEECHES)
    others = {say("directory.language"): spoken, say("open_side.accessibility"): offer.accessibility}
    unsaid = [name for name, value in {**said, **others}.items() if value in (None, "")]
    where = ", ".join(filter(None, (offer.place, offer.area))) or say("directory.no_place")
    parts = [
        *([say("directory.now")] if offer.is_now else []), _called(context, offer), when(context, offer), where, ages,
        *flags, *(f"{name}: {value}" for name, value in others.items() if value),
        *([say("directory.unsaid", names=", ".join(unsaid))] if unsaid else []),
    ]  # fmt: skip
    return " · ".join(parts)


def _answer(context: Context, value: bool) -> str:  # noqa: FBT001 - what is answered
    return context.say("open_side.yes" if value else "open_side.no")


def _called(context: Context, offer: Offer) -> str:
    key = f"sessions.kind.{offer.kind}"
    kind = context.say(key) if key in catalogue(context.workspace.language) else offer.kind
    return offer.title or kind


def _edit(context: Context, card: Card) -> None:
    say, labels = context.say, (context.say("directory.does"), context.say("directory.does_not"))

    def stored() -> tuple[int, Texts]:
        listed = directory.cards(context.workspace, context.viewer)
        now = next((each for each in listed if each.org_id == card.org_id), None)
        if now is None:
            raise NotFoundError("no_such_organisation", name=card.name)
        return now.version, dict(zip(labels, (now.does, now.does_not), strict=True))

    texts: Texts = dict(zip(labels, (card.does, card.does_not), strict=True))
    edit = edits.opened(f"card_{card.org_id}", (card.does, card.does_not), card.version, texts)
    with st.expander(say("directory.edit")):
        with st.form(f"card_{card.org_id}", border=False):
            does, does_not = (
                st.text_area(
                    label, value, key=edit.key(f"card_{number}_{card.org_id}", label), max_chars=cards.LONGEST
                )
                for number, (label, value) in enumerate(zip(labels, edit.row, strict=True))
            )
            sent = st.form_submit_button(say("directory.save"))
        if sent:
            act = partial(
                cards.describe, context.workspace, context.viewer, card.org_id, does, does_not, version=edit.version
            )  # fmt: skip
            typed: Texts = dict(zip(labels, (does, does_not), strict=True))
            feedback.save(context, edit, act, "directory.saved", typed, stored, org=card.name)
        edits.compare(context, edit)


def _functions(context: Context, typed: str) -> None:
    """Show the functions that can be called: at the police, support lines and the like, off the map."""
    say, table = context.say, contacts.contacts(context.workspace, context.viewer)
    rows = [
        (row["function"], row["organisation"] or "\u2013", row["area"] or say("directory.everywhere"),
         row["channel"], row["hours"] or say("open_side.unknown"))
        for row in table[table["in_force"] & table["channel"].ne("")].to_dict("records")
        if typed.casefold() in f"{row['function']} {row['organisation']} {row['area']}".casefold()
    ]  # fmt: skip
    if not rows:
        return
    words.heading(say("directory.functions"))
    words.paragraph(say("directory.functions_what"), "quiet")
    columns = ("function", "organisation", "area", "number", "hours")
    words.table([say(f"directory.{name}") for name in columns], rows, say("directory.functions"))
