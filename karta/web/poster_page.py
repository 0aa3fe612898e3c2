"""The public page behind the poster's code: how one comes along, and asking to. It holds no place and no hour.

Who asks is answered the same whoever they are; what they wrote is shown to nobody but their organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import KartaError
from karta.i18n import error_text
from karta.services.access import viewers
from karta.services.rosters import joining, poster_contact
from karta.services.rosters.poster_contact import Invitation
from karta.web import posts, volunteer
from karta.web.languages import PARAMETER
from karta.web.page import render

ASKED = "klart"


@dataclass(frozen=True)
class _Visit:
    """Somebody who looks at an organisation's invitation, in one of the languages that are `spoken`."""

    org_id: str
    invitation: Invitation
    guard: str
    language: str
    spoken: Mapping[str, str]

    @property
    def here(self) -> str:
        """The address of the page."""
        return poster_contact.path(self.org_id)

    def page(self, **content: object) -> str:
        """Return the page."""
        return render("poster_page", self.language, self.here, self.spoken, joining=self, **content)


def _visit(request: Request, language: str) -> _Visit:
    org_id = request.path_params["org"]
    invitation = poster_contact.invitation(volunteer.served(), org_id)
    return _Visit(org_id, invitation, posts.guard_of(org_id), language, volunteer.spoken())


def _refused(visit: _Visit, error: KartaError, sent: posts.Fields) -> str:
    """Return the form with what was typed and why it was not taken."""
    return visit.page(asked=False, sentence=error_text(error, visit.language), typed=sent)


def _answer(visit: _Visit, sent: posts.Fields, request: Request) -> Response:
    """Show the invitation, and take what somebody asks to the organisation."""
    if request.method == "POST":
        viewer = viewers.anonymous(visit.org_id)
        joining.ask(volunteer.served(), viewer, visit.org_id, sent.get("name", ""), sent.get("reach", ""))
        done = f"{visit.here}?{ASKED}=1&{PARAMETER}={visit.language}"
        return RedirectResponse(done, 303, headers=posts.NO_STORE)
    return posts.html_page(visit.page(asked=ASKED in request.query_params, sentence="", typed={}))


show = posts.endpoint(
    _answer, visit_of=_visit, refused=_refused, spoken_of=volunteer.spoken, unknown="no_invitation"
)
