"""What is on screen, as a frozen value that is the URL: the only reader and writer of query parameters."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

BESIDE = ("del", "lang", "lager", "dolt", "sok", "sort")
# By what the list is narrowed, and what the URL calls it.
NARROWED = {"kind": "slag", "part": "tid", "org": "vem"}
VIEWS = ("planned", "confirmed", "delivered", "expected")


@dataclass(frozen=True, slots=True)
class View:
    """The Monday of the week shown, the view of presence, the area, the hour of the week and the place chosen.

    `typical`: the mean of weeks instead; `areas`: the week grid by areas; `kind`, `part` of the day and `org` narrow
    the list.
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

    def moved(self, weeks: int) -> "View":
        """Return the view some weeks on, at the same hour and place."""
        return replace(self, week=self.week + timedelta(weeks=weeks))


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def read(today: date) -> View:
    """Return the view that the URL asks for; what it says wrongly is left out, never an error."""
    asked = st.query_params
    try:
        week = monday(date.fromisoformat(asked.get("vecka", "")))
    except ValueError:
        week = monday(today)
    view = asked.get("vy", "planned")
    hour = asked.get("timme", "")
    return View(
        week=week,
        view=view if view in VIEWS else "planned",
        area=asked.get("omrade") or None,
        hour=int(hour) if hour.isdecimal() and int(hour) < 24 * 8 else None,
        place=asked.get("plats") or None,
        typical=asked.get("typisk") == "1",
        areas=asked.get("rutor") == "omraden",
        **{name: asked.get(key) or None for name, key in NARROWED.items()},
    )


def query(view: View) -> dict[str, str]:
    """Return what the URL says of a view."""
    said = {"vecka": view.week.isoformat()}
    if view.view != "planned":
        said["vy"] = view.view
    if view.area:
        said["omrade"] = view.area
    if view.hour is not None:
        said["timme"] = str(view.hour)
    if view.place:
        said["plats"] = view.place
    if view.areas:
        said["rutor"] = "omraden"
    said |= {key: getattr(view, name) for name, key in NARROWED.items() if getattr(view, name)}
    if view.typical:
        said["typisk"] = "1"
    return said


def write(view: View) -> None:
    """Make the URL say the view, so that a link shows the same to someone else and Back works.

    The part of a page and the language stand beside it and stay.
    """
    now = st.query_params.to_dict()
    said = query(view) | {key: now[key] for key in BESIDE if key in now}
    if now != said:
        st.query_params.from_dict(said)
