"""An hour over the whole town: the adults who are out first, then where they are missing, each place with its mark."""

import html
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from karta.i18n import number
from karta.services.gaps import figures
from karta.services.gaps import period as gaps_period
from karta.services.gaps.figures import STATES
from karta.ui import hour_names, view, words
from karta.ui.context import Context
from karta.ui.view import View

# Where the name of a place stands in a sentence until it is made a link.
_HERE = "\0"


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a list: its state, as the map marks it, and what is said of it, with \\0 for its name."""

    place_id: str
    name: str
    state: str
    sign: str
    said: str

    @property
    def text(self) -> str:
        """What the line says, in full."""
        return self.said.replace(_HERE, self.name)


def show(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show the hour: the adults who are out first, then where they are missing."""
    hour = shown.hour or 0
    words.heading(hour_names.hour_label(context, period, hour), stop=True)
    words.paragraph(context.say("ui.panel_none"), "quiet")
    for title, lines in hour_lists(context, period, hour):
        words.heading(title, 3)
        entries = "".join(f"<li>{_linked(line, shown)}</li>" for line in lines)
        st.html(f"<ul class='karta-list karta-marked'>{entries}</ul>")
    words.paragraph(context.say("ui.parts_of_adults"), "quiet")


def _linked(line: Line, shown: View) -> str:
    """Return a line whose name is a link to its place at this hour, after the mark that the map has for it."""
    query = html.escape(urlencode(view.query(replace(shown, place=line.place_id))))
    mark = f"<span class='karta-mark {line.state}' data-sign='{html.escape(line.sign)}' aria-hidden='true'></span>"
    link = f"{mark}<a class='karta-go' href='?{query}' target='_self'>{html.escape(line.name)}</a>"
    return html.escape(line.said).replace(_HERE, link)


def hour_lists(context: Context, period: gaps_period.Period, hour: int) -> list[tuple[str, list[Line]]]:
    """Return the lists of an hour over the whole town, each with its heading: largest first, empty ones left out.

    A place is listed by its state, as the map draws it: among what is missing, or unknown, never both.
    """
    shown, language = figures.of_hours(period, (slice(None), hour)), context.workspace.language
    names = [
        name or context.say(f"kinds.{kind}")
        for name, kind in zip(period.places["name"], period.places["kind"], strict=True)
    ]
    place_ids = period.places["place_id"].to_numpy()
    unsure = np.isin(shown.state, [STATES.index("unknown"), STATES.index("unopened")])
    lists = []
    for key, amounts, listed in (
        ("present", shown.present, shown.present > 0),
        ("missing", shown.missing, shown.missing > 0),
        ("visit", shown.visit, shown.visit > 0),
        ("unknown", shown.unknown, unsure),
    ):
        lines = []
        for row in sorted(np.flatnonzero(listed), key=lambda row: (-amounts[row], names[row])):
            line = f"ui.hour_{key}_line" if amounts[row] else "ui.hour_unsure_line"
            also = key == "missing" and bool(shown.unknown[row])
            facts = {
                name: number(float(getattr(shown, name)[row]), 1, language) for name in ("unknown", "need")
            }
            amount = number(float(amounts[row]), 1, language)
            said = context.say(
                "ui.hour_missing_also_line" if also else line, place=_HERE, adults=amount, **facts
            )
            state = "present" if key == "present" else STATES[int(shown.state[row])]
            sign = _sign(context, state, amount)
            lines.append(Line(str(place_ids[row]), names[row], state, sign, said))
        if lines:
            lists.append((context.say(f"ui.hour_{key}"), lines))
    return lists


def _sign(context: Context, state: str, amount: str) -> str:
    """Return what stands in the mark of a state, as on the map."""
    if state == "empty":
        return amount
    signs = {"visit": "map.visit_mark", "unknown": "map.unknown_mark", "unopened": "map.unknown_mark"}
    return context.say(signs[state]) if state in signs else ""
