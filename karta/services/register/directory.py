"""The register as a directory: a card for each organisation, and which of them answer to what somebody looks for.

An activity that its organisation does not share with the viewer is not on the card, and the card says that there may be
more: what a viewer may not see is unknown, never no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from karta.model.computable import schedule_fault
from karta.model.place import name_key
from karta.model.schedule import Schedule, occurrences
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, policy_key, require, sees
from karta.services.register.sharing import DEFAULT
from karta.services.workspace import Workspace
from karta.store import directory_rows
from karta.store import sessions as stored
from karta.store.cells import Row
from karta.store.database import Reading, Store
from karta.store.records import area_of, method_of

DAY, AHEAD = timedelta(days=1), timedelta(days=365)
FLAGS = ("free", "drop_in", "girls", "adapted")


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as the viewer may know it; None is unknown, a blank `place` is none.

    `days`: weekdays (MO..SU) of a weekly one, `day` the date of one that is held once, or where a rule begins.
    """

    activity_id: str
    kind: str
    title: str
    place: str
    area: str
    days: tuple[str, ...]
    day: date | None
    start: str
    end: str
    is_now: bool
    age_from: int | None = None
    age_to: int | None = None
    free: bool | None = None
    drop_in: bool | None = None
    girls: bool | None = None
    adapted: bool | None = None
    membership: bool | None = None
    languages: tuple[str, ...] = ()
    accessibility: str = ""
    schedule_version: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """An organisation: what it does and does not do, who admitted it, whom to call, and what it offers.

    `has_more`: it may do more than the viewer sees; `is_own`: the viewer may change the card.
    """

    org_id: str
    version: int
    name: str
    sector: str
    umbrella: str
    does: str
    does_not: str
    admitted_on: date | None
    admitted_by: str
    contacts: tuple[tuple[str, str, str], ...]
    offers: tuple[Offer, ...]
    has_more: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; nothing chosen shows all. `area` is a name, `language` a code."""

    text: str = ""
    free: bool = False
    drop_in: bool = False
    girls: bool = False
    adapted: bool = False
    language: str = ""
    area: str = ""
    age: int | None = None
    now: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The cards that answer to a search, and the names of those of which it is not known."""

    cards: tuple[Card, ...]
    unknown: tuple[str, ...]


def cards(workspace: Workspace, viewer: Viewer) -> tuple[Card, ...]:
    """Return the card of each organisation that takes part, by name, as the viewer may know it."""
    require(viewer, "see_organisations", WORKSPACE)
    minute = workspace.now().replace(second=0, microsecond=0)
    eyes = _Eyes(viewer, f"{policy_key()} {viewer.scope}")
    return _as_stored(workspace.store, workspace.store.revision(), minute, eyes)


def matching(listed: Iterable[Card], search: Search) -> Found:
    """Return the cards that answer to a search; an organisation of which it is not known is named apart.

    A text is looked for in what is written; all else in one and the same activity.
    """
    words = name_key(search.text).split()
    asked = search != Search(text=search.text)
    matches, unknown = [], []
    for card in listed:
        written = name_key(_written(card))
        if not all(word in written for word in words):
            continue
        answer = _answer(card, search) if asked else True
        if answer:
            matches.append(card)
        elif answer is None:
            unknown.append(card.name)
    return Found(tuple(matches), tuple(unknown))


def _answer(card: Card, search: Search) -> bool | None:
    """Return whether an organisation has an activity that answers to all that is asked, None where it is not known."""
    answers = [_offer_answers(offer, search) for offer in card.offers]
    if any(answers):
        return True
    return None if card.has_more or not card.offers or None in answers else False


def _offer_answers(offer: Offer, search: Search) -> bool | None:
    answers = [getattr(offer, name) for name in FLAGS if getattr(search, name)]
    if search.language:
        answers.append(search.language in offer.languages if offer.languages else None)
    if search.area:
        answers.append(offer.area == search.area if offer.area else None)
    if search.now:
        answers.append(offer.is_now)
    if search.age is not None:
        answers.append(_is_for(offer, search.age))
    return False if False in answers else None if None in answers else True


def _is_for(offer: Offer, age: int) -> bool | None:
    """Return whether an activity is for an age; "from 13" alone is for whoever is older, too."""
    first, last = offer.age_from, offer.age_to
    if first is None and last is None:
        return None
    return (first is None or first <= age) and (last is None or age <= last)


