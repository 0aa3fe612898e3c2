"""The frame around every page: workspace, viewer, navigation, theme, and the one place that catches everything."""

import html
import io
import os
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from urllib.parse import urlencode

import streamlit as st
from PIL import Image

from karta.i18n import LANGUAGES, text
from karta.privacy import WORKSPACE, allowed
from karta.services import homes
from karta.services.access import hosting, members
from karta.services.register import places
from karta.services.workspace import Workspace, create
from karta.ui import feedback, looking_as, manners, own_words, session, view, words
from karta.ui.context import AT, COME_TO, Context, show_faults
from karta.ui.pages import about, licences, start
from karta.ui.pages.access import data_protection
from karta.ui.pages.access import page as access_page
from karta.ui.pages.access import rights as rights_page
from karta.ui.pages.begin import page as begin_page
from karta.ui.pages.follow_up import page as follow_up_page
from karta.ui.pages.gaps import now as now_page
from karta.ui.pages.gaps import page as gaps_page
from karta.ui.pages.gaps import statistics as statistics_page
from karta.ui.pages.needs import page as needs_page
from karta.ui.pages.register import page as register_page
from karta.ui.pages.requests import page as requests_page
from karta.ui.pages.rosters import page as rosters_page
from karta.ui.pages.sheets import page as sheets_page
from karta.ui.pages.visits import page as visits_page
from karta.web import languages

# What one must be allowed for a page to hold anything.
_RIGHTS = {
    "gaps": "see_gaps", "rosters": "see_shifts", "sheets": "export_gaps", "needs": "see_rules",
    "requests": "see_requests", "register": "see_organisations", "begin": "import_town",
    "visits": "see_visit_terms", "rights": "see_policy", "now": "see_now", "statistics": "see_statistics",
    "follow_up": "see_follow_up",
}  # fmt: skip
# The page that a role comes for, where it is not the start page.
_FIRST = {
    "coordinator": "gaps", "organiser": "rosters", "org_admin": "register", "school_host": "gaps", "police": "visits",
    "police_volunteer": "now", "field_worker": "now", "evaluator": "statistics",
    "municipality": "gaps", "sysadmin": "members", "dpo": "data_protection",
}  # fmt: skip
# Pages for those who see no gaps: what they hold is on *Luckor* for all others.
_WITHOUT_GAPS = ("now", "statistics")
# A page: its name, what shows it, its icon.
Room = tuple[str, Callable[[Context], None], str]


def run() -> None:
    """Show the app."""
    ui = files("karta").joinpath("ui")
    # An icon of our own: Streamlit's named icons and emoji as page icon are fetched from a third party.
    icon = Image.open(io.BytesIO(ui.joinpath("map_assets", "icon.png").read_bytes()))
    language = _language()
    st.set_page_config(page_title="Karta", page_icon=icon, layout="wide")
    css = ui.joinpath("theme.css").read_text(encoding="utf-8")
    st.html(f"<style>{css}</style>")
    workspace = replace(_workspace(homes.of_environment(os.environ)), language=language)
    who = session.looking(workspace)
    if who is None:
        _show_way_in(language)
        return
    who = looking_as.applied(workspace, who)
    context = Context(workspace, who.viewer, who.member)
    rooms: list[Room] = [
        ("start", start.show, ":material/home:"),
        ("gaps", gaps_page.show, ":material/map:"),
        ("now", now_page.show, ":material/schedule:"),
        ("statistics", statistics_page.show, ":material/bar_chart:"),
        ("rosters", rosters_page.show, ":material/groups:"),
        ("visits", visits_page.show, ":material/handshake:"),
        ("sheets", sheets_page.show, ":material/description:"),
        ("follow_up", follow_up_page.show, ":material/monitoring:"),
        ("needs", needs_page.show, ":material/event_available:"),
        ("requests", requests_page.show, ":material/forum:"),
        ("register", register_page.show, ":material/location_city:"),
        ("begin", begin_page.show, ":material/rocket_launch:"),
        *_members_room(context),
        *_data_protection_room(context),
        ("rights", rights_page.show, ":material/key:"),
        ("credits", licences.show, ":material/info:"),
    ]
    hidden = [name for name, _, _ in rooms if not _may_enter(context, name)]
    st.session_state[start.HIDDEN] = [name for name in hidden if name not in _WITHOUT_GAPS]
    rooms = [room for room in rooms if room[0] not in hidden]
    pages = [
        st.Page(
            _framed(name, show, context),
            title=context.say(f"ui.page.{name}"),
            icon=icon,
            url_path=text(f"ui.path.{name}"),
            default=name == "start",
        )
        for name, show, icon in rooms
    ]
    st.session_state["karta_pages"] = {name: page for (name, _, _), page in zip(rooms, pages, strict=True)}
    page = st.navigation(pages, position="top")
    _land(context, is_start=page.url_path == "")
    page.run()


