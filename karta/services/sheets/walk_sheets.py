"""Sheets about shifts: for the pocket of those who walk, for the team's own wall, and the poster that invites.

None of them holds a name: who goes is known to the organisation, on its own pages.
"""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import shapely

from karta.errors import InputError, NotFoundError
from karta.i18n import day as day_text
from karta.i18n import text
from karta.model import typed_text
from karta.model.place import name_key
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.model.web_address import is_page
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.reports import calendar
from karta.reports import walk_sheet as walk_sheet_paper
from karta.reports import wall as wall_paper
from karta.reports.street_map import Walk
from karta.reports.walk_sheet import Contact, WalkSheet
from karta.reports.wall import Poster, Wall, WallRow
from karta.services.access import viewers
from karta.services.free_text import about_places
from karta.services.gaps import period
from karta.services.register import contacts as functions_to_call
from karta.services.register import town
from karta.services.rosters.occurrences import (
    occurrence_by_id,
    occurrences_between,
    visible,
    when_text,
)
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace
from karta.store.database import Reading
from karta.store.layers import load_layer
from karta.store.occurrences import Part
from karta.store.records import area_of

WEEK = timedelta(days=7)
OTHERS = 6
MOST_OF_ADDRESS = 300
CLOCK = re.compile(
    r"\b(?:kl\.?\s*)?\d{1,2}[:.]\d{2}\b|\bkl\.?\s*\d{1,2}\b|\b\d{1,2}\s*[-–]\s*\d{1,2}\b", re.IGNORECASE
)


def walk_sheet(workspace: Workspace, viewer: Viewer, occurrence_id: str) -> WalkSheet:
    """Return the sheet of one time of a shift.

    Raises
    ------
    NotFoundError
        When there is no such time, or it is not the viewer's to see.
    """
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shown = visible(reading, viewer, [occurrence_by_id(reading, occurrence_id)])
        if not shown:
            raise NotFoundError("occurrence_unknown")
        (occurrence,) = shown
        walk, stops = _walked(reading, occurrence)
        contacts = _contacts(reading, workspace, occurrence)
    language, zone = workspace.language, workspace.zone
    base = {name: load_layer(workspace.store, name) for name in town.BASE}
    return WalkSheet(
        place=occurrence.place or text("ui.unnamed", language),
        when=when_text(workspace, occurrence),
        title=occurrence.title,
        meeting_point=occurrence.meeting_point,
        notes=occurrence.notes,
        invite_to=occurrence.invite_to,
        organisations=sorted({party.organisation for party in occurrence.parties if party.organisation}),
        roles=[text(f"web.role_{role}", language) for role in occurrence.roles],
        team=_team(occurrence, language),
        stops=stops,
        others=_others(workspace, viewer, occurrence),
        contacts=contacts,
        made=workspace.now().astimezone(zone),
        purpose=text(f"web.purpose_{occurrence.purpose}", language),
        fetch=occurrence.fetch,
        call_before=occurrence.call_before,
        young=(
            [text("web.young_leaders", language, count=occurrence.young_leaders)]
            if occurrence.young_leaders
            else []
        ),
        paired_with=occurrence.paired_with,
        walk=Walk(walk.place, walk.route, walk.stops, base, town.attribution(workspace, viewer)),
        invented=workspace.origin == "demo",
    )


def walk_pdf(workspace: Workspace, viewer: Viewer, occurrence_id: str) -> bytes:
    """Return the walk sheet of one time of a shift as a PDF."""
    require(viewer, "see_shifts", WORKSPACE)
    return walk_sheet_paper.pdf(walk_sheet(workspace, viewer, occurrence_id), workspace.language)


def own_pdf(workspace: Workspace, who: Volunteer, occurrence_id: str) -> bytes:
    """Return the walk sheet of a shift that a volunteer goes to, as their own organisation sees it."""
    return walk_pdf(
        workspace, viewers.for_volunteer(who.function, who.organisation_id, who.organisation), occurrence_id
    )


def wall_pdf(workspace: Workspace, viewer: Viewer, org_id: str, day: date) -> bytes:
    """Return an organisation's shifts of the week of a day for its own wall, as a PDF marked as internal."""
    require(viewer, "plan_shifts", WORKSPACE)
    return wall_paper.week_pdf(wall(workspace, viewer, org_id, day), workspace.language)


