"""What the page with the map will ask for, told along with its first answer: a browser fetches it while it is idle.

Streamlit's page fetches its parts as it comes to need them, one after another: the line of a phone stands still while
the scripts before are read. Only what the page fetches anyhow is named; a browser that knows nothing of this does as
before.
"""

import re
from functools import cache
from http.client import OK

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from karta.i18n import text
from karta.server.static_files import FOLDER, HOME, of_map
from karta.web.typeface import WEIGHTS

# Parts of Streamlit's page that *Luckor* is made of, by the names of their scripts.
PARTS = (
    "Html", "Button", "ButtonGroup", "DateInput", "Selectbox", "Checkbox", "BidiComponent", "ComponentInstance",
)  # fmt: skip
_TAKES_IN = re.compile(rb"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


class Ahead:
    """ASGI middleware: names on the page with the map what it will ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._paths = {f"/{text('ui.path.gaps')}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and name what comes next on a page with the map."""
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self.app(scope, receive, send)
            return

        async def with_names(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == OK:
                MutableHeaders(scope=message)["link"] = links()
            await send(message)

        await self.app(scope, receive, with_names)


@cache
def links() -> str:
    """Return the header's value."""
    addresses = [
        *(f"{HOME}js/{name}" for name in scripts()), *of_map(),
        *(f"/light/type/{weight}.woff2" for weight in WEIGHTS),
    ]  # fmt: skip
    return ", ".join(f"<{address}>; rel=prefetch" for address in addresses)


def scripts() -> list[str]:
    """Return the names of the scripts of the parts and of those they take in, without the page's first ones."""
    folder = FOLDER / "js"
    first = set((folder.parent.parent / "index.html").read_text(encoding="utf-8").split("/"))
    seen = {name.partition('"')[0] for name in first}
    after: list[str] = []
    waiting = [file.name for part in PARTS for file in sorted(folder.glob(f"{part}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        after.append(name)
        waiting += [taken.decode() for taken in _TAKES_IN.findall((folder / name).read_bytes())]
    return after
