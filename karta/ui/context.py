"""The context that every page gets, and what all pages share: links between pages, parts that rerun alone.

Nothing here knows a page; `app` does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

import streamlit as st
import structlog

from karta.errors import KartaError
from karta.i18n import error_text, text
from karta.model.member import Member
from karta.privacy import Viewer
from karta.services.workspace import Workspace
from karta.ui import words

P = ParamSpec("P")
# The page that this session is at, and the one that it has come to and that has not yet looked at how it was left.
AT, COME_TO = "karta_at", "karta_come_to"
# What the address calls the part of a page.
PART = "del"
log = structlog.get_logger()


@dataclass(frozen=True)
class Context:
    """What every page gets: the open workspace, who is looking, and as which member (None: nobody signs in here)."""

    workspace: Workspace
    viewer: Viewer
    member: Member | None = None

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue in the workspace's language."""
        return text(key, self.workspace.language, **facts)


def page_link(name: str, label: str, **query: str) -> None:
    """Show a link to another page of the app, with query parameters for its address; none where that is not there."""
    if name in st.session_state["karta_pages"]:
        st.page_link(st.session_state["karta_pages"][name], label=label, query_params=query or None)


def own_part(show: Callable[Concatenate[Context, P], None]) -> Callable[Concatenate[Context, P], None]:
    """Turn a function into a part of a page that reruns by itself and shows its own errors."""

    @wraps(show)
    def part(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> None:
        with show_faults(context, show.__module__):
            show(context, *args, **kwargs)

    return st.fragment(part)


@contextmanager
def show_faults(context: Context, module: str) -> Iterator[None]:
    """Show a sentence for what goes wrong in the block: the one place that catches everything."""
    try:
        yield
    except KartaError as error:
        words.paragraph(error_text(error, context.workspace.language), "fault")
    except Exception as error:
        # Streamlit steers by exceptions of its own; those are not faults.
        if type(error).__module__.startswith("streamlit."):
            raise
        log.exception("page_failed", page=module)
        words.paragraph(context.say("ui.unexpected"), "fault")
