"""What an association's link of the month shows: its roster, requests, past shifts, and need in its own areas.

Reading changes nothing; what is sent is in `month_acts`. Whoever holds the link is an organiser of that organisation,
and no page says anybody's name.
"""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError, NotFoundError
from karta.i18n import error_text
from karta.model.months import last_day
from karta.services.follow_up import (
    month_answers,
    month_lines,
    month_links,
    month_reports,
    month_requests,
    month_undo,
)
from karta.services.follow_up.month_answers import Answer
from karta.services.follow_up.month_lines import Expected, Line
from karta.services.follow_up.month_reports import PastShift
from karta.services.gaps import own_area
from karta.store.cells import Row
from karta.web import posts, volunteer
from karta.web.month_visit import MonthVisit
from karta.web.page import PLAIN, render

HOME = "/manad/"
DONE = frozenset({
    "confirmed", "changed", "noted", "answered", "reported", "raised", "event", "event_gone", "undone",
})  # fmt: skip


@dataclass(frozen=True)
class Month:
    """What the page shows; `shown` and `past_shown` are the fingerprints of what a yes is about.

    `is_asked`: a yes is asked for, whether or not one was given before. `undo`: the change that has just been made.
    """

    lines: list[Line]
    without_lines: list[Expected]
    shown: str
    answer: Answer | None
    is_asked: bool
    valid_to: date
    ends: date
    requests: list[Row]
    raised: list[Row]
    past: list[PastShift]
    past_more: int
    past_shown: str
    all_known: bool
    done: str | None
    undo: str | None


def visit_of(request: Request, language: str) -> MonthVisit:
    """Return who looks. Raises NotFoundError for a link that opens nothing (any more)."""
    workspace, token = volunteer.served(), request.path_params["token"]
    who = month_links.holder(workspace, token)
    return MonthVisit(
        workspace=workspace, who=who, here=f"{HOME}{token}", guard=posts.guard_of(token), language=language,
    )  # fmt: skip


def refused(visit: MonthVisit, error: KartaError, fields: posts.Fields) -> str:
    """Return the page that says why something was not done, with the words that were typed."""
    typed = fields.get("words", "") or fields.get("why", "") or fields.get("reply", "")
    return page("month_refused", visit, sentence=error_text(error, visit.language), typed=typed)


def page(template: str, visit: MonthVisit, **content: object) -> str:
    """Return a page of the link."""
    return render(template, visit.language, visit.here, PLAIN, visit=visit, **content)


def endpoint(work: posts.Work[MonthVisit]) -> posts.Endpoint:
    """Return the endpoint of a page of the link."""
    return posts.endpoint(work, visit_of=visit_of, refused=refused)


@endpoint
def home(visit: MonthVisit, _fields: posts.Fields, request: Request) -> Response:
    """Show the month: the roster to confirm, requests to answer, shifts to tell of."""
    done = request.query_params.get("klart", "")
    month = _month(visit, done if done in DONE else None)
    return posts.html_page(page("month_home", visit, month=month))


@endpoint
def fewer(visit: MonthVisit, _fields: posts.Fields, request: Request) -> Response:
    """Ask how many adults came to a past shift."""
    party_id, day = request.path_params["party"], _day(request.path_params["day"])
    shift = month_reports.past_shift(*visit.about, party_id, day)
    return posts.html_page(page("month_fewer", visit, shift=shift, numbers=month_reports.fewer(shift)))


@endpoint
def area(visit: MonthVisit, _fields: posts.Fields, _request: Request) -> Response:
    """Show need and gaps of the organisation's own areas by part of the week."""
    return posts.html_page(page("month_area", visit, areas=own_area.own_areas(*visit.about)))


def _month(visit: MonthVisit, done: str | None) -> Month:
    about, month = visit.about, visit.who.month
    lines = month_lines.lines(*about, month)
    places = month_lines.expected(*about, lines)
    past = month_reports.to_report(*about)
    shown = month_reports.asked_about(past)
    return Month(
        lines=lines,
        without_lines=[place for place in places if not place.has_line],
        shown=month_lines.fingerprint(lines, places),
        answer=month_answers.answer(*about, month),
        is_asked=month_answers.is_asked(*about, month),
        valid_to=month_lines.valid_to(month),
        ends=last_day(month),
        requests=month_requests.waiting(*about),
        raised=month_requests.raised(*about, month),
        past=shown,
        past_more=len(past) - len(shown),
        past_shown=month_reports.fingerprint(shown),
        all_known=bool(shown) and all(shift.adults for shift in shown),
        done=done,
        undo=month_undo.last_change(*about) if done == "changed" else None,
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise NotFoundError("past_shift_unknown") from error
