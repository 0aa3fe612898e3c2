"""The patrol card: who is out, whom to call and what is open now, for who has signed in; and a slip to hand on.

The slip holds what may be shown to everybody. That it was printed or given is noted nowhere, and nothing here is
written at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError, NotFoundError
from karta.i18n import error_text, number
from karta.model.telephone import is_number
from karta.privacy import Viewer
from karta.services.access import provider, sign_in, viewers
from karta.services.gaps import now
from karta.services.gaps.now import Now, Out
from karta.services.register import contacts, open_side, open_tonight
from karta.services.register.open_side import OpenSide
from karta.services.register.open_tonight import Open, Tonight
from karta.services.rosters import poster_contact
from karta.services.workspace import Workspace
from karta.web import open_tonight as open_page
from karta.web import posts, signed_in, volunteer
from karta.web.open_tonight import OpenVisit
from karta.web.page import PLAIN, render
from karta.web.sign_in import start_page

HOME = "/light/nu"
Work = Callable[[Workspace, Viewer, Request], str]


@dataclass(frozen=True, kw_only=True)
class PatrolVisit(OpenVisit):
    """Somebody who has signed in and looks at the card; `slips`: whether there is an open side to invite to."""

    now: Now
    contacts: pd.DataFrame
    slips: bool

    def out_line(self, out: Out) -> str:
        """Return who is out where, as a sentence."""
        return self.say(
            "now.out_line", place=out.place, org=out.organisation or self.say("ui.someone"),
            role=self.say(f"roles.{out.kind}"), adults=number(out.adults, 1, self.language),
            until=f"{out.until:%H:%M}",
        )  # fmt: skip

    @property
    def calls(self) -> list[tuple[str, str, str, str]]:
        """Whom one can call: in words, the number, where that leads ("" where it is none), and the hours."""
        rows = self.contacts[self.contacts["in_force"] & self.contacts["channel"].ne("")]
        return [
            (
                self.say("patrol.call_line", function=row.function, where=row.area or self.say("patrol.whole")),
                row.channel, f"tel:{''.join(row.channel.split()).replace('-', '')}" if is_number(row.channel) else "",
                row.hours,
            )
            for row in rows.itertuples(index=False)
        ]  # fmt: skip

    def slip(self, each: Open) -> str:
        """Return the address of the slip about something that is open."""
        return f"{HOME}/lapp/{each.key}"


async def show(request: Request) -> Response:
    """Show the card, the way in to whoever has not signed in, and a sentence to who may not see it."""
    return await run_in_threadpool(_answered, request, _card)


async def slip(request: Request) -> Response:
    """Show a slip about one activity, to be printed."""
    return await run_in_threadpool(_answered, request, _slip)


def _answered(request: Request, page: Work) -> Response:
    language = posts.language_of(request)
    try:
        workspace = volunteer.served()
        viewer = _viewer(request, workspace)
        if viewer is None:
            return start_page(language, HOME)
        return posts.html_page(page(workspace, viewer, request))
    except KartaError as error:
        sentence = error_text(error, language)
        return posts.html_page(
            render("patrol_refused", language, HOME, sentence=sentence), posts.status(error)
        )


def _viewer(request: Request, workspace: Workspace) -> Viewer | None:
    """Return who has signed in, None for nobody; without a sign-in service it is whoever sits at this machine."""
    if not provider.is_configured():
        return viewers.local()
    who = sign_in.who(workspace, signed_in.token(request.scope))
    return None if who is None else who.viewer


def _card(workspace: Workspace, viewer: Viewer, request: Request) -> str:
    seen = now.now(workspace, viewer)
    side, shown = _tonight(workspace, Tonight(seen.at, (), ()))
    language = posts.language_of(request)
    visit = PatrolVisit(
        workspace=workspace, language=language, spoken=PLAIN, side=side, shown=shown, here=HOME, now=seen,
        wish=open_page.wish_of(request.query_params), contacts=contacts.contacts(workspace, viewer), slips=side.is_on,
    )  # fmt: skip
    return render("patrol_card", language, HOME, visit=visit)


def _slip(workspace: Workspace, viewer: Viewer, request: Request) -> str:
    # Who may not see the card gets no slip either, though all that it holds is published.
    now.require_now(viewer)
    shown, spoken = open_tonight.tonight(workspace, viewers.visitor()), open_page.spoken()
    language = posts.language_of(request, spoken)
    each = next((one for one in shown.open if one.key == request.path_params["key"]), None)
    if each is None:
        raise NotFoundError("slip_over")
    side, _ = open_side.open_side(workspace)
    visit = OpenVisit(
        workspace=workspace, language=language, spoken=spoken, side=side, shown=shown, here=f"{HOME}/lapp/{each.key}",
        wish=open_page.wish_of({}),
    )  # fmt: skip
    way = poster_contact.way_by_key(workspace, each.organisation_key) if each.organisation_key else ""
    return render("patrol_slip", language, visit.here, spoken, visit=visit, each=each, way=way, home=HOME)


def _tonight(workspace: Workspace, nothing: Tonight) -> tuple[OpenSide, Tonight]:
    """Return the open side and what is open tonight for everybody: nothing where there is no open side."""
    side, _ = open_side.open_side(workspace)
    return side, open_tonight.tonight(workspace, viewers.visitor()) if side.is_on else nothing
