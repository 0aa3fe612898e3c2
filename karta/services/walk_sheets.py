"""Sheets about shifts: for the pocket of those who walk, for the team's own wall, and the poster that invites.

None of them holds a name: who goes is known to the organisation, on its own pages.
"""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pandas as pd
import shapely

from karta.errors import InputError, NotFoundError
from karta.i18n import day as day_text
from karta.i18n import text
from karta.model.place import name_key
from karta.model.shift import Turn
from karta.privacy import Viewer, may, require
from karta.reports import walk as paper
from karta.reports import wall as wall_paper
from karta.reports.street_map import Walk
from karta.reports.walk import Contact, WalkSheet
from karta.reports.wall import Poster, Wall, WallRow
from karta.services import gaps, town, turns
from karta.services.signups import Volunteer
from karta.services.workspace import Workspace
from karta.store.database import Reading
from karta.store.layers import load_layer
from karta.store.records import area_of

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
OTHERS = 6
CLOCK = re.compile(
    r"\b(?:kl\.?\s*)?\d{1,2}[:.]\d{2}\b|\bkl\.?\s*\d{1,2}\b|\b\d{1,2}\s*[-–]\s*\d{1,2}\b", re.IGNORECASE
)


def walk_sheet(workspace: Workspace, viewer: Viewer, turn_id: str) -> WalkSheet:
    """Return the sheet of one time of a shift.

    Raises
    ------
    NotFoundError
        When there is no such time, or it is not the viewer's to see.
    """
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        turn = turns.one(look, turn_id)
        if not turns.visible(viewer, turn):
            raise NotFoundError("turn_unknown", series=turn.series_id)
        walk, stops = _walked(look, turn)
        contacts = _contacts(look, workspace, turn)
    language, zone = workspace.language, ZoneInfo(workspace.method.timezone)
    base = {name: load_layer(workspace.store, name) for name in town.BASE}
    return WalkSheet(
        place=turn.place or text("ui.unnamed", language),
        when=turns.when(workspace, turn),
        title=turn.title,
        meeting_point=turn.meeting_point,
        notes=turn.notes,
        invite_to=turn.invite_to,
        organisations=sorted({party.organisation for party in turn.parties}),
        roles=[text(f"web.role_{role}", language) for role in turn.roles],
        team=text("sheets.team_of", language, adults=turn.adults, least=turn.min_team),
        stops=stops,
        others=_others(workspace, viewer, turn),
        contacts=contacts,
        made=workspace.now().astimezone(zone),
        walk=Walk(walk.place, walk.route, walk.stops, base, town.attribution(workspace, viewer)),
        invented=workspace.origin == "demo",
    )


def walk_pdf(workspace: Workspace, viewer: Viewer, turn_id: str) -> bytes:
    """Return the walk sheet of one time of a shift as a PDF."""
    return paper.pdf(walk_sheet(workspace, viewer, turn_id), workspace.language)


def own_pdf(workspace: Workspace, who: Volunteer, turn_id: str) -> bytes:
    """Return the walk sheet of a shift that a volunteer goes to, as their own organisation sees it."""
    return walk_pdf(workspace, Viewer(who.function, "organiser", who.organisation), turn_id)


def wall_pdf(workspace: Workspace, viewer: Viewer, org_id: str, day: date) -> bytes:
    """Return an organisation's shifts of the week of a day for its own wall, as a PDF marked as internal."""
    return wall_paper.week_pdf(wall(workspace, viewer, org_id, day), workspace.language)


def wall(workspace: Workspace, viewer: Viewer, org_id: str, day: date) -> Wall:
    """Return an organisation's shifts of the week of a day, cancelled ones left out.

    Raises
    ------
    NotFoundError
        When the organisation is not there, or is not the viewer's own.
    """
    require(viewer, "plan_shifts")
    zone, language = ZoneInfo(workspace.method.timezone), workspace.language
    monday = day - timedelta(days=day.weekday())
    with workspace.store.reading() as look:
        named = look.frame("organisation", [org_id])
        found = turns.between(look, monday, monday + WEEK - DAY)
    own = viewer.role != "organiser" or name_key(viewer.organisation or "") in set(
        map(name_key, named["name"])
    )
    if named.empty or not own:
        raise NotFoundError("no_such_organisation", name=org_id)
    mine = [
        turn
        for turn in found
        if not turn.cancelled and any(party.organisation_id == org_id for party in turn.parties)
    ]
    return Wall(
        organisation=str(named["name"].iloc[0]),
        monday=monday,
        days=[
            (
                day_text(monday + n * DAY, language),
                [
                    _wall_row(turn, zone, language)
                    for turn in mine
                    if turn.start.astimezone(zone).date() == monday + n * DAY
                ],
            )
            for n in range(7)
        ],
        made=workspace.now().astimezone(zone),
    )


def _wall_row(turn: Turn, zone: ZoneInfo, language: str) -> WallRow:
    said = "sheets.wall_team_missing" if turn.missing else "sheets.wall_team"
    return WallRow(
        hours=f"{turn.start.astimezone(zone):%H:%M}–{turn.end.astimezone(zone):%H:%M}",
        place=turn.place,
        meeting_point=turn.meeting_point,
        team=text(said, language, adults=turn.adults, least=turn.min_team, missing=turn.missing),
    )


