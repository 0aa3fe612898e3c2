"""A week of visits to print: for all functions, or for one of them."""

from datetime import date, timedelta

from karta.i18n import day as day_text
from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports import visit_week
from karta.reports.visit_week import VisitWeek, WeekVisit
from karta.services.planning import visit_terms, visit_words, visits
from karta.services.planning.visit_terms import Terms
from karta.services.planning.visits import PlannedVisit
from karta.services.workspace import Workspace

# What a week on paper holds: not what the venue has declined, or the police have called off.
PRINTED = ("planned", "accepted", "done", "not_done")
DAYS = 7


def pdf(workspace: Workspace, viewer: Viewer, day: date, officer_id: str | None = None) -> bytes:
    """Return the week that a day lies in as a PDF, of one function where `officer_id` says which."""
    require(viewer, "see_visits", WORKSPACE)
    return visit_week.pdf(week(workspace, viewer, day, officer_id), workspace.language)


def week(workspace: Workspace, viewer: Viewer, day: date, officer_id: str | None = None) -> VisitWeek:
    """Return the week that a day lies in, Monday first, each day with its visits by time."""
    require(viewer, "see_visits", WORKSPACE)
    language, monday = workspace.language, day - timedelta(days=day.weekday())
    terms = {each.place_id: each for each in visit_terms.venues(workspace, viewer)}
    rows = [
        row
        for row in visits.listed(workspace, viewer, monday, monday + timedelta(days=DAYS - 1))
        if row.state in PRINTED and (officer_id is None or officer_id in (row.officer_id, row.along_id))
    ]
    days = []
    for number in range(DAYS):
        at = monday + timedelta(days=number)
        own = [_row(row, terms.get(row.place_id), language) for row in rows if row.day == at]
        days.append((day_text(at, language), own))
    names = {row.officer_id: row.officer for row in rows} | {row.along_id: row.along for row in rows}
    function = names.get(officer_id, "") if officer_id else ""
    return VisitWeek(
        monday, function, days, workspace.now().astimezone(workspace.zone), workspace.origin == "demo"
    )


def _row(row: PlannedVisit, terms: Terms | None, language: str) -> WeekVisit:
    hours, state = f"{row.start}\u2013{row.end}", text(f"visits.states.{row.state}", language)
    how = "" if terms is None else visit_words.terms_line(terms, language)
    return WeekVisit(hours, row.place, visit_words.who(row, language), state, how)
