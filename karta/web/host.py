"""What a venue's link shows: visits that the police plan there, each to be accepted, moved or declined; and a note.

The note is for young people, in plain words: when, why, and that nobody has to talk to the police.
"""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from karta.errors import InputError, KartaError
from karta.i18n import day as day_text
from karta.i18n import error_text
from karta.services.planning import visit_answers, visit_links, visit_words
from karta.services.planning.visit_links import HOME, Holder
from karta.services.planning.visits import PlannedVisit
from karta.web import posts, volunteer
from karta.web.link_visit import LinkVisit
from karta.web.page import render

DONE = frozenset({"accepted", "moved", "declined", "terms"})


@dataclass(frozen=True, kw_only=True)
class HostVisit(LinkVisit):
    """Who holds a venue's link, the link's own address (`here`), the guard of its forms, and the language."""

    who: Holder

    def day(self, day: date) -> str:
        """Return a day as people say it: `fre 18 sep`."""
        return day_text(day, self.language)

    def when(self, row: PlannedVisit) -> str:
        """Return day and hours of a visit."""
        return f"{self.day(row.day)} {row.start}\u2013{row.end}"

    def officer(self, row: PlannedVisit) -> str:
        """Return by which function a visit is, and with whom."""
        return visit_words.who(row, self.language)

    def times(self, row: PlannedVisit) -> list[tuple[str, str]]:
        """Return the times to which a visit can be moved: what a form sends, and the words."""
        rows = visit_answers.times_for(self.workspace, self.who.viewer, row.visit_id)
        return [(f"{day.isoformat()} {start}", f"{self.day(day)} {start}") for day, start in rows]


def _visit_of(request: Request, language: str) -> HostVisit:
    workspace, token = volunteer.served(), request.path_params["token"]
    who = visit_links.holder(workspace, token)
    return HostVisit(
        workspace=workspace, who=who, here=f"{HOME}{token}", guard=posts.guard_of(token), language=language,
    )  # fmt: skip


def _refused(visit: HostVisit, error: KartaError, _fields: posts.Fields) -> str:
    return page("host_refused", visit, sentence=error_text(error, visit.language))


def page(template: str, visit: HostVisit, **content: object) -> str:
    """Return a page of a venue's link."""
    return render(template, visit.language, visit.here, volunteer.spoken(), visit=visit, **content)


def endpoint(work: posts.Work[HostVisit]) -> posts.Endpoint:
    """Return the endpoint of a page of a venue's link."""
    return posts.endpoint(work, visit_of=_visit_of, refused=_refused, spoken_of=volunteer.spoken)


@endpoint
def home(visit: HostVisit, _fields: posts.Fields, request: Request) -> Response:
    """Show what is planned."""
    done = request.query_params.get("klart", "")
    rows = visit_links.planned(visit.workspace, visit.who)
    return posts.html_page(page("host_home", visit, rows=rows, done=done if done in DONE else ""))


@endpoint
def note(visit: HostVisit, _fields: posts.Fields, request: Request) -> Response:
    """Show the note of a visit, to be printed and put up."""
    row = visit_links.of_link(visit.workspace, visit.who, request.path_params["visit"])
    return posts.html_page(page("host_note", visit, row=row))


@endpoint
def _answered(visit: HostVisit, fields: posts.Fields, _request: Request) -> Response:
    """Take an answer."""
    row = visit_links.of_link(visit.workspace, visit.who, fields.get("visit", ""))
    about = visit.workspace, visit.who.viewer, row.visit_id
    match fields.get("answer"):
        case "accepted":
            visit_answers.answer(*about, accepts=True)
        case "declined":
            visit_answers.answer(*about, accepts=False)
        case "moved":
            day, _, start = fields.get("to", "").partition(" ")
            visit_answers.move(*about, _day(day), start)
        case _:
            raise InputError("form_outdated")
    return RedirectResponse(visit.link("", klart=fields["answer"]), 303, headers=posts.NO_STORE)


answered = posts.sent_to(_answered, HOME)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise InputError("visit_not_within_terms") from error
