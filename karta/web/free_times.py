"""The page on which a volunteer says when they can walk: a tap opens it, another says it; and what they wish for."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import InputError
from karta.model import typed_numbers
from karta.model.free_times import PARTS
from karta.model.recurrence import WEEKDAYS
from karta.services.rosters import availability, training_links
from karta.services.rosters.availability import Wishes
from karta.web import posts
from karta.web.page import render
from karta.web.visit import Visit

PATH = "/nar"


def page(visit: Visit, fields: posts.Fields, request: Request) -> Response:
    """Show what somebody has said, or store what they say now."""
    if request.method == "POST":
        act = ACTS.get(fields.get("what", ""))
        if act is None:
            raise InputError("form_outdated")
        act(visit, fields)
        return RedirectResponse(visit.link(PATH, klart="ja"), 303, headers=posts.NO_STORE)
    html = render(
        "free_times", visit.language, f"{visit.here}{PATH}", visit.spoken, visit=visit, parts=PARTS,
        own=availability.own(visit.workspace, visit.who), weekdays=WEEKDAYS, done="klart" in request.query_params,
        most_a_week=availability.MOST_A_WEEK, most_a_month=availability.MOST_A_MONTH,
        most_hours=availability.MOST_HOURS, most_of_name=availability.MOST_OF_NAME, today=visit.workspace.today,
        most_km=availability.MOST_KM, areas=availability.home_areas(visit.workspace),
        pages=training_links.of_volunteer(visit.workspace, visit.who),
    )  # fmt: skip
    return posts.html_page(html)


def _free(visit: Visit, fields: posts.Fields) -> None:
    code, is_free = fields.get("time", ""), fields.get("free") == "yes"
    availability.set_free(visit.workspace, visit.who, code, is_free=is_free)


def _wishes(visit: Visit, fields: posts.Fields) -> None:
    def count(name: str) -> int | None:
        typed = fields.get(name, "")
        # A number that no form of ours has is told from none.
        return (typed_numbers.digits(typed, availability.MOST_A_MONTH) or 0) if typed else None

    wishes = Wishes(
        count("week_cap"), count("month_cap"), fields.get("latest_home"), count("longest_hours"), "leads" in fields,
        "first_aid" in fields, "wants_day" in fields, "wants_short" in fields, fields.get("home_area") or None,
        count("farthest_km"),
    )  # fmt: skip
    availability.set_wishes(visit.workspace, visit.who, wishes)


def _away(visit: Visit, fields: posts.Fields) -> None:
    availability.add_away(visit.workspace, visit.who, fields.get("first", ""), fields.get("last", ""))


def _not_away(visit: Visit, fields: posts.Fields) -> None:
    availability.remove_away(visit.workspace, visit.who, fields.get("row", ""))


def _companion(visit: Visit, fields: posts.Fields) -> None:
    availability.add_companion(visit.workspace, visit.who, fields.get("name", ""), fields.get("kind", ""))


def _no_companion(visit: Visit, fields: posts.Fields) -> None:
    availability.remove_companion(visit.workspace, visit.who, fields.get("row", ""))


def _adult(visit: Visit, _fields: posts.Fields) -> None:
    availability.declare_adult(visit.workspace, visit.who)


def _stop(visit: Visit, _fields: posts.Fields) -> None:
    availability.stop(visit.workspace, visit.who)


ACTS: dict[str, Callable[[Visit, posts.Fields], None]] = {
    "free": _free, "wishes": _wishes, "away": _away, "not_away": _not_away, "companion": _companion,
    "no_companion": _no_companion, "adult": _adult, "stop": _stop,
}  # fmt: skip
