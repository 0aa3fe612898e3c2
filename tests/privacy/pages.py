"""Every page of the app as somebody sees it: all bytes that a run sends to the browser, files among them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest, element_tree, local_script_runner

from karta.model.member import Member
from karta.privacy import Viewer
from karta.services.workspace import Workspace
from karta.ui import app, session

# The parts of each page, as its address names them.
PARTS = {
    "start": ("",),
    "gaps": ("",),
    "rosters": ("ahead", "people", "team", "notices", "past", "suggest", "who", "whatif", "new"),
    "visits": ("ahead", "plan", "venues", "officers", "area", "terms"),
    "sheets": ("meeting", "kept", "chapter", "exports", "walk", "wall", "poster", "contacts"),
    "follow_up": ("figures", "shifts", "before", "result", "areas", "agreements", "measures", "meetings", "handover"),
    "needs": ("table", "voices", "place", "kinds", "priority", "risk", "method", "review"),
    "requests": ("open", "new", "caps", "months"),
    "register": ("places", "organisations", "load", "feeds", "waiting", "twice", "history"),
    "begin": ("",),
    "members": ("",),
    "data_protection": ("",),
    "rights": ("",),
    "now": ("",),
    "statistics": ("",),
    "credits": ("",),
}  # fmt: skip


@dataclass
class Eyes:
    """Somebody at the app, and everything that it has sent them since they last `looked`."""

    workspace: Workspace
    viewer: Viewer
    sent: list[bytes] = field(default_factory=list)
    # Values that a program of its own sends for widgets, by their keys, whatever the page offers.
    forged: list[str] = field(default_factory=list)

    def rooms(self) -> dict[str, str]:
        """Return the pages that are there for them, and what the app calls them inside."""
        at = AppTest.from_function(_app, default_timeout=60).run()
        return {name: page._script_hash for name, page in at.session_state["karta_pages"].items()}

    def looked(self, page_hash: str, part: str, query: dict[str, str]) -> bytes:
        """Return all that is sent for a page with a part and parameters in its address."""
        self.sent.clear()
        at = AppTest.from_function(_app, default_timeout=60)
        at._page_hash = page_hash
        at.session_state["karta_landed"] = True
        for name, value in {**query, **({"del": part} if part else {})}.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception, at.exception[0].value
        if self.forged:
            at.run()
        return b"\n".join(readable(content) for content in self.sent)


def readable(content: bytes) -> bytes:
    """Return a file's words as they would be searched: those of a sheet or a paper among them."""
    if content[:4] == b"%PDF":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"\n".join(parts.read(name) for name in parts.namelist())
    return content


def watching(monkeypatch: pytest.MonkeyPatch, eyes: Eyes) -> Iterator[Eyes]:
    """Let the app run as somebody, and note what it sends; downloads that wait for a press are made at once."""
    member = Member(
        "m1", eyes.viewer.function, eyes.viewer.role, eyes.viewer.home_id, eyes.viewer.organisation
    )
    monkeypatch.setattr(session, "looking", lambda _: session.Looking(eyes.viewer, member))
    monkeypatch.setattr(app, "_workspace", lambda _: eyes.workspace)
    parse, load = local_script_runner.parse_tree_from_messages, MemoryMediaFileStorage.load_and_get_id
    states = element_tree.ElementTree.get_widget_states

    def noted(messages: list[Any]) -> Any:
        eyes.sent.extend(message.SerializeToString() for message in messages)
        return parse(messages)

    def kept(storage: Any, content: Any, *rest: Any, **named: Any) -> str:
        eyes.sent.append(content if isinstance(content, bytes) else str(content).encode())
        return load(storage, content, *rest, **named)

    def made(_: Any, make: Any, *_rest: Any, **_named: Any) -> str:
        content = make()
        content = content.read() if hasattr(content, "read") else content
        eyes.sent.append(content if isinstance(content, bytes) else str(content).encode())
        return "made"

    def forged(tree: Any) -> WidgetStates:
        known = states(tree)
        if eyes.forged:
            for number, widget in enumerate(tree.get("selectbox")):
                value = eyes.forged[number % len(eyes.forged)]
                known.widgets.append(WidgetState(id=widget.proto.id, string_value=value))
        return known

    monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", noted)
    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", kept)
    monkeypatch.setattr(MediaFileManager, "add_deferred", made)
    monkeypatch.setattr(element_tree.ElementTree, "get_widget_states", forged)
    yield eyes


def _app() -> None:
    """The app itself: AppTest reads this function's source and runs it alone."""
    from karta.ui import app

    app.run()