def wall(workspace: Workspace, viewer: Viewer, org_id: str, day: date) -> Wall:
    """Return an organisation's shifts of the week of a day, cancelled ones left out.

    Raises
    ------
    NotFoundError
        When the organisation is not there, or is not the viewer's own.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    zone, language = workspace.zone, workspace.language
    monday = day - timedelta(days=day.weekday())
    with workspace.store.reading() as reading:
        organisation = reading.frame("organisation", [org_id])
        occurrences = occurrences_between(reading, monday, monday + WEEK - DAY, Part(organisation_id=org_id))
    own = allowed(viewer, "plan_shifts", belonging_to(org_id))
    if organisation.empty or not own:
        raise NotFoundError("no_such_organisation", name=org_id)
    mine = [
        occurrence
        for occurrence in occurrences
        if not occurrence.cancelled and any(party.organisation_id == org_id for party in occurrence.parties)
    ]
    return Wall(
        organisation=str(organisation["name"].iloc[0]),
        monday=monday,
        days=[
            (
                day_text(monday + n * DAY, language),
                [
                    _wall_row(occurrence, zone, language)
                    for occurrence in mine
                    if occurrence.start.astimezone(zone).date() == monday + n * DAY
                ],
            )
            for n in range(7)
        ],
        made=workspace.now().astimezone(zone),
    )


def _team(occurrence: ShiftOccurrence, language: str) -> str:
    """Return how many go: who has signed up, or what the roster states; and whether they count for nothing."""
    key = "sheets.team_of" if occurrence.opened else "sheets.team_rostered"
    if not occurrence.adults_known:
        key = "sheets.team_unknown"
    team = text(key, language, adults=occurrence.adults, least=occurrence.min_team)
    return ", ".join(filter(None, (team, calendar.uncounted(occurrence, language))))


def _wall_row(occurrence: ShiftOccurrence, zone: ZoneInfo, language: str) -> WallRow:
    key = "sheets.wall_team_missing" if occurrence.missing else "sheets.wall_team"
    if not occurrence.adults_known:
        key = "sheets.team_unknown"
    team = text(
        key, language, adults=occurrence.adults, least=occurrence.min_team, missing=occurrence.missing
    )
    return WallRow(
        hours=f"{occurrence.start.astimezone(zone):%H:%M}–{occurrence.end.astimezone(zone):%H:%M}",
        place=occurrence.place,
        meeting_point=occurrence.meeting_point,
        team=", ".join(filter(None, (team, calendar.uncounted(occurrence, language)))),
    )


def poster_pdf(workspace: Workspace, viewer: Viewer, *, organisation: str, words: str, address: str) -> bytes:
    """Return the poster that invites as a PDF: no place of the register and no hour may stand on it.

    Raises
    ------
    InputError
        When the address leads to no page, or the words name a place or an hour.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    page, own_words = typed_text.clean(address, MOST_OF_ADDRESS), about_places(words)
    if not is_page(page):
        raise InputError("address_unreadable", value=page)
    if clock_time := CLOCK.search(own_words):
        raise InputError("poster_place_or_hour", value=clock_time[0])
    words_key = name_key(own_words)
    for name in workspace.store.frame("place")["name"]:
        if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name_key(name))}(?!\w)", words_key):
            raise InputError("poster_place_or_hour", value=name)
    made = workspace.now().astimezone(workspace.zone)
    return wall_paper.poster_pdf(
        Poster(typed_text.clean(organisation), own_words, page, made), workspace.language
    )


def _walked(reading: Reading, occurrence: ShiftOccurrence) -> tuple[Walk, list[tuple[int, str, str, str]]]:
    """Return where a shift is, its route and its stops, as shapes and as rows of the sheet."""
    shift = reading.frame("shift", [occurrence.shift_id]).iloc[0]
    stops = reading.frame("shift_stop")
    stops = stops[stops["shift_id"] == occurrence.shift_id].sort_values("position")
    ids = [i for i in {occurrence.place_id, *stops["place_id"]} if i is not None]
    places = reading.frame("place", ids).set_index("id")
    place = places["geometry"].get(occurrence.place_id) if occurrence.place_id else None
    route = shift["geometry"] if shift["located"] == "route" else None
    shapes, rows = [], []
    for number, stop in enumerate(stops.to_dict("records"), start=1):
        at = stop["geometry"] if stop["geometry"] is not None else places["geometry"].get(stop["place_id"])
        name = places["name"].get(stop["place_id"], "")
        if at is not None:
            shapes.append((number, at))
        rows.append((number, str(name), stop["start"] or "", stop["end"] or ""))
    lines = route if route is not None and shapely.get_type_id(route) in (1, 5) else None
    return Walk(place, lines, shapes), rows


def _others(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence) -> list[str]:
    """Return who else is known to be out at the same time and is shared with the viewer, in words, by hour."""
    if not allowed(viewer, "see_gaps", WORKSPACE):
        return []
    zone, language = workspace.zone, workspace.language
    service_day = (
        occurrence.start.astimezone(zone) - timedelta(hours=workspace.method.day_start_local.hour)
    ).date()
    shown = period.between(workspace, viewer, service_day, service_day)
    pieces = shown.coverage.pieces
    own = {party.party_id for party in occurrence.parties}
    # A line with people who have signed up is called `line/date`.
    lines = pieces["presence_id"].str.split("/").str[0]
    out = pieces[
        pieces["certain"].astype(bool)
        & (pieces["org"] != "")
        & ~lines.isin(own)
        & (pd.to_datetime(pieces["start"], utc=True) < occurrence.end)
        & (pd.to_datetime(pieces["end"], utc=True) > occurrence.start)
    ].sort_values(["effective", "start"], ascending=[False, True])
    # Each presence is listed once, where it counts most.
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


def _contacts(reading: Reading, workspace: Workspace, occurrence: ShiftOccurrence) -> list[Contact]:
    """Return whom to call: the numbers of the country, the functions of the register, and lines to write on."""
    language = workspace.language
    today, here = (
        workspace.today,
        reading.frame("place", [occurrence.place_id] if occurrence.place_id else []),
    )
    areas = {None, *area_of(reading, here)}
    rows = reading.frame("contact_function")
    rows = rows[pd.Series([area_id in areas for area_id in rows["area_id"]], rows.index, dtype=bool)]
    # The area's own numbers first: they are the nearest.
    rows = rows.assign(whole=rows["area_id"].isna()).sort_values(["whole", "function"], kind="stable")
    contacts = [
        Contact(row["function"], row["channel"] or "", row["hours"] or "")
        for row in rows.to_dict("records")
        if row["valid_to"] is None or row["valid_to"] >= max(today, occurrence.held_on)
    ]
    functions = [contact.function for contact in contacts]
    missing = text("sheets.call_missing", language)
    lines = [
        Contact(text("sheets.call_112", language), "112"),
        Contact(text("sheets.call_11414", language), "114 14"),
        *contacts,
    ]
    lines += [
        Contact(text(f"sheets.call_{kind}", language), "", missing)
        for kind in functions_to_call.absent(functions)
    ]
    return [*lines, Contact(text("sheets.call_team", language), "")]
