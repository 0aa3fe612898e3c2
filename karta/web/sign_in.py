"""The pages of signing in: the way to the sign-in service and back, an invitation, the way out.

Everything that belongs to one attempt lies in a cookie of this browser for ten minutes, so that an answer of the
service that was meant for somebody else opens nothing here.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from json import dumps, loads
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import InputError, KartaError, NotFoundError
from karta.i18n import error_text
from karta.model.member import Identity
from karta.model.web_address import INVITATION
from karta.services.access import public_address, sign_in
from karta.web import headers, languages, oidc, posts, signed_in, volunteer
from karta.web.page import render

HOME, BACK, OUT = "/in", "/in/svar", "/ut"
# Where one wanted to go before one was asked to sign in.
WAY = "till"

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Pending:
    """What a browser keeps of an attempt: what must come back, where to go then, the invitation that is taken up."""

    state: str
    nonce: str
    verifier: str
    way: str
    invitation: str | None


def start_page(language: str, way: str) -> Response:
    """Return the page of whoever is not signed in: what this is, and the way in."""
    own = local_path(way)
    page = posts.html_page(render("sign_in", language, urlsplit(own).path, way=own))
    page.headers["content-security-policy"] = headers.light_policy()
    return page


def local_path(typed: str) -> str:
    """Return a path of this server, and its first page for whatever leads elsewhere."""
    is_own = (
        typed.startswith("/") and not typed.startswith("//") and "\\" not in typed and typed.isprintable()
    )
    return typed if is_own and not typed.startswith((HOME, OUT)) else "/"


def _said(answer: Answer) -> Answer:
    """Return an endpoint that turns errors into sentences, with a way to begin anew."""

    async def answer_or_say(request: Request) -> Response:
        try:
            return await answer(request)
        except KartaError as error:
            return _refused(error, _language(request))

    return answer_or_say


@_said
async def begin(request: Request) -> Response:
    """Lead to the sign-in service."""
    invitation = request.path_params.get("token")
    attempt = await oidc.begin(_address(request))
    way = local_path(request.query_params.get(WAY, "/"))
    pending = Pending(attempt.state, attempt.nonce, attempt.verifier, way, invitation)
    content = urlsafe_b64encode(dumps(asdict(pending)).encode()).decode()
    answer = RedirectResponse(attempt.leads, 303, headers=posts.NO_STORE)
    answer.headers.append(
        "set-cookie", signed_in.cookie(signed_in.ATTEMPT, content, signed_in.ATTEMPT_SECONDS)
    )
    return answer


@_said
async def come_back(request: Request) -> Response:
    """Begin the sign-in of whom the service vouches for, and lead to where they wanted to go."""
    pending = _pending(request)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    if not code or not state or not hmac.compare_digest(state.encode(), pending.state.encode()):
        raise InputError("sign_in_broken")
    who = await oidc.identity(code, pending.nonce, pending.verifier, _address(request))
    before = signed_in.token(request.scope)
    token = await run_in_threadpool(_begin, before, who, pending.invitation)
    answer = RedirectResponse(pending.way, 303, headers=posts.NO_STORE)
    answer.headers.append("set-cookie", signed_in.begun(token))
    answer.headers.append("set-cookie", signed_in.cookie(signed_in.ATTEMPT, "", 0))
    return answer


@_said
async def invited(request: Request) -> Response:
    """Show what an invitation is for, and the way to take it up; looking uses nothing up."""
    language, token = _language(request), request.path_params["token"]
    member = await run_in_threadpool(sign_in.invited, volunteer.served(), token)
    here = f"{INVITATION}{token}"
    return posts.html_page(render("invitation", language, here, member=member, leads=f"{here}/vidare"))


async def leave(request: Request) -> Response:
    """End the sign-in where a page of ours asks for it, else ask first."""
    language, token = _language(request), signed_in.token(request.scope)
    is_ours = request.headers.get("sec-fetch-site") == "same-origin"
    if request.method == "POST" and token:
        try:
            posts.check_post(request, posts.guard_of(token), posts.fields(await request.body()))
        except KartaError as error:
            return _refused(error, language)
    elif token and not is_ours:
        return posts.html_page(render("sign_out", language, OUT, guard=posts.guard_of(token)))
    if token:
        await run_in_threadpool(sign_in.end, volunteer.served(), token)
    answer = posts.html_page(render("signed_out", language, HOME))
    answer.headers.append("set-cookie", signed_in.ended())
    return answer


def _begin(before: str | None, who: Identity, invitation: str | None) -> str:
    workspace = volunteer.served()
    token = sign_in.begin(workspace, who, invitation)
    if before:
        # Whoever was signed in here before is not any more: the cookie of it is gone.
        sign_in.end(workspace, before)
    return token


def _pending(request: Request) -> Pending:
    content = signed_in.read(request.headers.getlist("cookie"), signed_in.ATTEMPT)
    try:
        return Pending(**loads(urlsafe_b64decode(content or "")))
    except (ValueError, TypeError) as error:
        raise InputError("sign_in_broken") from error


def _address(request: Request) -> str:
    """Return the address of this server that the service sends the browser back to."""
    return f"{public_address.address() or str(request.base_url).rstrip('/')}{BACK}"


def _language(request: Request) -> str:
    chosen_before = languages.cookie_language(request.headers.get("cookie"))
    return languages.language(request.query_params.get(languages.PARAMETER), chosen_before)


def _refused(error: KartaError, language: str) -> Response:
    is_stranger = isinstance(error, NotFoundError) and error.code == "not_invited"
    template = "not_invited" if is_stranger else "sign_in_refused"
    sentence = error_text(error, language)
    return posts.html_page(render(template, language, HOME, sentence=sentence), posts.status(error))