def _written(card: Card) -> str:
    texts = [
        f"{offer.title} {offer.kind} {offer.place} {offer.area} {offer.accessibility}"
        for offer in card.offers
    ]
    return " ".join([card.name, card.umbrella, card.does, card.does_not, *texts])


class _Eyes:
    """A viewer as a key: two that see the same are equal."""

    def __init__(self, viewer: Viewer, key: str) -> None:
        self.viewer, self.key = viewer, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Eyes) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)


# A rerun asks again and again: it is read once a minute for each pair of eyes as long as nothing is stored.
@lru_cache(maxsize=16)
def _as_stored(store: Store, _revision: int, now: datetime, eyes: _Eyes) -> tuple[Card, ...]:
    viewer = eyes.viewer
    with store.reading() as reading:
        zone = ZoneInfo(method_of(reading).timezone)
        today = now.astimezone(zone).date()
        orgs = reading.frame("organisation")
        rows = directory_rows.activities(reading, today - DAY, today + AHEAD)
        where = _where(reading)
        called = reading.frame("contact_function")
        school = stored.school_days(reading, today - DAY, today)
    contacts: dict[str, list[tuple[str, str, str]]] = {}
    for row in called.to_dict("records"):
        if row["organisation_id"] and row["channel"] and not (row["valid_to"] and row["valid_to"] < today):
            way = (row["function"], row["channel"], row["hours"] or "")
            contacts.setdefault(row["organisation_id"], []).append(way)
    offers: dict[str, list[Offer]] = {}
    hidden = set()
    for row in rows:
        org = row["organisation_id"]
        if not sees(viewer, row["sharing"], org):
            hidden.add(org)
        elif not schedule_fault(row):
            is_now = any(
                each.start <= now < each.end
                for each in occurrences(Schedule.from_row(row), today - DAY, today, zone, school).occurrences
            )
            offers.setdefault(org, []).append(_offer(row, where, is_now=is_now))
    listed = [
        _card(row, viewer, contacts.get(row["id"], []), offers.get(row["id"], []), hidden)
        for row in orgs[orgs["left_on"].isna()].to_dict("records")
    ]
    return tuple(sorted(listed, key=lambda card: (name_key(card.name), card.org_id)))


def _card(
    row: Row, viewer: Viewer, contacts: list[tuple[str, str, str]], offers: list[Offer], hidden: set[str]
) -> Card:
    org = row["id"]
    return Card(
        org, int(row["version"]), row["name"], row["sector"], row["umbrella"] or "", row["does"] or "",
        row["does_not"] or "", row["admitted_on"] or None, row["admitted_by"] or "", tuple(sorted(contacts)),
        tuple(sorted(offers, key=lambda offer: (offer.title, offer.place, offer.start, offer.activity_id))),
        org in hidden or not sees(viewer, row["session_sharing"] or DEFAULT, org),
        bool(allowed(viewer, "plan_shifts", belonging_to(org))),
    )  # fmt: skip


def _where(reading: Reading) -> dict[str, tuple[str, str]]:
    """Return the name and the area's name of each place."""
    frame = reading.frame("place")
    names = reading.frame("area", columns=("id", "name")).set_index("id")["name"].to_dict()
    areas = area_of(reading, frame)
    return {
        place: (name, names.get(area, "") if area else "")
        for place, name, area in zip(frame["id"], frame["name"], areas, strict=True)
    }


def _offer(row: Row, where: dict[str, tuple[str, str]], *, is_now: bool) -> Offer:
    place, area = where.get(row["place_id"] or "", ("", ""))
    flags: dict[str, Any] = {
        name: row[name] if isinstance(row[name], bool) else None for name in (*FLAGS, "membership")
    }
    ages = [
        None if row[name] is None or row[name] != row[name] else int(row[name])
        for name in ("age_from", "age_to")
    ]
    return Offer(
        row["id"], row["kind"], row["title"] or "", place, area,
        tuple(filter(None, (row["byday"] or "").split(";"))), row["date"] or None, row["start"],
        row["end"], is_now, ages[0], ages[1], **flags,
        languages=tuple(filter(None, (row["languages"] or "").split(";"))), accessibility=row["accessibility"] or "",
        schedule_version=int(row["schedule_version"]),
    )  # fmt: skip