def poster_pdf(workspace: Workspace, viewer: Viewer, *, organisation: str, words: str, address: str) -> bytes:
    """Return the poster that invites as a PDF: no place of the register and no hour may stand on it.

    Raises
    ------
    InputError
        When the address leads to no page, or the words name a place or an hour.
    """
    require(viewer, "plan_shifts")
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > 300:
        raise InputError("address_unreadable", value=address)
    if found := CLOCK.search(words):
        raise InputError("poster_place_or_hour", value=found[0])
    said = name_key(words)
    for name in workspace.store.frame("place")["name"]:
        if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name_key(name))}(?!\w)", said):
            raise InputError("poster_place_or_hour", value=name)
    made = workspace.now().astimezone(ZoneInfo(workspace.method.timezone))
    return wall_paper.poster_pdf(
        Poster(organisation.strip(), words.strip(), address.strip(), made), workspace.language
    )


def _walked(look: Reading, turn: Turn) -> tuple[Walk, list[tuple[int, str, str, str]]]:
    """Return where a shift is, its route and its stops, as shapes and as rows of the sheet."""
    shift = look.frame("shift", [turn.shift_id]).iloc[0]
    found = look.frame("shift_stop")
    found = found[found["shift_id"] == turn.shift_id].sort_values("position")
    ids = [i for i in {turn.place_id, *found["place_id"]} if i is not None]
    places = look.frame("place", ids).set_index("id")
    place = places["geometry"].get(turn.place_id) if turn.place_id else None
    route = shift["geometry"] if shift["located"] == "route" else None
    shapes, rows = [], []
    for number, stop in enumerate(found.to_dict("records"), start=1):
        at = stop["geometry"] if stop["geometry"] is not None else places["geometry"].get(stop["place_id"])
        name = places["name"].get(stop["place_id"], "")
        if at is not None:
            shapes.append((number, at))
        rows.append((number, str(name), stop["start"] or "", stop["end"] or ""))
    lines = route if route is not None and shapely.get_type_id(route) in (1, 5) else None
    return Walk(place, lines, shapes), rows


def _others(workspace: Workspace, viewer: Viewer, turn: Turn) -> list[str]:
    """Return who else is known to be out at the same time and is shared with the viewer, in words, by hour."""
    if not may(viewer, "see_gaps"):
        return []
    zone, language = ZoneInfo(workspace.method.timezone), workspace.language
    service_day = (
        turn.start.astimezone(zone) - timedelta(hours=workspace.method.day_start_local.hour)
    ).date()
    shown = gaps.period(workspace, viewer, service_day, service_day)
    pieces = shown.coverage.presence.pieces
    own = {party.party_id for party in turn.parties}
    # A line with people who have signed up is called `line/date`.
    lines = pieces["presence_id"].str.split("/").str[0]
    out = pieces[
        pieces["certain"].astype(bool)
        & (pieces["org"] != "")
        & ~lines.isin(own)
        & (pd.to_datetime(pieces["start"], utc=True) < turn.end)
        & (pd.to_datetime(pieces["end"], utc=True) > turn.start)
    ].sort_values(["effective", "start"], ascending=[False, True])
    # Each is told once, where it counts most.
    out = out.drop_duplicates("presence_id").head(OTHERS).sort_values(["start", "org"])
    names = dict(zip(shown.places["place_id"], shown.places["name"], strict=True))
    return [
        text(
            "sheets.other_line", language, place=names.get(row.place_id, ""), org=row.org,
            role=text(f"roles.{row.kind}", language),
            start=f"{pd.Timestamp(row.start).astimezone(zone):%H:%M}",
            end=f"{pd.Timestamp(row.end).astimezone(zone):%H:%M}",
        )
        for row in out.itertuples()
    ]  # fmt: skip


def _contacts(look: Reading, workspace: Workspace, turn: Turn) -> list[Contact]:
    """Return whom to call: the numbers of the country, the functions of the register, and lines to write on."""
    language = workspace.language
    today, here = workspace.today, look.frame("place", [turn.place_id] if turn.place_id else [])
    area = {None, *area_of(look, here)}
    rows = look.frame("contact_function")
    rows = rows[pd.Series([one in area for one in rows["area_id"]], rows.index, dtype=bool)]
    # The area's own numbers first: they are the nearest.
    rows = rows.assign(whole=rows["area_id"].isna()).sort_values(["whole", "function"], kind="stable")
    known = [
        Contact(row["function"], row["channel"] or "", row["hours"] or "")
        for row in rows.to_dict("records")
        if row["valid_to"] is None or row["valid_to"] >= max(today, turn.day)
    ]
    said = " ".join(contact.function.casefold() for contact in known)
    missing = text("sheets.call_missing", language)
    lines = [
        Contact(text("sheets.call_112", language), "112"),
        Contact(text("sheets.call_11414", language), "114 14"),
        *known,
    ]
    for key, signs in (
        ("sheets.call_social", ("soc",)),
        ("sheets.call_officer", ("polis", "polic", "officer")),
    ):
        if not any(sign in said for sign in signs):
            lines.append(Contact(text(key, language), "", missing))
    return [*lines, Contact(text("sheets.call_team", language), "")]
