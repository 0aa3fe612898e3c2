"""What a personal link answers: my shifts, shifts I could take, signing up and off, the report, the calendar."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import ConflictError
from karta.i18n import text
from karta.model import typed_numbers
from karta.model.web_address import host_of
from karta.reports.calendar import calendar
from karta.services import homes, mail
from karta.services.access import light_languages, public_address
from karta.services.follow_up import shift_reports
from karta.services.rosters import asking, notice_mail, notices, sign_ups, volunteers, walk_marks
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace, open_workspace
from karta.web import free_times, own_data, posts
from karta.web import volunteer_pages as pages
from karta.web.visit import Visit

HOME = "/p/"
MOST_DIGITS = 9
SHEET = 'attachment; filename="pass.pdf"'


def _visit(request: Request, language: str) -> Visit:
    workspace = served()
    token = request.path_params["token"]
    who = volunteers.by_link(workspace, token)
    return Visit(
        workspace=workspace, who=who, here=f"{HOME}{token}", guard=posts.guard_of(token), language=language,
        zone=workspace.zone, spoken=light_languages.published(workspace),
    )  # fmt: skip


def spoken() -> Mapping[str, str]:
    """Return the languages that the pages of a link speak, each with who has reviewed it."""
    return light_languages.published(served())


def _endpoint(work: posts.Work[Visit]) -> posts.Endpoint:
    return posts.endpoint(work, visit_of=_visit, refused=pages.refused, spoken_of=spoken)


def _sent_to(work: posts.Work[Visit]) -> posts.Endpoint:
    return posts.sent_to(_endpoint(work), HOME)


@_endpoint
def home(visit: Visit, _fields: posts.Fields, request: Request) -> Response:
    """Show a volunteer's own shifts and those that could be taken."""
    own, could_take = volunteers.page(visit.workspace, visit.who)
    roles = asking.of_person(visit.workspace, visit.who)
    asked = [each for each in could_take if each.occurrence_id in roles]
    free = [each for each in could_take if each.occurrence_id not in roles]
    # What one is asked about stands there with its buttons.
    news = [
        notice
        for notice in notices.own(visit.workspace, visit.who.person_id)
        if not notice.read and notice.kind != "asked"
    ]
    host = host_of(public_address.address()) or request.headers.get("host", "")
    overview = pages.Overview(
        own, free, news, request.query_params.get("klart", ""), host,
        mails=mail.server(visit.workspace) is not None, marks=walk_marks.marks(visit.workspace),
        asked=sorted(asked, key=lambda each: each.start), roles=roles,
    )  # fmt: skip
    return posts.html_page(pages.home(visit, overview))


