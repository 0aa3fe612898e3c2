"""Scripts, styles and fonts of Streamlit and of the map, for a browser over a slow line: packed, no more than is used.

Streamlit sends them as they are, four megabytes for a first page. Each is packed when it is first asked for and kept in
memory, a few hundred kilobytes in all: nothing is packed twice. Of the symbols' font what Streamlit and Karta name is
kept; the typeface that Karta's own stands in the place of holds a point alone.
"""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from http.client import OK
from importlib import metadata
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import streamlit
from fontTools import subset
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from karta.maps import bundle

HOME = "/static/"
FOLDER = Path(streamlit.__file__).parent / "static" / "static"
# Their names change with their content.
A_YEAR = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# By what is gained in the time: 9 packs two percents better and takes six times as long, 11 a hundred times.
QUALITY = 6
SYMBOLS, REPLACED = "MaterialSymbols-Rounded.", ("SourceSansVF-Upright.", "SourceSansVF-Italic.")
# A space alone has no outline, and a font without any is refused and asked for again and again.
REMAINS = (0x20, ord("."))
_NAMED = re.compile(rb":?material/([a-z0-9_]+)")
MAP, FRAME = "/component/karta.ui.gap_map.map", "/component/streamlit_folium.st_folium"
FRAME_PACKAGE, FRAME_SCRIPT = "streamlit-folium", re.compile(r"/build/.*/main\.\w+\.js$")
# The map's ground, too, is named by its content; Streamlit would have it asked for anew.
_OF_CONTENT = re.compile(r"/component/.*[-._][0-9a-f]{8,}[./]")
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789_"

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content, quality=QUALITY)),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}


class StaticFiles:
    """ASGI middleware: answers for those of Streamlit's files that are sent otherwise than they lie on the disk."""

    def __init__(self, app: ASGIApp, folder: Path = FOLDER) -> None:
        self.app = app
        self._files = {
            f"{HOME}{file.relative_to(folder).as_posix()}": file
            for file in folder.rglob("*")
            if file.suffix in TYPES or _is_cut(file)
        } | of_map()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        file = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None or scope["method"] not in ("GET", "HEAD"):
            is_kept = scope["type"] == "http" and _OF_CONTENT.match(scope["path"])
            await self.app(scope, receive, _keeping(send) if is_kept else send)
            return
        if file.suffix not in TYPES:
            response = Response(await run_in_threadpool(font, file), media_type="font/woff2")
        else:
            taken = Headers(scope=scope).get("accept-encoding", "")
            coding = next((name for name in PACKERS if name in taken), "")
            content = await run_in_threadpool(packed, file, coding)
            response = Response(content, media_type=TYPES[file.suffix])
            response.headers["vary"] = "accept-encoding"
            if coding:
                response.headers["content-encoding"] = coding
        response.headers["cache-control"] = A_YEAR
        await response(scope, receive, send)


def _keeping(send: Send) -> Send:
    """Return what sends an answer on, to be kept for a year where there is one."""

    async def kept_for_a_year(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == OK:
            MutableHeaders(scope=message)["cache-control"] = A_YEAR
        await send(message)

    return kept_for_a_year


@cache
def of_map() -> dict[str, Path]:
    """Return the map's script and style and the script of its frame, each by its address."""
    ours = bundle()
    by_address = {f"{MAP}/{name}": ours.folder / name for name in (ours.script, ours.style)}
    # The frame's package is looked up, not read in: only a run of the app's script may declare a component.
    for file in metadata.files(FRAME_PACKAGE) or ():
        if FRAME_SCRIPT.search(file.as_posix()):
            inside = file.as_posix().partition("/build/")[2]
            by_address[f"{FRAME}/{inside}"] = Path(str(file.locate()))
    return by_address


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Let the fonts be cut beside the server's start, so that the first visitor need not wait for all of it."""
    cutting = asyncio.create_task(run_in_threadpool(_cut_all))
    try:
        yield
    finally:
        cutting.cancel()
        with suppress(asyncio.CancelledError):
            await cutting


def _cut_all() -> None:
    for file in FOLDER.rglob("*.woff2"):
        if _is_cut(file):
            font(file)


def _is_cut(file: Path) -> bool:
    return file.name.startswith((SYMBOLS, *REPLACED))


@cache
def packed(file: Path, coding: str) -> bytes:
    """Return the content of a file as a browser takes it; unpacked for one that takes neither."""
    content = file.read_bytes()
    return PACKERS[coding](content) if coding else content


@cache
def font(file: Path) -> bytes:
    """Return a font with the symbols that are used, or with next to nothing."""
    options = subset.Options(flavor="woff2", layout_closure=False, layout_features=["*"])
    whole = subset.load_font(str(file), options)
    subsetter = subset.Subsetter(options)
    if file.name.startswith(SYMBOLS):
        glyphs = ligatures(whole)
        used = symbols() & glyphs.keys()
        subsetter.populate(unicodes=map(ord, _SIGNS), glyphs={glyphs[name] for name in used})
    else:
        subsetter.populate(unicodes=[*REMAINS])
    subsetter.subset(whole)
    content = BytesIO()
    subset.save_font(whole, content, options)
    return content.getvalue()


@cache
def symbols() -> frozenset[str]:
    """Return the names of the symbols that Streamlit's scripts and Karta's pages name."""
    scripts = [file.read_bytes() for file in FOLDER.rglob("*.js")]
    pages = [Path(str(file)).read_bytes() for file in Path(str(files("karta"))).rglob("*.py")]
    return frozenset(name.decode() for text in (*scripts, *pages) for name in _NAMED.findall(text))


def ligatures(whole: Any) -> dict[str, str]:
    """Return the glyph of each name that a font of symbols draws as one."""
    signs = {glyph: chr(code) for code, glyph in whole.getBestCmap().items()}
    subtables = (
        getattr(table, "ExtSubTable", table)
        for lookup in whole["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
    )
    return {
        "".join(signs[glyph] for glyph in (first, *ligature.Component)): ligature.LigGlyph
        for table in subtables
        for first, each in getattr(table, "ligatures", {}).items()
        for ligature in each
    }
