"""What an association sends by its link of the month; each is an act that the coordinator can undo."""

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import InputError
from karta.model import typed_numbers
from karta.services.follow_up import (
    month_answers,
    month_changes,
    month_lines,
    month_reports,
    month_requests,
    month_undo,
)
from karta.services.needs import crowd_events
from karta.services.needs.requests import RAISED
from karta.web import posts
from karta.web.month import HOME, endpoint, page
from karta.web.month_visit import MonthVisit


def _sent_to(work: posts.Work[MonthVisit]) -> posts.Endpoint:
    return posts.sent_to(endpoint(work), HOME)


@_sent_to
def confirm(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Note that the roster is right."""
    month_answers.confirm(*visit.about, visit.who.month, shown=fields.get("shown", ""))
    return _back(visit, "confirmed")


@endpoint
def line(visit: MonthVisit, fields: posts.Fields, request: Request) -> Response:
    """Show what can be changed of a line, and change it."""
    about = *visit.about, visit.who.month, request.path_params["party"]
    if request.method == "GET":
        own = month_lines.line(*about)
        return posts.html_page(page("month_line", visit, line=own, adults=month_changes.numbers(own)))
    version, value = fields.get("version", ""), fields.get("value", "")
    match fields.get("what"):
        case "day":
            month_changes.cancel_day(*about, _day(value), version=version)
        case "adults":
            month_changes.set_adults(*about, _number(value), version=version)
        case "end":
            month_changes.end_line(*about, version=version)
        case _:
            raise InputError("form_outdated")
    return _back(visit, "changed")


@_sent_to
def undo(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Take the change back that has just been made."""
    month_undo.undo_change(*visit.about, fields.get("act", ""))
    return _back(visit, "undone")


@endpoint
def note(visit: MonthVisit, fields: posts.Fields, request: Request) -> Response:
    """Ask what else is not right, and hand it to the coordinator."""
    if request.method == "GET":
        chosen = request.query_params.get("plats", "")
        return posts.html_page(page(
            "month_note", visit, places=month_lines.own_places(*visit.about), chosen=chosen,
        ))  # fmt: skip
    month_answers.note(*visit.about, fields.get("place", ""), fields.get("words", ""))
    return _back(visit, "noted")


@_sent_to
def answer_request(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Answer a request."""
    month_requests.answer(
        *visit.about, fields.get("request", ""), fields.get("answer", ""), fields.get("reply", ""),
        version=_number(fields.get("version", "")),
    )  # fmt: skip
    return _back(visit, "answered")


@_sent_to
def report(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Note how many came to a past shift, or that nobody went."""
    month_reports.report(
        *visit.about, fields.get("party", ""), _day(fields.get("day", "")), _number(fields.get("adults", ""))
    )
    return _back(visit, "reported")


@_sent_to
def report_all(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Note that all the past shifts that were shown went as planned."""
    month_reports.report_all(*visit.about, shown=fields.get("shown", ""))
    return _back(visit, "reported")


@endpoint
def raise_place(visit: MonthVisit, fields: posts.Fields, request: Request) -> Response:
    """Ask which place is raised, and raise it."""
    if request.method == "GET":
        places = month_requests.places_to_raise(*visit.about)
        return posts.html_page(page(
            "month_raise", visit, places=places, kinds=RAISED, days=month_requests.DAYS
        ))  # fmt: skip
    month_requests.raise_place(
        *visit.about, visit.who.month, kind=fields.get("kind", ""), place_id=fields.get("place", ""),
        days=fields.get("days", ""), start=fields.get("start", ""), end=fields.get("end", ""),
        why=fields.get("why", ""),
    )  # fmt: skip
    return _back(visit, "raised")


@endpoint
def event(visit: MonthVisit, fields: posts.Fields, request: Request) -> Response:
    """Ask for a match or a cup of the organisation's own, and store it."""
    workspace, viewer, org_id = visit.about
    if request.method == "GET":
        today = workspace.today
        return posts.html_page(page(
            "month_event", visit, places=month_lines.own_places(*visit.about), kinds=crowd_events.KINDS,
            events=[event for event in crowd_events.coming(workspace, viewer) if event.organisation_id == org_id],
            today=today, last=today + crowd_events.AHEAD,
        ))  # fmt: skip
    crowd_events.add(
        workspace, viewer, org_id=org_id, place_id=fields.get("place", ""), day=_day(fields.get("day", "")),
        kind=fields.get("kind", ""),
    )  # fmt: skip
    return _back(visit, "event")


@_sent_to
def remove_event(visit: MonthVisit, fields: posts.Fields, _request: Request) -> Response:
    """Take one of the organisation's own events away."""
    crowd_events.remove(visit.workspace, visit.who.viewer, fields.get("event", ""))
    return _back(visit, "event_gone")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise InputError("date_missing") from error


def _number(typed: str) -> int:
    number = typed_numbers.digits(typed, 10**9)
    if number is None:
        raise InputError("form_outdated")
    return number


def _back(visit: MonthVisit, done: str) -> Response:
    return RedirectResponse(visit.link("", klart=done), 303, headers=posts.NO_STORE)
