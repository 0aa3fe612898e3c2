"""The routes beside the app's own, the middleware around all, and the script of the app itself."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from streamlit import App, config

from karta.model.web_address import INVITATION
from karta.server import chores, files, memory, signed_in_only, static_files, uploads
from karta.server.ahead import Ahead
from karta.server.rates import Rates
from karta.server.signed_in_only import SignedInOnly
from karta.server.static_files import StaticFiles
from karta.server.uploads import BoundedUploads
from karta.services.access import api_keys, hosting
from karta.web import (
    api,
    host,
    host_terms,
    hosts,
    join_in,
    month,
    month_acts,
    officer_feed,
    open_statistics,
    open_tonight,
    patrol_card,
    poster_page,
    sign_in,
    typeface,
    volunteer,
)
from karta.web.bodies import BoundedBodies
from karta.web.headers import Headers
from karta.web.hosts import OwnHosts

# What computes, draws and prints a week is read in while the server starts, and the typeface is cut: else the first
# visitor waits for it. The pages are not: only a run of the app's script may declare the component that shows a map.
READ_IN = (
    "folium.plugins",
    "holidays.countries",
    "karta.maps",
    "karta.services.gaps.exports",
    "karta.services.register.addresses",
    "karta.ui.context",
)

# The app's script: what Streamlit runs for every session. It must not lie beside a folder called `pages`, which
# Streamlit would take for the app's pages until it has run once: the first address asked for would be "not found".
SCRIPT = Path(__file__).with_name("script.py")


# Where the server listens when it is told nothing.
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - what Streamlit does by itself; checked below


# What no address of ours is answered to, whatever is done with it: else the app itself would open there, empty.
ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes() -> list[BaseRoute]:
    """Return the routes beside the app's own."""
    own = "/p/{token:str}"
    # What is only sent to is also asked for, by who reloads the page of a refusal: they are led back to their page.
    both = ["GET", "POST"]
    return [
        Route(f"{files.HOME}/{{name:str}}", files.answer),
        Route("/light/med/{org:str}", poster_page.show, methods=both),
        Route(open_tonight.HOME, open_tonight.show),
        Route(open_statistics.HOME, open_statistics.show),
        Route(f"{open_tonight.HOME}.json", open_tonight.services),
        Route(f"{open_tonight.HOME}.geojson", open_tonight.features),
        Route(join_in.HOME, join_in.show),
        Route(patrol_card.HOME, patrol_card.show),
        Route(f"{patrol_card.HOME}/lapp/{{key:str}}", patrol_card.slip),
        Route("/light/type/{weight:str}.woff2", typeface.file),
        Route(f"{own}/kalender.ics", volunteer.feed),
        Route(f"{own}/anmal", volunteer.sign_up, methods=both),
        Route(f"{own}/nej", volunteer.no, methods=both),
        Route(f"{own}/nar", volunteer.when, methods=both),
        Route(f"{own}/avanmal", volunteer.sign_off, methods=both),
        Route(f"{own}/ersattare", volunteer.stand_in, methods=both),
        Route(f"{own}/ute", volunteer.out, methods=both),
        Route(f"{own}/hemma", volunteer.at_home, methods=both),
        Route(f"{own}/last", volunteer.read, methods=both),
        Route(f"{own}/mejl", volunteer.address, methods=both),
        Route(f"{own}/uppgifter", volunteer.own_page),
        Route(f"{own}/uppgifter.json", volunteer.own_json),
        Route(f"{own}/uppgifter.txt", volunteer.own_text),
        Route(f"{own}/ta-bort", volunteer.erase, methods=both),
        Route(f"{own}/kvar", volunteer.stay, methods=both),
        Route(f"{own}/blad/{{occurrence:str}}", volunteer.sheet),
        Route(f"{own}/rapport/{{occurrence:str}}", volunteer.report, methods=both),
        Route(own, volunteer.home),
        *(Route(f"{api.VERSION}{scope}", api.endpoint(scope)) for scope in api_keys.SCOPES),
        Route(f"{api.HOME}{{rest:path}}", api.nothing, methods=ALL_METHODS),
        *_month_routes(),
        Route("/vard/{token:str}/svar", host.answered, methods=both),
        Route("/vard/{token:str}/villkor", host_terms.answer, methods=both),
        Route("/vard/{token:str}/lapp/{visit:str}", host.note),
        Route("/vard/{token:str}", host.home),
        Route("/tjanst/{token:str}/kalender.ics", officer_feed.feed),
        *_sign_in_routes(),
        *(
            Route(f"{home}{{rest:path}}", volunteer.nothing, methods=ALL_METHODS)
            for home in ("/p/", "/manad/", "/vard/", "/tjanst/", "/light/", "/in/", f"{files.HOME}/")
        ),
    ]


def _sign_in_routes() -> list[Route]:
    """Return the routes of signing in and out."""
    own = f"{INVITATION}{{token:str}}"
    return [
        Route(sign_in.HOME, sign_in.begin),
        Route(sign_in.BACK, sign_in.come_back),
        Route(own, sign_in.invited),
        Route(f"{own}/vidare", sign_in.begin),
        Route(sign_in.OUT, sign_in.leave, methods=["GET", "POST"]),
    ]


def _month_routes() -> list[Route]:
    """Return the routes of an association's link of the month."""
    own, both = "/manad/{token:str}", ["GET", "POST"]
    sent_to = {
        "svar": month_acts.confirm, "onskemal": month_acts.answer_request, "rapport": month_acts.report,
        "rapport-alla": month_acts.report_all, "match-bort": month_acts.remove_event, "angra": month_acts.undo,
    }  # fmt: skip
    forms = {
        "rad/{party:str}": month_acts.line, "annat": month_acts.note, "lyft": month_acts.raise_place,
        "match": month_acts.event,
    }  # fmt: skip
    return [
        *(Route(f"{own}/{path}", act, methods=both) for path, act in {**sent_to, **forms}.items()),
        Route(f"{own}/farre/{{party:str}}/{{day:str}}", month.fewer),
        Route(f"{own}/omradet", month.area),
        Route(own, month.home),
    ]


def middleware() -> list[Middleware]:
    """Return the middleware around every answer, the app's own included; the outermost first.

    Raises InputError where a name that the server may be called by is none.
    """
    return [
        Middleware(Headers),
        Middleware(OwnHosts, hosts.allowed()),
        Middleware(Rates),
        Middleware(SignedInOnly),
        Middleware(BoundedBodies),
        Middleware(BoundedUploads),
        Middleware(Ahead),
        Middleware(StaticFiles),
    ]


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Read in what the first visitor needs; while the server runs, let Streamlit's check of names agree with ours, hold
    its files both ways, end what hangs on sign-ins that have ended, and do the chores.

    Raises InputError where the server would be reached by others although nobody signs in.
    """
    hosting.check(config.get_option("server.address") or EVERY_ADDRESS)
    memory.keep_little()
    for module in READ_IN:
        import_module(module)
    for weight in typeface.WEIGHTS:
        typeface.cut(weight)
    # What has been read in stays: no collection of garbage looks through it again. What fell away meanwhile does not.
    gc.collect()
    gc.freeze()
    config.set_option("server.allowedHosts", list(hosts.allowed()))
    async with static_files.kept(), files.kept(), uploads.kept(), signed_in_only.kept(), chores.kept():
        yield
