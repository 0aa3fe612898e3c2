"""The public page behind the poster's code: how one comes along. It holds no place, no hour, and stores nothing."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from karta.errors import NotFoundError
from karta.i18n import error_text
from karta.services.rosters import poster_contact
from karta.web import posts, volunteer
from karta.web.page import render


async def show(request: Request) -> Response:
    """Answer with an organisation's invitation, or with how to go on where there is none."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    language, org_id = posts.language_of(request), request.path_params["org"]
    try:
        invitation = poster_contact.invitation(volunteer.served(), org_id)
    except NotFoundError as error:
        sentence = error_text(error, language)
        page = render("no_invitation", language, "", sentence=sentence)
        return HTMLResponse(page, 404, headers=posts.NO_STORE)
    page = render("poster_page", language, poster_contact.path(org_id), invitation=invitation)
    return HTMLResponse(page, headers=posts.NO_STORE)