@_sent_to
def read(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Note that the volunteer has read their notices."""
    notices.mark_read(visit.workspace, visit.who.person_id, visit.who.function)
    return _back(visit, "read")


@_sent_to
def address(visit: Visit, fields: posts.Fields, request: Request) -> Response:
    """Note where the volunteer wants notices sent; who typed another address meanwhile is shown both."""
    typed = fields.get("address", "")
    person = visit.who
    try:
        notice_mail.set_address(
            visit.workspace, person.person_id, person.function, typed, shown=fields.get("shown", "")
        )
    except ConflictError as error:
        current = volunteers.by_link(visit.workspace, request.path_params["token"])
        return posts.html_page(
            pages.address_changed(replace(visit, who=current), error, typed), posts.status(error)
        )
    return _back(visit, "address")


@_sent_to
def sign_up(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Sign up; who has not said yet to be of age is asked first."""
    if not visit.who.is_adult and "adult" not in fields:
        return posts.html_page(pages.ask_age(visit, fields))
    occurrence_id = fields.get("occurrence", "")
    if "role" not in fields and fields.get("adult") != "no":
        missing = volunteers.roles_missing(visit.workspace, visit.who, occurrence_id)
        if missing:
            return posts.html_page(pages.ask_role(visit, fields, missing))
    is_adult = {"yes": True, "no": False}.get(fields.get("adult", ""))
    done = sign_ups.sign_up(
        visit.workspace, visit.who, occurrence_id, is_adult=is_adult, wait=fields.get("wait") == "yes",
        role=fields.get("role") or None,
    )  # fmt: skip
    return _back(visit, done)


@_sent_to
def no(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Say no to a question whether one goes."""
    asking.decline(visit.workspace, visit.who, fields.get("occurrence", ""))
    return _back(visit, "no")


@_sent_to
def sign_off(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Sign off."""
    sign_ups.sign_off(visit.workspace, visit.who, fields.get("occurrence", ""))
    return _back(visit, "off")


@_sent_to
def stand_in(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Ask for a stand-in, or go after all."""
    wanted = fields.get("wanted") != "no"
    sign_ups.ask_stand_in(visit.workspace, visit.who, fields.get("occurrence", ""), wanted=wanted)
    return _back(visit, "stand_in" if wanted else "going")


@_sent_to
def out(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Note that the team is out."""
    walk_marks.press(visit.workspace, visit.who, fields.get("occurrence", ""), is_home=False)
    return _back(visit, "out")


@_sent_to
def at_home(visit: Visit, fields: posts.Fields, _request: Request) -> Response:
    """Note that the team is home."""
    walk_marks.press(visit.workspace, visit.who, fields.get("occurrence", ""), is_home=True)
    return _back(visit, "home")


@_endpoint
def report(visit: Visit, fields: posts.Fields, request: Request) -> Response:
    """Show the report's form, and store what was filled in."""
    occurrence_id = request.path_params["occurrence"]
    if request.method == "GET":
        occurrence = volunteers.own_occurrence(visit.workspace, visit.who, occurrence_id)
        stored = shift_reports.stored_report(visit.workspace, visit.who, occurrence)
        return posts.html_page(pages.ask_report(visit, occurrence, stored))
    try:
        shift_reports.report(
            visit.workspace, visit.who, occurrence_id, carried_out=fields.get("outcome") == "carried_out",
            adults=typed_numbers.digits(fields.get("adults", ""), typed_numbers.MOST_ADULTS),
            start=fields.get("start") or None, end=fields.get("end") or None, met=fields.get("met"),
            version=_count(fields.get("version", "")) or 0,
        )  # fmt: skip
    except ConflictError as error:
        occurrence = volunteers.own_occurrence(visit.workspace, visit.who, occurrence_id)
        stored = shift_reports.stored_report(visit.workspace, visit.who, occurrence)
        return posts.html_page(
            pages.ask_report(visit, occurrence, stored, fields, error), posts.status(error)
        )
    return _back(visit, "reported")


@_endpoint
def sheet(visit: Visit, _fields: posts.Fields, request: Request) -> Response:
    """Answer with the walk sheet of a shift that the volunteer goes to."""
    occurrence = volunteers.own_occurrence(visit.workspace, visit.who, request.path_params["occurrence"])
    body = walk_sheets.own_pdf(visit.workspace, visit.who, occurrence.occurrence_id)
    return Response(
        body, media_type="application/pdf", headers={**posts.NO_STORE, "content-disposition": SHEET}
    )


@_endpoint
def feed(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Answer with the volunteer's calendar."""
    workspace = visit.workspace
    occurrences = volunteers.calendar_occurrences(workspace, visit.who)
    sentences: dict[str, list[str]] = {}
    for notice in notices.own(workspace, visit.who.person_id):
        if notice.kind in ("changed", "moved", "clash", "called_in", "again", "back", "message"):
            sentences.setdefault(notice.occurrence.occurrence_id, []).append(notice.sentence(visit.language))
    body = calendar(
        occurrences, visit.who.person_id, workspace.now(), visit.language,
        alarm_days=notices.alarm_days(workspace), notices=sentences,
    )  # fmt: skip
    return Response(body, media_type="text/calendar; charset=utf-8", headers=posts.NO_STORE)


when = _endpoint(free_times.page)
own_page = _endpoint(own_data.show)
own_json = _endpoint(own_data.as_json)
own_text = _endpoint(own_data.as_text)
erase = _endpoint(own_data.erase)


@_sent_to
def stay(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Note that a volunteer who was reminded wants to stay."""
    own_data.stay(visit)
    return _back(visit, "stay")


@dataclass(frozen=True)
class _Opened:
    """The workspace that is served, opened once for a home."""

    workspace: Workspace


@cache
def _opened(home: homes.Home) -> _Opened:
    return _Opened(open_workspace(home))


def served() -> Workspace:
    """Return the workspace that the light pages are about."""
    return _opened(homes.of_environment(os.environ)).workspace


async def nothing(request: Request) -> Response:
    """Answer to an address that is none of ours: a page with a slash too much is led to, the rest is unknown."""
    bare = request.url.path.rstrip("/")
    if bare != request.url.path and bare.count("/") > 1 and request.method == "GET":
        return RedirectResponse(f"/{quote(bare.lstrip('/'))}", 307, headers=posts.NO_STORE)
    language = posts.language_of(request)
    return posts.html_page(posts.stranger(text("web.nothing_here", language), language), 404)


def _count(typed: str) -> int | None:
    """Return a number that a field holds, None where it holds none, or more digits than anybody counts."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def _back(visit: Visit, done: str) -> Response:
    return RedirectResponse(visit.link("", klart=done), 303, headers=posts.NO_STORE)
