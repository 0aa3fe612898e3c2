"""Streamlit's own files: packed as the browser takes them, unpacked the same; the symbols' font as it is named."""

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from karta.server import static_files
from karta.server.static_files import FOLDER, HOME, StaticFiles


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Give an app that answers `app` to whatever comes past the middleware."""
    rest = Route("/{path:path}", lambda _: PlainTextResponse("app"))
    with TestClient(Starlette(routes=[rest], middleware=[Middleware(StaticFiles)])) as found:
        yield found


def script() -> Path:
    """Return the greatest of Streamlit's scripts that every page loads."""
    return max(FOLDER.glob("js/protobuf.*.js"), key=lambda file: file.stat().st_size)


@pytest.mark.parametrize("taken", ["br, gzip", "gzip", "identity"])
def test_a_script_comes_as_the_browser_takes_it(client: TestClient, taken: str) -> None:
    """Unpacked it is what lies on the disk; packed it weighs an eighth at most, and is kept for a year."""
    file = script()
    with client.stream("GET", f"{HOME}js/{file.name}", headers={"accept-encoding": taken}) as answer:
        sent = b"".join(answer.iter_raw())
    coding = answer.headers.get("content-encoding", "")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert coding == {"br, gzip": "br", "gzip": "gzip", "identity": ""}[taken]
    assert unpack(sent) == file.read_bytes()
    assert coding == "" or len(sent) < file.stat().st_size / 8
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["cache-control"] == static_files.A_YEAR
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_file_is_packed_once(client: TestClient) -> None:
    """The second answer comes from memory."""
    path, taken = f"{HOME}js/{script().name}", {"accept-encoding": "br"}
    client.get(path, headers=taken)
    before = static_files.packed.cache_info().misses
    client.get(path, headers=taken)
    assert static_files.packed.cache_info().misses == before


def test_what_is_not_streamlits_is_the_apps(client: TestClient) -> None:
    """No other address is answered here, whatever it climbs to, and nothing but a question is answered."""
    for path in ("/", "/static/js/none.js", "/static/../config.toml", "/static/js/..%2f..%2findex.html"):
        assert client.get(path).text == "app"
    assert client.post(f"{HOME}js/{script().name}").status_code == 405


def test_the_symbols_font_holds_each_symbol_that_is_named(client: TestClient) -> None:
    """Drawn as one sign are the symbols of Karta's pages and of Streamlit's own buttons, and few beside."""
    (file,) = FOLDER.glob(f"media/{static_files.SYMBOLS}*")
    answer = client.get(f"{HOME}media/{file.name}")
    drawn = static_files.ligatures(TTFont(BytesIO(answer.content)))
    known = static_files.ligatures(TTFont(file))
    assert {"home", "map", "groups", "undo", "keyboard_double_arrow_left", "expand_more"} <= drawn.keys()
    assert static_files.symbols() & known.keys() <= drawn.keys()
    assert len(answer.content) < file.stat().st_size / 10


def test_the_typeface_that_is_replaced_is_nearly_nothing(client: TestClient) -> None:
    """It is a font that browsers read, with one outline: what is written meanwhile is the system's."""
    (file,) = FOLDER.glob(f"media/{static_files.REPLACED[0]}*")
    content = client.get(f"{HOME}media/{file.name}").content
    font = TTFont(BytesIO(content))
    assert list(font.getBestCmap()) == [0x20, 0x2E]
    assert font.getTableData("glyf")
    assert len(content) < 3_000


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/component/karta.ui.gap_map.ground_38877cc2f3831cca00a8/overview.bin", True),
        ("/component/streamlit_folium.st_folium/index.html", False),
        ("/component/streamlit_folium.st_folium/bootstrap.min.css", False),
        ("/fil/c5938e7a7829c5938e7a7829c5938e7a", False),
    ],
)
def test_the_ground_is_kept_and_what_is_a_viewers_own_is_not(
    client: TestClient, path: str, is_kept: bool
) -> None:
    """The ground is named by its content; on a slow line it was fetched anew at each visit."""
    assert (client.get(path).headers.get("cache-control") == static_files.A_YEAR) is is_kept


def test_files_of_the_map_are_packed_and_kept(client: TestClient) -> None:
    """They are there before a page has shown a map: a browser fetches them beforehand."""
    for address, file in static_files.of_map().items():
        answer = client.get(address, headers={"accept-encoding": "br"})
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["cache-control"] == static_files.A_YEAR
        assert answer.content == file.read_bytes()
    assert len(static_files.of_map()) == 3
