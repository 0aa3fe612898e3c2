"""Three lists that stand beside the gaps, one press each: where no shift is needed, double work, rosters to ask for.

Nothing is computed until it is asked for: the page that they stand on is no slower for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from karta.services.planning import double_work, quiet_nights, roster_price
from karta.services.planning.double_work import DoubleWork
from karta.services.planning.quiet_nights import Quiet
from karta.services.planning.roster_price import Unknown
from karta.ui import words
from karta.ui.context import Context, own_part
from karta.ui.pages.planning import doubled, priced, rests


@dataclass(frozen=True, slots=True)
class Days:
    """Of which service days, and of which area (None: all) the lists are; `version` is what a cache goes by."""

    first: date
    days: int
    area_id: str | None
    version: str


@own_part
def show(context: Context, shown: Days, key: str) -> None:
    """Show a press for each list, and the list that was pressed last."""
    lists: dict[str, Callable[[], None]] = {
        "quiet_nights": lambda: rests.show(context, _quiet(shown, context)),
        "double_work": lambda: doubled.show(context, _double(shown, context), key),
        "roster_price": lambda: priced.show(context, _price(shown, context)),
    }
    chosen = st.segmented_control(
        context.say("planning.closing"), list(lists), key=f"{key}_closing", label_visibility="collapsed",
        format_func=lambda name: context.say(f"{name}.show"),
    )  # fmt: skip
    if chosen is None:
        return
    words.heading(context.say(f"{chosen}.title"), 3)
    with st.spinner(context.say("ui.computing")):
        lists[chosen]()


@st.cache_resource(max_entries=6, show_spinner=False)
def _double(shown: Days, _context: Context) -> DoubleWork:
    return double_work.propose(_context.workspace, _context.viewer, shown.first, shown.days, shown.area_id)


@st.cache_resource(max_entries=6, show_spinner=False)
def _price(shown: Days, _context: Context) -> Unknown:
    return roster_price.to_ask(_context.workspace, _context.viewer, shown.first, shown.days, shown.area_id)


@st.cache_resource(max_entries=6, show_spinner=False)
def _quiet(shown: Days, _context: Context) -> Quiet:
    return quiet_nights.quiet(_context.workspace, _context.viewer, shown.first, shown.days, shown.area_id)
