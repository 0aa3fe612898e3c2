"""The reading interface of programs: a question with a key, and an answer in JSON. Nothing is changed by it.

The key comes in the header `Authorization: Bearer`, and nowhere else: what stands in an address ends up in logs. The
cookie of a sign-in opens nothing here.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError, NotFoundError
from karta.i18n import error_text, text
from karta.services.access import api_keys
from karta.services.sheets import api_answers
from karta.web import posts, volunteer

HOME = "/api/"
VERSION = f"{HOME}v1/"
UNAUTHORIZED, NOT_THERE = 401, 404
_BEARER = "bearer"
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(scope: str) -> Endpoint:
    """Return what answers to questions for `scope`: gaps, shifts or the register."""

    def answered(request: Request) -> Response:
        language = posts.language_of(request)
        try:
            workspace = volunteer.served()
            try:
                viewer = api_keys.reader(workspace, _token(request), scope)
            except NotFoundError as error:
                headers = {"www-authenticate": "Bearer"}
                return _json(_fault(error, language), UNAUTHORIZED, headers)
            return _json(api_answers.answer(workspace, viewer, scope, dict(request.query_params)))
        except KartaError as error:
            return _json(_fault(error, language), posts.status(error))

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(answered, request)

    return answer


async def nothing(request: Request) -> Response:
    """Answer to an address below `/api/` that is none."""
    sentence = text("web.nothing_here", posts.language_of(request))
    return _json({"error": "nothing_here", "sentence": sentence}, NOT_THERE)


def _token(request: Request) -> str:
    lines = request.headers.getlist("authorization")
    kind, _, token = lines[0].partition(" ") if len(lines) == 1 else ("", "", "")
    return token.strip() if kind.lower() == _BEARER else ""


def _fault(error: KartaError, language: str) -> dict[str, str]:
    return {"error": error.code, "sentence": error_text(error, language)}


def _json(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Response(body, status, {**posts.NO_STORE, **(headers or {})}, "application/json")
