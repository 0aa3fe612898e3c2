"""A week of visits on paper: by day, where and when, which function goes, and the venue's own terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from karta.i18n import text
from karta.reports.paper import Column, Paper


@dataclass(frozen=True)
class WeekVisit:
    """A visit on paper, in words: hours, place, who goes (a function), how the venue has answered, and its terms."""

    hours: str
    place: str
    who: str
    state: str
    terms: str


@dataclass(frozen=True)
class VisitWeek:
    """A week of visits, of one function where `function` says which; days without a visit are in it, too."""

    monday: date
    function: str
    days: Sequence[tuple[str, Sequence[WeekVisit]]]
    made: datetime
    invented: bool = False


def pdf(week: VisitWeek, language: str) -> bytes:
    """Return the week as a PDF, marked as internal on every page."""
    internal, number = text("sheets.internal", language), week.monday.isocalendar().week
    title = text("visits.week_title", language, week=number)
    label = " · ".join(filter(None, (internal, title, week.function)))
    paper = Paper(title, label, week.made, language)
    paper.title_line(title, internal)
    if week.function:
        paper.paragraph(week.function, 12, bold=True, gap=0.8)
    if week.invented:
        paper.paragraph(text("ui.demo_banner", language), 8)
    paper.note(text("visits.week_note", language))
    columns = [
        Column(text(f"visits.week_{name}", language), share)
        for name, share in (("when", 13), ("where", 27), ("who", 22), ("answer", 14), ("terms", 24))
    ]
    for day, rows in week.days:
        paper.heading(day)
        if rows:
            paper.rows(columns, [[row.hours, row.place, row.who, row.state, row.terms] for row in rows])
        else:
            paper.paragraph(text("visits.week_none", language), 8.8)
    return paper.content()
