"""Endpoints of the light pages: whose link it is, a post checked, an error as a page that says what to do.

A post must come from a page of ours: it carries a guard made of the link's own token, and a browser that says where it
comes from must say from here.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, NotFoundError
from karta.i18n import error_text
from karta.model.web_address import host_of
from karta.web import languages
from karta.web.page import PLAIN, render

MOST_BYTES, MOST_FIELDS = 10_000, 20
NO_STORE = {"cache-control": "no-store"}
STATUS = ((NotFoundError, 404), (NotAllowedError, 403), (ConflictError, 409), (InputError, 400))

Fields = dict[str, str]
Endpoint = Callable[[Request], Awaitable[Response]]


class Guarded(Protocol):
    """A visit by a link: the guard that its forms carry."""

    @property
    def guard(self) -> str:
        """The guard."""
        ...


V = TypeVar("V", bound=Guarded)
Work = Callable[[V, Fields, Request], Response]


def endpoint(
    work: Work[V],
    *,
    visit_of: Callable[[Request, str], V],
    refused: Callable[[V, KartaError, Fields], str],
    spoken_of: Callable[[], Mapping[str, str]] = lambda: PLAIN,
    unknown: str = "link_unknown",
) -> Endpoint:
    """Return an endpoint that finds out whose link it is, checks a post, and turns errors into sentences.

    `visit_of` raises KartaError for a link that opens nothing, whose page is `unknown`; `refused` is the page of any
    other error. `spoken_of` gives the languages that the pages speak.
    """

    def answered(request: Request, body: bytes | None) -> Response:
        spoken, language = PLAIN, language_of(request)
        sent: Fields = {}
        try:
            spoken = spoken_of()
            language = language_of(request, spoken)
            visit = visit_of(request, language)
        except KartaError as error:
            page = render(unknown, language, "", spoken, sentence=error_text(error, language))
            return html_page(page, status(error))
        try:
            if request.method == "POST":
                sent = fields(body)
                check_post(request, visit.guard, sent)
            return work(visit, sent, request)
        except KartaError as error:
            return html_page(refused(visit, error, sent), status(error))

    async def answer(request: Request) -> Response:
        body = await _body(request) if request.method == "POST" else b""
        return await run_in_threadpool(answered, request, body)

    return answer


def sent_to(answer: Endpoint, home: str) -> Endpoint:
    """Return an endpoint that is only sent to; who asks for it, as by reloading, is led back to the page of the link.

    `home` is the folder of these links, as `/p/`.
    """

    async def answer_or_lead_back(request: Request) -> Response:
        if request.method == "POST":
            return await answer(request)
        query = f"?{request.url.query}" if request.url.query else ""
        page = f"{home}{quote(request.path_params['token'], safe='')}{query}"
        return RedirectResponse(page, 303, headers=NO_STORE)

    return answer_or_lead_back


def stranger(sentence: str, language: str, spoken: Mapping[str, str] = PLAIN) -> str:
    """Return the page of a link that opens nothing."""
    return render("link_unknown", language, "", spoken, sentence=sentence)


def guard_of(token: str) -> str:
    """Return the guard that the forms of a link carry."""
    return hmac.new(token.encode(), b"form", sha256).hexdigest()[:32]


def check_post(request: Request, guard: str, sent: Fields) -> None:
    """Raise InputError unless a post carries the guard and comes from a page of ours."""
    if not hmac.compare_digest(sent.get("guard", "").encode(), guard.encode()):
        raise InputError("form_outdated")
    # A page that sends no referrer posts with the origin "null": then the browser's own word on the site counts.
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = site is not None and site != "same-origin"
    if origin is not None and origin != "null":
        foreign = foreign or host_of(origin) != request.headers.get("host")
    if foreign:
        raise InputError("form_outdated")


def fields(body: bytes | None) -> Fields:
    """Return the fields of a form. Raises InputError where it has more of them than any form of ours."""
    if body is None:
        raise InputError("form_too_long")
    try:
        return dict(parse_qsl(body.decode("utf-8", errors="replace"), max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise InputError("form_too_long") from error


def language_of(request: Request, spoken: Mapping[str, str] = PLAIN) -> str:
    """Return the language that the address asks for, where it is spoken."""
    chosen = request.query_params.get(languages.PARAMETER)
    return chosen if chosen is not None and chosen in spoken else languages.language(chosen)


def html_page(html: str, code: int = 200) -> Response:
    """Return the answer of a page, which no cache keeps."""
    return HTMLResponse(html, code, headers=NO_STORE)


def status(error: KartaError) -> int:
    """Return the status of an error's page."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


async def _body(request: Request) -> bytes | None:
    """Return what was sent, None where it is more than any form of ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body
