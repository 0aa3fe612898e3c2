"""What an officer's link answers: the calendar of the visits that one function of the police goes to, and no page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError
from karta.i18n import error_text
from karta.model.walltime import instant, parse_time
from karta.reports.visit_calendar import CalendarVisit, calendar
from karta.services.planning import visit_feeds
from karta.services.planning.visit_feeds import Holder
from karta.services.planning.visits import PlannedVisit
from karta.services.workspace import Workspace
from karta.web import posts, volunteer
from karta.web.link_visit import LinkVisit


@dataclass(frozen=True, kw_only=True)
class OfficerVisit(LinkVisit):
    """Whoever holds an officer's link; a calendar program asks for nothing but the file."""

    who: Holder


def _visit_of(request: Request, language: str) -> OfficerVisit:
    workspace, token = volunteer.served(), request.path_params["token"]
    return OfficerVisit(
        workspace=workspace, who=visit_feeds.holder(workspace, token), here=f"{visit_feeds.HOME}{token}",
        guard=posts.guard_of(token), language=language,
    )  # fmt: skip


def _refused(visit: OfficerVisit, error: KartaError, _fields: posts.Fields) -> str:
    return posts.stranger(error_text(error, visit.language), visit.language)


def _answer(visit: OfficerVisit, _fields: posts.Fields, _request: Request) -> Response:
    workspace = visit.workspace
    rows = [_row(workspace, row) for row in visit_feeds.planned(workspace, visit.who)]
    body = calendar(rows, workspace.now(), visit.language)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=posts.NO_STORE)


feed = posts.endpoint(_answer, visit_of=_visit_of, refused=_refused)


def _row(workspace: Workspace, row: PlannedVisit) -> CalendarVisit:
    start, end = (datetime.combine(row.day, parse_time(text)) for text in (row.start, row.end))
    if end <= start:
        end += timedelta(days=1)
    first, last = (instant(wall, workspace.zone) for wall in (start, end))
    return CalendarVisit(row.visit_id, first, last, row.place, row.state, bool(row.along))
