"""The kit of a risk evening: what it asks for and against what, what it makes and what not, and the one button."""

from datetime import date
from functools import partial
from hashlib import blake2b

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.services.child_view import ChildView
from karta.services.needs import deciding, evening_kits
from karta.services.needs.evening_asks import Missing
from karta.services.needs.evening_kits import Kit, Wishes
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.ui import child_questions, chosen_places, feedback, view, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on


def show(context: Context) -> None:
    """Show the choices, the price, what would be made, and the button."""
    say = context.say
    words.heading(say("needs.kit_title"), 2)
    words.paragraph(say("needs.kit_lead"))
    evenings = deciding.risk_evenings(context.workspace, context.viewer)
    names: dict[date, str] = dict(zip(evenings["day"], evenings["name"], strict=True))
    if not names:
        words.paragraph(say("needs.kit_none"), "quiet")
        return
    day = st.selectbox(
        say("needs.kit_evening"), list(names), format_func=lambda day: f"{names[day]}, {on(context, day)}",
        key="_".join(["kit_day", *map(str, names)]),
    )  # fmt: skip
    place_ids = _places(context)
    orgs = evening_kits.askable(context.workspace, context.viewer)
    ask, rosters_of, shifts_of = _asked(context, orgs)
    who, answers_for = st.columns(2)
    decided_by = who.text_input(
        say("begin.decided_by"), context.viewer.function, key="kit_by", help=say("begin.decided_by_help")
    )
    responsible = answers_for.text_input(
        say("begin.responsible"), placeholder=say("begin.responsible_example"), key="kit_responsible",
        help=say("begin.responsible_help"),
    )  # fmt: skip
    answers = child_questions.ask(context, "kit") if shifts_of else ChildView()
    if not place_ids:
        words.paragraph(say("needs.kit_without"), "quiet")
        return
    wishes = Wishes(day, names[day], place_ids, decided_by, responsible, ask, rosters_of, shifts_of, answers)
    try:
        kit = evening_kits.draw_up(context.workspace, context.viewer, wishes)
    except KartaError as error:
        feedback.fault(context, error)
        return
    _tell(context, kit, orgs)
    # Its key is what it makes: a press never makes another kit than the one that it was pressed for.
    key = f"kit_make_{blake2b(repr(kit).encode(), digest_size=8).hexdigest()}"
    if st.button(say("needs.kit_make"), type="primary", key=key, disabled=not kit.parts):
        feedback.perform(
            context, partial(evening_kits.make, context.workspace, context.viewer, kit), "needs.kit_made",
            name=names[day], day=on(context, day),
        )  # fmt: skip
    page_link("sheets", say("needs.kit_sheets"), **view.query(view.View(view.monday(day))))


def _places(context: Context) -> tuple[str, ...]:
    """Return the places that are chosen, by kind and one by one, in order of their names."""
    say = context.say
    places = register_places.places(context.workspace, context.viewer)
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    labels = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    which, single = st.columns(2)
    kinds = which.multiselect(
        say("needs.kit_kinds"), evening_kits.kinds(context.workspace, context.viewer), key="kit_kinds",
        format_func=lambda kind: say(f"kinds.{kind}"), placeholder=say("needs.kit_choose"),
    )  # fmt: skip
    chosen = single.multiselect(
        say("needs.kit_places"), list(labels), format_func=labels.__getitem__, key="kit_places",
        placeholder=say("needs.kit_choose"),
    )  # fmt: skip
    wanted = {*chosen, *evening_kits.places_of_kinds(context.workspace, context.viewer, kinds)}
    return tuple(place for place in labels if place in wanted)


def _asked(context: Context, orgs: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return who is asked for adults, whose roster is asked for, and whose shifts are put up."""
    say = context.say
    choose = say("needs.kit_choose")
    ask = st.multiselect(
        say("needs.kit_ask"), list(orgs), format_func=orgs.__getitem__, key="kit_ask", placeholder=choose,
        help=say("needs.kit_ask_help"),
    )  # fmt: skip
    rosters_of = st.multiselect(
        say("needs.kit_rosters"),
        list(orgs),
        format_func=orgs.__getitem__,
        key="kit_rosters",
        placeholder=choose,
    )
    own = {"": say("needs.kit_shifts_none")} | organisations.organisations(context.workspace, context.viewer)
    shifts_of = st.selectbox(
        say("needs.kit_shifts"), list(own), format_func=own.__getitem__, key="kit_shifts"
    )
    return tuple(ask), tuple(rosters_of), shifts_of or ""


def _tell(context: Context, kit: Kit, orgs: dict[str, str]) -> None:
    """Show the price of a kit, what it makes and what not."""
    say, language = context.say, context.workspace.language
    price = evening_kits.price(context.workspace, context.viewer, kit)
    amounts = {"asked": price.asked_ah, "requested": price.requested_ah, "known": price.known_ah}
    words.paragraph(
        say("needs.kit_price", **{name: number(hours, 1, language) for name, hours in amounts.items()}),
        "note",
    )
    if kit.is_new:
        words.paragraph(say("needs.kit_woken", count=price.woken))
    places = register_places.places(context.workspace, context.viewer).set_index("id")["name"]
    lines = [say("needs.kit_need", place=places[place]) for place in kit.needs]
    lines += [
        say("needs.kit_shift", place=places[place], org=orgs.get(kit.wishes.shifts_of, ""))
        for place in kit.shifts
    ]
    for key, asks in (("request", kit.requests), ("roster", kit.rosters)):
        lines += [
            say(f"needs.kit_{key}", place=places[each.place_id], org=orgs.get(each.org_id, ""))
            for each in asks
        ]
    if lines:
        words.heading(say("needs.kit_makes"), 3)
        words.bullets(lines)
    if kit.missing:
        words.heading(say("needs.kit_missing"), 3)
        words.bullets([_why(context, each, dict(places), orgs) for each in kit.missing])


def _why(context: Context, missing: Missing, places: dict[str, str], orgs: dict[str, str]) -> str:
    key = f"needs.kit_why_{missing.what}_{missing.why}"
    if missing.why == "cap_reached":
        key += "_place" if missing.place_id else "_org"
    return context.say(key, place=places.get(missing.place_id, ""), org=orgs.get(missing.org_id, ""))
