"""What a personal link answers: my shifts, shifts I could take, signing up and off, the report, the calendar.

A post must come from a page of ours: it carries a guard made of the link's own token, and a browser that says where it
comes from must say from here.
"""

import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, NotFoundError
from karta.i18n import error_text
from karta.reports.calendar import calendar
from karta.services import mail, notice_mail, notices, shift_reports, signups, turns, walk_sheets
from karta.services.workspace import Workspace, open_workspace
from karta.web import asking, languages
from karta.web import volunteer_pages as pages
from karta.web.volunteer_pages import Visit

MOST_BYTES = 10_000
SHEET = 'attachment; filename="pass.pdf"'
NO_STORE = {"cache-control": "no-store"}
STATUS = ((NotFoundError, 404), (NotAllowedError, 403), (ConflictError, 409), (InputError, 400))

Fields = dict[str, str]
Endpoint = Callable[[Request], Awaitable[Response]]


def _endpoint(work: Callable[[Visit, Fields, Request], Response]) -> Endpoint:
    """Return an endpoint that finds out whose link it is, checks a post, and turns errors into sentences."""

    async def answer(request: Request) -> Response:
        fields = await _fields(request) if request.method == "POST" else {}
        return await run_in_threadpool(_answered, work, request, fields)

    return answer


def _answered(
    work: Callable[[Visit, Fields, Request], Response], request: Request, fields: Fields
) -> Response:
    language = language_of(request)
    try:
        visit = _visit(request, language)
    except KartaError as error:
        return _page(pages.stranger(error_text(error, language), language), _status(error))
    try:
        if request.method == "POST":
            _check_post(request, visit, fields)
        return work(visit, fields, request)
    except KartaError as error:
        return _page(pages.refused(visit, error, fields), _status(error))


@_endpoint
def home(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001 - all endpoints are alike
    """Show a volunteer's own shifts and those that could be taken."""
    own, free = signups.page(visit.workspace, visit.who)
    news = [told for told in notices.own(visit.workspace, visit.who.person_id) if not told.read]
    found = pages.Home(
        own, free, news, request.query_params.get("klart", ""), request.headers.get("host", ""),
        mails=mail.server(visit.workspace) is not None,
    )  # fmt: skip
    return _page(pages.home(visit, found))


@_endpoint
def read(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Note that the volunteer has read their notices."""
    notices.mark_read(visit.workspace, visit.who.person_id, visit.who.function)
    return _back(visit, "read")


@_endpoint
def address(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Note where the volunteer wants notices sent."""
    said = fields.get("address", "")
    notice_mail.set_address(visit.workspace, visit.who.person_id, visit.who.function, said)
    return _back(visit, "address")


@_endpoint
def sign_up(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Sign up; who has not said yet to be of age is asked first."""
    if not visit.who.is_adult and "adult" not in fields:
        return _page(asking.ask_age(visit, fields))
    turn_id = fields.get("turn", "")
    if "role" not in fields and fields.get("adult") != "no":
        missing = turns.roles_missing(visit.workspace, turn_id)
        if missing:
            return _page(asking.ask_role(visit, fields, missing))
    said = {"yes": True, "no": False}.get(fields.get("adult", ""))
    done = signups.sign_up(
        visit.workspace, visit.who, turn_id, is_adult=said, wait=fields.get("wait") == "yes",
        role=fields.get("role") or None,
    )  # fmt: skip
    return _back(visit, done)


@_endpoint
def sign_off(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Sign off."""
    signups.sign_off(visit.workspace, visit.who, fields.get("turn", ""))
    return _back(visit, "off")


@_endpoint
def stand_in(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Ask for a stand-in, or go after all."""
    wanted = fields.get("wanted") != "no"
    signups.ask_stand_in(visit.workspace, visit.who, fields.get("turn", ""), wanted=wanted)
    return _back(visit, "stand_in" if wanted else "going")


@_endpoint
def report(visit: Visit, fields: Fields, request: Request) -> Response:
    """Show the report's form, and store what was filled in."""
    turn_id = request.path_params["turn"]
    if request.method == "GET":
        return _page(asking.ask_report(visit, signups.own_turn(visit.workspace, visit.who, turn_id)))
    adults = fields.get("adults", "")
    shift_reports.report(
        visit.workspace, visit.who, turn_id, carried_out=fields.get("outcome") == "carried_out",
        adults=int(adults) if adults.isdecimal() else None, start=fields.get("start") or None,
        end=fields.get("end") or None, met=fields.get("met"),
    )  # fmt: skip
    return _back(visit, "reported")


@_endpoint
def sheet(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Answer with the walk sheet of a shift that the volunteer goes to."""
    turn = signups.own_turn(visit.workspace, visit.who, request.path_params["turn"])
    body = walk_sheets.own_pdf(visit.workspace, visit.who, turn.turn_id)
    return Response(body, media_type="application/pdf", headers={**NO_STORE, "content-disposition": SHEET})


@_endpoint
def feed(visit: Visit, fields: Fields, request: Request) -> Response:  # noqa: ARG001
    """Answer with the volunteer's calendar."""
    found = signups.calendar_turns(visit.workspace, visit.who)
    workspace = visit.workspace
    told: dict[str, list[str]] = {}
    for one in notices.own(workspace, visit.who.person_id):
        if one.kind in ("changed", "called_in", "again"):
            told.setdefault(one.turn.turn_id, []).append(one.sentence(visit.language))
    body = calendar(
        found, visit.who.person_id, workspace.store.revision(), workspace.now(), visit.language,
        alarm_days=notices.alarm_days(workspace), told=told,
    )  # fmt: skip
    return Response(body, media_type="text/calendar; charset=utf-8", headers=NO_STORE)


@dataclass(frozen=True)
class _Opened:
    """The workspace that is served, opened once for a folder."""

    workspace: Workspace


@cache
def _opened(folder: str) -> _Opened:
    return _Opened(open_workspace(Path(folder)))


def served() -> Workspace:
    """Return the workspace that the light pages are about."""
    return _opened(os.environ.get("KARTA_WORKSPACE", "workspace")).workspace


def _visit(request: Request, language: str) -> Visit:
    workspace = served()
    token = request.path_params["token"]
    who = signups.by_link(workspace, token)
    zone = ZoneInfo(workspace.method.timezone)
    return Visit(workspace, who, f"/p/{token}", _guard(token), language, zone)


def _guard(token: str) -> str:
    return hmac.new(token.encode(), b"form", sha256).hexdigest()[:32]


def _check_post(request: Request, visit: Visit, fields: Fields) -> None:
    if not hmac.compare_digest(fields.get("guard", "").encode(), visit.guard.encode()):
        raise InputError("form_outdated")
    # A page that sends no referrer posts with the origin "null": then the browser's own word on the site counts.
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = site is not None and site != "same-origin"
    if origin is not None and origin != "null":
        foreign = foreign or urlsplit(origin).netloc != request.headers.get("host")
    if foreign:
        raise InputError("form_outdated")


async def _fields(request: Request) -> Fields:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), max_num_fields=20))


def language_of(request: Request) -> str:
    """Return the language that the address asks for."""
    return languages.language(request.query_params.get(languages.ASKED))


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers=NO_STORE)


def _back(visit: Visit, done: str) -> Response:
    return RedirectResponse(visit.link("", klart=done), 303, headers=NO_STORE)


def _status(error: KartaError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)
