"""The page of a venue's link on which its terms are said: welcome or not, when, and how; as on the page of the app."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import ConflictError, InputError
from karta.model.recurrence import WEEKDAYS
from karta.services.planning import visit_links, visit_terms
from karta.services.planning.visit_terms import ANSWERS, Hours, Terms
from karta.web import posts
from karta.web.host import HostVisit, endpoint, page

# Blank lines beside those that are filled in.
LINES = 3


def _shown(visit: HostVisit, fields: posts.Fields, request: Request) -> Response:
    """Show the terms that stand, or store those that are sent."""
    stored = visit_links.terms(visit.workspace, visit.who)
    if request.method == "POST":
        if fields.get("version", "") != _version(stored):
            raise ConflictError("row_changed", table="visit_terms")
        visit_terms.set_terms(visit.workspace, visit.who.viewer, _wanted(stored, fields))
        return RedirectResponse(visit.link("", klart="terms"), 303, headers=posts.NO_STORE)
    row = visit_terms.with_suggestion(visit.workspace, visit.who.viewer, stored)
    lines = [*row.welcome, *[Hours("", "", "")] * LINES]
    hours = [(each, frozenset(each.days.split(";"))) for each in lines]
    return posts.html_page(
        page(
            "host_terms",
            visit,
            row=row,
            hours=hours,
            weekdays=WEEKDAYS,
            version=_version(stored),
            shown=max(1, len(row.welcome)),
        )
    )


answer = endpoint(_shown)


def _version(row: Terms) -> str:
    return "none" if row.version is None else str(row.version)


def _wanted(stored: Terms, fields: posts.Fields) -> Terms:
    """Return the terms that a form says; what it has no field for is as it was."""
    said = fields.get("answer")
    if said not in ANSWERS:
        raise InputError("visit_answer_missing")
    if said == "no":
        return replace(stored, answer="no", welcome=(), never=())
    welcome = []
    for number in range(visit_terms.MOST_HOURS + LINES):
        days = [day for day in WEEKDAYS if f"{day}-{number}" in fields]
        start, end = fields.get(f"from-{number}"), fields.get(f"to-{number}")
        if not (days or start or end):
            continue
        if not (days and start and end):
            raise InputError("visit_terms_half")
        welcome.append(Hours(";".join(days), start, end))
    return replace(
        stored, answer="welcome", welcome=tuple(welcome), uniform="without" if "uniform" in fields else "any",
        volunteers="volunteers" in fields, host=fields.get("host", ""),
    )  # fmt: skip