def _may_enter(context: Context, name: str) -> bool:
    """Tell whether a page holds anything for whoever is looking: nothing is shown that leads to a refusal."""
    if name in _WITHOUT_GAPS and allowed(context.viewer, "see_gaps", WORKSPACE):
        return False
    return name not in _RIGHTS or bool(allowed(context.viewer, _RIGHTS[name], WORKSPACE))


def _land(context: Context, *, is_start: bool) -> None:
    """Lead who has just signed in to the page that their role comes for; the start page stays one press away."""
    landed, pages = st.session_state.get(looking_as.LANDED), st.session_state["karta_pages"]
    st.session_state[looking_as.LANDED] = True
    first = _FIRST.get(context.viewer.role)
    if is_start and not landed and first in pages:
        st.switch_page(pages[first], query_params=_own_school(context))


def _own_school(context: Context) -> dict[str, str]:
    """Return what of an address chooses a school host's school, the first by name where there are more."""
    if context.viewer.role != "school_host":
        return {}
    schools = places.own_schools(context.workspace, context.viewer)
    return {view.PLACE: schools[0]} if schools else {}


def _members_room(context: Context) -> list[Room]:
    """Return the page of the members, for who may invite some; without sign-in there are none."""
    may = context.member is not None and members.may_invite(context.viewer)
    return [("members", access_page.show, ":material/badge:")] if may else []


def _data_protection_room(context: Context) -> list[Room]:
    """Return the data protection officer's page, for who may open a case; without sign-in there is no such officer."""
    may = context.member is not None and allowed(context.viewer, "open_case", WORKSPACE)
    return [("data_protection", data_protection.show, ":material/policy:")] if may else []


def _show_way_in(language: str) -> None:
    """Show that nobody is signed in (any more), and the way in; nothing of the workspace."""
    words.paragraph(text("access.ended", language), "note")
    st.html(
        f"<p><a href='/in' target='_self' rel='nofollow'>{html.escape(text('access.sign_in', language))}</a></p>"
    )


def _framed(name: str, show: Callable[[Context], None], context: Context) -> Callable[[], None]:
    def page() -> None:
        # Noted first: a run that is cut short by the next click never comes to its end.
        if st.session_state.get(AT) != name:
            st.session_state[COME_TO] = name
            feedback.leave()
            st.session_state[AT] = name
        with show_faults(context, show.__module__):
            _head(context)
            looking_as.show(context)
            show(context)
            _foot(context)
            own_words.show(context.workspace.language)
            manners.show()

    return page


def _head(context: Context) -> None:
    """Show the head of every page: that the municipality is invented, who is looking, links to other languages."""
    banner = context.say("ui.demo_banner") if context.workspace.origin == "demo" else about.banner(context)
    notes = [banner, _who(context), context.say("access.closed_test") if hosting.is_closed_test() else ""]
    said = "".join(f"<span>{html.escape(note)}</span>" for note in notes if note)
    links = []
    for other in LANGUAGES:
        if other != context.workspace.language:
            query = urlencode({**st.query_params.to_dict(), languages.PARAMETER: other})
            name = text("web.language", other)
            links.append(
                f"<a href='?{html.escape(query)}' target='_self' lang='{other}' hreflang='{other}'>{name}</a>"
            )
    if context.member is not None:
        links.append(
            f"<a href='/ut' target='_self' rel='nofollow'>{html.escape(context.say('access.sign_out'))}</a>"
        )
    st.html(f"<div class='karta-head'><span class='karta-notes'>{said}</span>{''.join(links)}</div>")


def _who(context: Context) -> str:
    """Return as whom one looks: the function and the organisation that are signed in, or that nobody signs in here."""
    member = context.member
    if member is None:
        return context.say("access.local")
    if member.organisation is None:
        return context.say("access.as_function", function=member.function)
    return context.say("access.as_member", function=member.function, organisation=member.organisation)


def _foot(context: Context) -> None:
    """Show at the foot of every page who operates the workspace, where somebody has said so."""
    if sentence := about.foot(context):
        st.html(f"<p class='karta-foot'>{html.escape(sentence)}</p>")


def _language() -> str:
    """Return the language of this session, and remember it from page to page."""
    requested = st.query_params.get(languages.PARAMETER) or st.session_state.get(languages.COOKIE)
    chosen = languages.language(requested, st.context.cookies.get(languages.COOKIE))
    st.session_state[languages.COOKIE] = chosen
    return chosen


@st.cache_resource
def _workspace(home: homes.Home) -> Workspace:
    return create(home)
