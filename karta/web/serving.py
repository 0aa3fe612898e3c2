"""The routes beside the app's own, the middleware around all, and the script of the app itself."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from karta.web import join, typeface, volunteer
from karta.web.headers import Headers

# The app's script: what Streamlit runs for every session. It must not lie beside a folder called `pages`, which
# Streamlit would take for the app's pages until it has run once: the first address asked for would be "not found".
SCRIPT = Path(__file__).with_name("script.py")


def routes() -> list[BaseRoute]:
    """Return the routes beside the app's own."""
    own = "/p/{token:str}"
    return [
        Route("/light/med/{org:str}", join.show),
        Route("/light/type/{weight:str}.woff", typeface.file),
        Route(f"{own}/kalender.ics", volunteer.feed),
        Route(f"{own}/anmal", volunteer.sign_up, methods=["POST"]),
        Route(f"{own}/avanmal", volunteer.sign_off, methods=["POST"]),
        Route(f"{own}/ersattare", volunteer.stand_in, methods=["POST"]),
        Route(f"{own}/last", volunteer.read, methods=["POST"]),
        Route(f"{own}/mejl", volunteer.address, methods=["POST"]),
        Route(f"{own}/blad/{{turn:str}}", volunteer.sheet),
        Route(f"{own}/rapport/{{turn:str}}", volunteer.report, methods=["GET", "POST"]),
        Route(own, volunteer.home),
    ]


def middleware() -> list[Middleware]:
    """Return what stands around every answer, the app's own included."""
    return [Middleware(Headers)]
