"""The view on screen as a frozen value, read from the URL and written to it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from karta.model import day_bounds, typed_numbers, typed_text
from karta.ui import words
from karta.ui.context import Context

WEEK = "vecka"
PLACE = "plats"
_LAST = "karta_view_last"
BESIDE = ("del", "lang", "lager", "dolt", "sok", "sort")
# By what the list is narrowed, and what the URL calls it.
NARROWED = {"kind": "slag", "part": "tid", "org": "vem"}
# Orders of the week grid's rows beside the largest gap first, and what the URL calls them.
ORDERS = {"area": "omrade", "name": "namn"}
# How wide a field must be for the longest of these words, in pixels.
WIDE = 215
VIEWS = ("planned", "confirmed", "delivered", "expected")


@dataclass(frozen=True, slots=True)
class View:
    """The Monday of the week shown, the view of presence, the area, the hour of the week and the place chosen.

    `typical`: the mean of weeks instead; `areas`: the week grid by areas; `kind`, `part` of the day and `org` narrow
    the list. `order`: how the grid's rows stand; `every_hour`: its hours without need, too.
    """

    week: date
    view: str = "planned"
    area: str | None = None
    hour: int | None = None
    place: str | None = None
    typical: bool = False
    areas: bool = False
    kind: str | None = None
    part: str | None = None
    org: str | None = None
    order: str = "gap"
    every_hour: bool = False

    @property
    def of_page(self) -> tuple[date, str, str | None, bool]:
        """What the whole page hangs on: its title, its figures and what it is computed for."""
        return self.week, self.view, self.area, self.typical

    def moved(self, weeks: int) -> "View":
        """Return the view some weeks on, at the same hour and place; no further than weeks can be shown."""
        week = self.week + timedelta(weeks=weeks)
        return replace(self, week=week) if is_shown(week) else self


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def is_shown(week: date) -> bool:
    """Tell whether the week of a Monday can be shown: the ends of the calendar have no week before or after them."""
    return day_bounds.is_usable(week) and day_bounds.is_usable(week + timedelta(days=6))


def requested_week() -> date | None:
    """Return the Monday of the week that the URL asks for, None where it asks for none that can be shown."""
    try:
        day = date.fromisoformat(st.query_params.get(WEEK, ""))
    except ValueError:
        return None
    return monday(day) if day_bounds.is_usable(day) and is_shown(monday(day)) else None


def tell_week(context: Context) -> None:
    """Show a sentence where the URL asks for a week that cannot be shown, so that nobody takes this one for it."""
    if st.query_params.get(WEEK) and requested_week() is None:
        words.paragraph(context.say("ui.week_unusable"), "note")


def read(today: date) -> View:
    """Return the view that the URL asks for; what it says wrongly is left out, never an error.

    `today` is the present service day, whose week is shown where the URL asks for none.
    """
    parameters = st.query_params
    view = parameters.get("vy", "planned")
    return View(
        week=requested_week() or monday(today),
        view=view if view in VIEWS else "planned",
        area=_asked("omrade"),
        hour=typed_numbers.digits(parameters.get("timme", ""), 24 * 8 - 1),
        place=_asked(PLACE),
        typical=parameters.get("typisk") == "1",
        areas=parameters.get("rutor") == "omraden",
        order={said: order for order, said in ORDERS.items()}.get(parameters.get("ordning", ""), "gap"),
        every_hour=parameters.get("timmar") == "alla",
        **{name: _asked(key) for name, key in NARROWED.items()},
    )


def remember(view: View) -> None:
    """Note what was looked at last, for the page that one comes to with an address that asks for nothing."""
    st.session_state[_LAST] = view


def for_paper(today: date) -> View:
    """Return the view that sheets are made of: as the URL asks, else as it was looked at last on another page.

    `today` is the present service day. Where neither names a week it is the present one, and on the last of its days
    the next: the sheet of a week that is over helps nobody.
    """
    from_address = read(today)
    if st.query_params.get(WEEK) or any(name in st.query_params for name in ("vy", "omrade", "plats")):
        return from_address
    coming = monday(today + timedelta(days=1))
    last: View | None = st.session_state.get(_LAST)
    if last is None:
        return replace(from_address, week=coming)
    week = coming if last.week == monday(today) else last.week
    return replace(from_address, week=week, view=last.view, area=last.area, place=last.place, hour=last.hour)


def query(view: View) -> dict[str, str]:
    """Return the query parameters of a view."""
    parameters = {WEEK: view.week.isoformat()}
    if view.view != "planned":
        parameters["vy"] = view.view
    if view.area:
        parameters["omrade"] = view.area
    if view.hour is not None:
        parameters["timme"] = str(view.hour)
    if view.place:
        parameters["plats"] = view.place
    if view.areas:
        parameters["rutor"] = "omraden"
    if view.order in ORDERS:
        parameters["ordning"] = ORDERS[view.order]
    if view.every_hour:
        parameters["timmar"] = "alla"
    parameters |= {key: getattr(view, name) for name, key in NARROWED.items() if getattr(view, name)}
    if view.typical:
        parameters["typisk"] = "1"
    return parameters


def write(view: View) -> None:
    """Write the view into the URL, so that a link shows the same to someone else and Back works.

    The part of a page and the language stand beside it and stay.
    """
    now = st.query_params.to_dict()
    parameters = query(view) | {key: now[key] for key in BESIDE if key in now}
    if now != parameters:
        st.query_params.from_dict(parameters)


def _asked(name: str) -> str | None:
    """Return what the URL says by a name, None where it says nothing."""
    return typed_text.readable(st.query_params.get(name, "")) or None
