"""The frame around every page: workspace, viewer, navigation, theme, and the one place that catches everything."""

import html
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from importlib.resources import files
from pathlib import Path
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

import streamlit as st
import structlog
from PIL import Image

from karta.errors import KartaError
from karta.i18n import LANGUAGES, error_text, text
from karta.privacy import Viewer
from karta.services.workspace import Workspace, create
from karta.ui import words
from karta.web import languages

P = ParamSpec("P")
# The page that this session is at, and the one that it has come to and that has not yet looked at how it was left.
AT, COME_TO = "karta_at", "karta_come_to"
log = structlog.get_logger()


@dataclass(frozen=True)
class Context:
    """What every page gets: the open workspace and who is looking."""

    workspace: Workspace
    viewer: Viewer

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue in the workspace's language."""
        return text(key, self.workspace.language, **facts)


def run() -> None:
    """Show the app."""
    # Imported here, since a page imports the context that it is given.
    from karta.ui.pages import begin, gaps, licences, needs, register, requests, rosters, sheets, start

    ui = files("karta").joinpath("ui")
    # An icon of our own: Streamlit's named icons and emoji as page icon are fetched from a third party.
    icon = Image.open(io.BytesIO(ui.joinpath("map_assets", "icon.png").read_bytes()))
    language = _language()
    st.set_page_config(page_title="Karta", page_icon=icon, layout="wide")
    css = ui.joinpath("theme.css").read_text(encoding="utf-8")
    st.html(f"<style>{css}</style>")
    workspace = replace(_workspace(os.environ.get("KARTA_WORKSPACE", "workspace")), language=language)
    context = Context(workspace, Viewer(function=text("ui.local_function"), role="coordinator"))
    named: list[tuple[str, Callable[[Context], None], str]] = [
        ("start", start.show, ":material/home:"),
        ("gaps", gaps.show, ":material/map:"),
        ("rosters", rosters.show, ":material/groups:"),
        ("sheets", sheets.show, ":material/description:"),
        ("needs", needs.show, ":material/event_available:"),
        ("requests", requests.show, ":material/forum:"),
        ("register", register.show, ":material/location_city:"),
        ("begin", begin.show, ":material/rocket_launch:"),
        ("credits", licences.show, ":material/info:"),
    ]
    pages = [
        st.Page(
            _framed(name, show, context),
            title=context.say(f"ui.page.{name}"),
            icon=icon,
            url_path=text(f"ui.path.{name}"),
            default=name == "start",
        )
        for name, show, icon in named
    ]
    st.session_state["karta_pages"] = {name: page for (name, _, _), page in zip(named, pages, strict=True)}
    st.navigation(pages, position="top").run()


def page_link(name: str, label: str, **query: str) -> None:
    """Show a link to another page of the app, with what its address is to say."""
    st.page_link(st.session_state["karta_pages"][name], label=label, query_params=query or None)


def own_part(show: Callable[Concatenate[Context, P], None]) -> Callable[Concatenate[Context, P], None]:
    """Make of a function a part of a page that can rerun by itself; its errors are told as those of a page are."""

    @wraps(show)
    def part(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> None:
        with _told(context, show.__module__):
            show(context, *args, **kwargs)

    return st.fragment(part)


def _framed(name: str, show: Callable[[Context], None], context: Context) -> Callable[[], None]:
    def page() -> None:
        # Said first: a run that is cut short by the next click never comes to its end.
        if st.session_state.get(AT) != name:
            st.session_state[COME_TO] = name
            st.session_state[AT] = name
        with _told(context, show.__module__):
            _head(context)
            show(context)

    return page


@contextmanager
def _told(context: Context, module: str) -> Iterator[None]:
    """Say in a sentence what goes wrong in the block: the one place that catches everything."""
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


def _head(context: Context) -> None:
    """Show what holds for every page: that the municipality is invented, and the way to the other language."""
    said = context.say("ui.demo_banner") if context.workspace.origin == "demo" else ""
    links = []
    for other in LANGUAGES:
        if other != context.workspace.language:
            query = urlencode({**st.query_params.to_dict(), languages.ASKED: other})
            name = text("web.language", other)
            links.append(
                f"<a href='?{html.escape(query)}' target='_self' lang='{other}' hreflang='{other}'>{name}</a>"
            )
    st.html(f"<div class='karta-head'><span>{html.escape(said)}</span>{''.join(links)}</div>")


def _language() -> str:
    """Return the language that this session is in, and keep it while one goes from page to page."""
    asked = st.query_params.get(languages.ASKED) or st.session_state.get(languages.COOKIE)
    chosen = languages.language(asked, st.context.cookies.get(languages.COOKIE))
    st.session_state[languages.COOKIE] = chosen
    return chosen


@st.cache_resource
def _workspace(folder: str) -> Workspace:
    return create(Path(folder))
