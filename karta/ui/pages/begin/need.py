"""Step three: what the method suggests for each place and its price; then a decision, or a decided nothing."""

import streamlit as st

from karta.i18n import number
from karta.services.needs.place_status import PlaceStatus
from karta.ui import chosen_places, rule_sentences, words
from karta.ui.context import Context, page_link
from karta.ui.pages.needs import decide, defaults, suggestion


def show(context: Context) -> None:
    """Show the chosen places with need and known presence, then the one that is being decided."""
    places = chosen_places.place_statuses(context)
    if not places:
        words.paragraph(context.say("begin.need_no_choice"))
    else:
        _overview(context, places)
        place = _choice(context, places)
        if place.rules.empty:
            suggestion.suggestion(context, place)
        else:
            rule_sentences.show(context, place.rules)
            words.paragraph(suggestion.known_presence(context, place), "quiet")
        decide.show(context, place)
        if any(other.decided_hours for other in places):
            page_link("gaps", context.say("begin.see_gaps"))
    with st.expander(context.say("begin.defaults_title")):
        defaults.show(context)


def _overview(context: Context, places: list[PlaceStatus]) -> None:
    language = context.workspace.language

    def amount(adult_hours: float, visits: int) -> str:
        parts = (
            [context.say("begin.hours_short", hours=number(adult_hours, 1, language))] if adult_hours else []
        )
        parts += [context.say("begin.visits_short", visits=visits)] if visits else []
        return " + ".join(parts) or "–"

    columns = ("register.place", "begin.col_decided", "begin.col_suggested", "begin.col_known")
    words.table(
        [context.say(name) for name in columns],
        [
            (
                place.name or context.say("ui.unnamed"),
                context.say("begin.nothing_decided")
                if _left_alone(place)
                else amount(place.decided_hours, place.decided_visits),
                amount(place.suggested_hours, place.suggested_visits),
                context.say("begin.hours_short", hours=number(place.known_hours, 1, language)),
            )
            for place in places
        ],
        context.say("begin.title.need"),
    )


def _left_alone(place: PlaceStatus) -> bool:
    """Return whether it is decided that the place needs nobody."""
    decided = place.rules[place.rules["state"] == "decided"]
    return bool(len(decided)) and bool((decided["adults"] == 0).all())


def _choice(context: Context, places: list[PlaceStatus]) -> PlaceStatus:
    by_id = {place.place_id: place for place in places}
    place_id = st.selectbox(
        context.say("begin.which_place"), list(by_id), key="need_place_" + "_".join(by_id),
        format_func=lambda option: chosen_places.label(context, by_id[option].name, by_id[option].kind),
    )  # fmt: skip
    return by_id.get(place_id or "", places[0])
