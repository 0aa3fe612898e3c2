"""The area card: one page of what a new officer of an area needs, from the data as they are now.

Whom to call, on which terms venues welcome visits, who was where when, what is decided and asked for, and what has
changed of late. No names of persons: functions, places and organisations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.errors import NotFoundError
from karta.i18n import day as day_text
from karta.i18n import number, text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports import sections
from karta.reports.sections import Section
from karta.services.needs import decisions, request_words, requests
from karta.services.planning import area_changes, visit_terms, visit_words, visits
from karta.services.planning.visit_question import STANDING
from karta.services.planning.visit_terms import Terms
from karta.services.planning.visits import VenueYear
from karta.services.register import contacts, places, town
from karta.services.workspace import Workspace

OPEN_REQUESTS = ("sent", "received")


@dataclass(frozen=True)
class AreaCard:
    """A card: the area's name, and its sections in words, in the order of the page."""

    area: str
    sections: tuple[Section, ...]


def card(workspace: Workspace, viewer: Viewer, area_id: str | None = None) -> AreaCard:
    """Return the card of an area, None for the whole municipality. Raises NotFoundError `area_missing`."""
    require(viewer, "see_visits", WORKSPACE)
    language = workspace.language
    names = dict(town.areas(workspace, viewer)[["area_id", "name"]].itertuples(index=False))
    if area_id is not None and area_id not in names:
        raise NotFoundError("area_missing")
    rows = places.places(workspace, viewer)
    here = frozenset(rows["id"] if area_id is None else rows.loc[rows["area_id"] == area_id, "id"])
    terms = [each for each in visit_terms.venues(workspace, viewer) if each.place_id in here]
    years = [each for each in visits.year(workspace, viewer) if each.place_id in here]
    sections_of_card = (
        _contacts(workspace, viewer, area_id),
        _venues(terms, language),
        _visits(years, workspace.today, language),
        _decisions(workspace, viewer, here),
        _requests(workspace, viewer, here),
        area_changes.section(workspace, viewer, area_id, here, years),
    )
    return AreaCard(
        text("visits.all_areas", language) if area_id is None else names[area_id], sections_of_card
    )


def pdf(workspace: Workspace, viewer: Viewer, area_id: str | None = None) -> bytes:
    """Return the card as a PDF. Raises NotFoundError `area_missing`."""
    require(viewer, "see_visits", WORKSPACE)
    shown, language = card(workspace, viewer, area_id), workspace.language
    made = workspace.now().astimezone(workspace.zone)
    return sections.pdf(
        text("visits.card_title", language, area=shown.area), text("visits.card_note", language), shown.sections,
        made, language, invented=workspace.origin == "demo",
    )  # fmt: skip


def _section(
    name: str, columns: tuple[str, ...], rows: list[list[str]], language: str, note: str = ""
) -> Section:
    heads = tuple(text(f"visits.card_{column}", language) for column in columns)
    empty = text(f"visits.card_{name}_none", language)
    return Section(text(f"visits.card_{name}", language), heads, tuple(map(tuple, rows)), empty, note)


def _contacts(workspace: Workspace, viewer: Viewer, area_id: str | None) -> Section:
    rows = [
        [row["function"], row["channel"], row["hours"], row["organisation"]]
        for row in contacts.for_area(workspace, viewer, area_id).to_dict("records")
    ]
    return _section("contacts", ("function", "channel", "hours", "organisation"), rows, workspace.language)


def _venues(terms: list[Terms], language: str) -> Section:
    rows = []
    for each in terms:
        if each.answer == "welcome":
            welcome = visit_words.hours_line(each.welcome, language)
            never = visit_words.hours_line(each.never, language)
            when = "; ".join(
                filter(None, (welcome, never and text("visits.card_never", language, hours=never)))
            )
            rows.append([each.place, when, visit_words.terms_line(each, language)])
    notes = [
        text(
            f"visits.card_{key}",
            language,
            places=", ".join(each.place for each in terms if each.answer == answer),
        )
        for key, answer in (("closed", "no"), ("ask_first", ""))
        if any(each.answer == answer for each in terms)
    ]
    return _section("venues", ("place", "welcome", "terms"), rows, language, " ".join(notes))


def _visits(years: list[VenueYear], today: date, language: str) -> Section:
    rows = []
    for each in years:
        last = "" if each.since is None else day_text(today - timedelta(days=each.since), language)
        ahead = [visit for visit in each.visits if visit.day >= today and visit.state in STANDING]
        following = f"{day_text(ahead[0].day, language)} {ahead[0].start}" if ahead else ""
        every = text("visits.card_days", language, days=each.cadence)
        rows.append([each.place, last or text("visits.never", language), following, every, each.main])
    return _section("visits", ("place", "last", "next", "every", "main"), rows, language)


def _decisions(workspace: Workspace, viewer: Viewer, here: frozenset[str]) -> Section:
    language = workspace.language
    frame = decisions.decisions(workspace, viewer)
    rows = [
        [row["place"], _rule(row, language), row["decided_by"] or "", _day(row["valid_to"], language)]
        for row in _records(frame[frame["place_id"].isin(here)])
    ]
    return _section("decisions", ("place", "what", "decided_by", "until"), rows, language)


def _rule(rule: dict[str, Any], language: str) -> str:
    """Return what a decided rule asks for: adults, hours and days."""
    if rule["adults"] == 0:
        return text("register.rule_nothing", language)
    clock = rule["anchor"] == "clock"
    hours = (
        f"{rule['start']}\u2013{rule['end']}"
        if clock
        else text(f"register.anchor_{rule['anchor']}", language)
    )
    key = "add" if rule["type"] == "add" else rule["mode"]
    count = number(float(rule["adults"]), 0, language)
    days = visit_words.days_line(str(rule["days"]), language)
    return text(f"register.rule_{key}", language, adults=count, days=days, hours=hours)


def _requests(workspace: Workspace, viewer: Viewer, here: frozenset[str]) -> Section:
    language, today = workspace.language, workspace.today
    frame = requests.visible(workspace, viewer)
    shown = frame[frame["state"].isin(OPEN_REQUESTS) & frame["place_id"].isin(here)]
    rows = [
        [
            text(f"requests.titles.{row['kind']}", language, place=row["place"]),
            request_words.when(row, today, language) if row["date"] or row["days"] else "",
            row["from_org"],
            row["to_org"],
        ]
        for row in _records(shown)
    ]
    return _section("requests", ("what", "when", "from", "to"), rows, language)


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(key): value for key, value in row.items()}


def _day(day: object, language: str) -> str:
    return f"{day_text(day, language)} {day.year}" if isinstance(day, date) else ""
