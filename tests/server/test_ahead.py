"""What the page with the map names beforehand: files that are there, and none of the page's first ones."""

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from karta.i18n import text
from karta.maps import bundle
from karta.server import ahead
from karta.server.ahead import Ahead
from karta.server.static_files import FOLDER

NAMED = re.compile(r"<([^>]+)>; rel=prefetch")


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Give an app that answers to anything, behind the middleware."""
    rest = Route("/{path:path}", lambda _: PlainTextResponse("app"))
    with TestClient(Starlette(routes=[rest], middleware=[Middleware(Ahead)])) as found:
        yield found


def named(client: TestClient) -> list[str]:
    """Return what the page with the map names."""
    return NAMED.findall(client.get(f"/{text('ui.path.gaps')}").headers["link"])


def test_each_part_of_the_page_is_named_and_is_there(client: TestClient) -> None:
    """Each part has a script in this version of Streamlit; what the first page loads by itself is not named."""
    scripts = [address.rpartition("/")[2] for address in named(client) if address.startswith("/static/js/")]
    assert all((FOLDER / "js" / name).is_file() for name in scripts)
    assert {name.partition(".")[0] for name in scripts} >= {*ahead.PARTS, "DateField", "recordbatch"}
    assert not {"index", "protobuf", "react-dom", "StreamlitMarkdown"} & {
        name.partition(".")[0] for name in scripts
    }
    assert len(set(scripts)) == len(scripts)


def test_files_of_the_map_are_named(client: TestClient) -> None:
    """Our script and style, and the script of the frame."""
    found = [address for address in named(client) if address.startswith("/component/")]
    assert {address.rpartition("/")[2] for address in found} > {bundle().script, bundle().style}
    assert [
        name
        for name in found
        if re.fullmatch(r"/component/streamlit_folium.st_folium/.*/main\.\w+\.js", name)
    ]


def test_other_pages_name_nothing(client: TestClient) -> None:
    """Nothing is fetched for a page that has no map."""
    for path in ("/", "/pass", "/light/med/x", "/fil/x"):
        assert "link" not in client.get(path).headers
