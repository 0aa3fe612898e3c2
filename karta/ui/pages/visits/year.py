"""A venue's year as a strip of 52 weeks: a mark for each visit, by function; waits by pattern, sign and words."""

import html
from string import ascii_uppercase

import streamlit as st

from karta.services.planning.visit_year import Week, YearStrip
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context, place: str, shown: YearStrip, cadence: int) -> None:
    """Show the strip, what its marks stand for, and each wait that was longer than the cadence."""
    say = context.say
    letters = {
        (name, kind): ascii_uppercase[number % len(ascii_uppercase)]
        for number, (name, kind, _) in enumerate(shown.counts)
    }
    cells = "".join(_cell(week, letters) for week in shown.weeks)
    label = html.escape(say("visits.strip_label", place=place))
    st.html(f"<div class='karta-year' role='img' aria-label='{label}'>{cells}</div>")
    lines = [
        say("visits.strip_function", letter=letters[name, kind], name=_name(context, name, kind), count=count)
        for name, kind, count in shown.counts
    ]
    if shown.waits:
        lines.append(say("visits.strip_late", days=cadence))
    words.bullets(
        [
            *(lines or [say("visits.strip_none")]),
            *(
                say(
                    "visits.strip_wait",
                    first=on(context, wait.first),
                    last=on(context, wait.last),
                    days=wait.days,
                )
                if wait.last
                else say("visits.strip_still", first=on(context, wait.first), days=wait.days)
                for wait in shown.waits
            ),
        ]
    )


def _name(context: Context, name: str, kind: str) -> str:
    own = name or context.say("visits.officer_gone")
    return context.say("visits.volunteer", name=own) if kind == "volunteer" else own


def _cell(week: Week, letters: dict[tuple[str, str], str]) -> str:
    marks = []
    for visit in week.visits:
        marks.append(_mark(letters[visit.officer, visit.kind], visit.kind))
        if visit.along:
            marks.append(_mark(letters[visit.along, "officer"], "officer"))
    inside = "".join(marks) or ("<b>–</b>" if week.late else "")
    late = " class='late'" if week.late else ""
    return f"<span{late}><small>{week.monday.isocalendar().week}</small>{inside}</span>"


def _mark(letter: str, kind: str) -> str:
    return f"<i class='{kind}'>{letter}</i>"
