"""Statistics for everybody: months as they were published, as a table an area. Nothing is stored by looking."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError
from karta.i18n import error_text, figures, text
from karta.services.access import operator, viewers
from karta.services.follow_up import open_statistics
from karta.services.follow_up.open_statistics import Month
from karta.services.workspace import Workspace
from karta.web import open_tonight, posts, volunteer
from karta.web.page import render

HOME = "/light/statistik"
# What is not told and what is nothing look alike.
BLANK = "\u2013"


@dataclass(frozen=True, kw_only=True)
class StatisticsVisit:
    """Somebody who looks at the published months, in one of the languages `spoken`."""

    workspace: Workspace
    language: str
    spoken: Mapping[str, str]
    months: list[Month]
    parts: tuple[str, ...] = open_statistics.PARTS
    guard: str = ""

    @property
    def operator(self) -> str:
        """Who operates the workspace, and how they are reached."""
        return operator.in_words(self.workspace)

    def part(self, part: str) -> str:
        """Return the words for a part of the week."""
        return text(f"open.stat_{part}", self.language)

    def hours(self, amount: int | None) -> str:
        """Return an amount of adult-hours as it is told."""
        return BLANK if amount is None else figures(str(amount), self.language)


def _visit(_request: Request, language: str) -> StatisticsVisit:
    workspace = volunteer.served()
    return StatisticsVisit(
        workspace=workspace, language=language, spoken=open_tonight.spoken(),
        months=open_statistics.published(workspace, viewers.visitor()),
    )  # fmt: skip


def _refused(visit: StatisticsVisit, error: KartaError, _sent: posts.Fields) -> str:
    return render("open_off", visit.language, HOME, visit.spoken, sentence=error_text(error, visit.language))


def _answer(visit: StatisticsVisit, _sent: posts.Fields, _request: Request) -> Response:
    return posts.html_page(render("open_statistics", visit.language, HOME, visit.spoken, visit=visit))


show = posts.endpoint(
    _answer, visit_of=_visit, refused=_refused, spoken_of=open_tonight.spoken, unknown="open_off"
)
