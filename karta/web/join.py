"""The public page behind the poster's code: how one comes along. It holds no place, no hour, and stores nothing."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from karta.errors import NotFoundError
from karta.i18n import error_text, text
from karta.services import joining
from karta.services.joining import Invitation
from karta.web import volunteer
from karta.web.page import Markup, document, filled, own, tag


async def show(request: Request) -> Response:
    """Answer with an organisation's invitation, or with how to go on where there is none."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    language, org_id = volunteer.language_of(request), request.path_params["org"]
    try:
        found = joining.invitation(volunteer.served(), org_id)
    except NotFoundError as error:
        title = text("join.title", language)
        body: list[str | Markup] = [tag("h1", title), tag("p", error_text(error, language), role="alert")]
        return HTMLResponse(_document(title, body, language, ""), 404, headers=volunteer.NO_STORE)
    return HTMLResponse(page(found, language, joining.path(org_id)), headers=volunteer.NO_STORE)


def page(found: Invitation, language: str, here: str) -> str:
    """Return the page of an invitation."""
    title = text("join.title", language)
    points = text("sheets.poster_points", language).split("|")
    steps = [
        tag("li", filled(text("join.step_reach", language), organisation=found.organisation)),
        tag("li", text("join.step_link", language)),
        tag("li", text("join.step_first", language)),
    ]
    body: list[str | Markup] = [
        tag("h1", title),
        tag("p", own(found.organisation), class_="quiet"),
        tag("p", text("sheets.poster_lead", language)),
        tag("ul", *(tag("li", point.strip()) for point in points)),
        tag("h2", text("join.how", language)),
        tag("ol", *steps),
        tag("a", own(found.says), href=found.leads, class_="button", rel="noreferrer"),
    ]
    return _document(title, body, language, here)


def _document(title: str, body: list[str | Markup], language: str, here: str) -> str:
    return document(title, body, language, here, foot=text("join.nothing_kept", language))
