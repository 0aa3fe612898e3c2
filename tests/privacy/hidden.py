"""What a workspace may hold that some roles may not see: how it gets there, and who is blind to it.

Whoever adds the next thing of that kind adds it to `HIDDEN`; `tests.privacy.unseen` then compares every byte.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from karta.model.member import ROLES
from karta.model.shift import occurrence_key
from karta.privacy import Viewer
from karta.services.gaps import period as gaps_period
from karta.services.needs import requests
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace
from karta.store import visit_book
from karta.store.act_rows import Owner
from tests.privacy import probed_town
from tests.privacy.probed_town import FRIDAY, LOCAL, Whose


@dataclass(frozen=True)
class Hidden:
    """Something that `blind` roles may not see: `add` puts so many of it into a town, whose it is not."""

    add: Callable[[Workspace, Whose, int], None]
    blind: tuple[str, ...]


def _hours(number: int) -> dict[str, Any]:
    return {"start": "20:00", "end": "22:00", "day": FRIDAY + timedelta(days=number % 60)}


def add_asked(town: Workspace, other: Whose, count: int) -> None:
    """Ask an association for adults, so many times."""
    about = {"place_id": other.place, "to_org": other.org, "from_org": other.org}
    for number in range(count):
        requests.ask_presence(town, LOCAL, **about, **_hours(number))


def add_raised(town: Workspace, other: Whose, count: int) -> None:
    """Raise the place of an association, so many times."""
    for number in range(count):
        about = {"kind": "missed", "place_id": other.place, "from_org": other.org}
        requests.raise_place(town, LOCAL, **about, **_hours(number))


def add_kept_sheets(town: Workspace, other: Whose, count: int) -> None:
    """Keep sheets as somebody of an association, so many times, and as the coordinator."""
    for viewer in (probed_town.viewer("organiser", other), Viewer("samordnare", "coordinator")):
        week = gaps_period.week(town, viewer, FRIDAY)
        for number in range(count // 2):
            meeting_sheet.keep(town, viewer, week, f"Möte {number}")


def add_swap_offers(town: Workspace, other: Whose, count: int) -> None:
    """Store so many answered offers of an association's date, which whoever asked sees until it begins."""
    series_id, day = occurrence_key(other.occurrence)
    row = {"from_org_id": other.org, "to_org_id": other.org, "series_id": series_id, "day": day, "seen": "x"}
    with town.store.act(other.name, "answer_swap", owner=Owner(organisation_id=other.org)) as act:
        act.insert("swap_offer", [{**row, "state": ("yes", "no")[number % 2]} for number in range(count)])


def add_visits(town: Workspace, other: Whose, count: int) -> None:
    """Plan so many visits of the police at an association's place, some of them answered, and take one back."""
    with visit_book.acting(town.store, "polis", "accept_visit_plan") as act:
        values = {"name": "Områdespolis 1", "kind": "officer", "minutes_a_week": 600}
        officer = act.insert("visit_officer", values)
        hours = {"place_id": other.place, "officer_id": officer, "start": "17:00", "end": "18:30"}
        act.insert("visit_busy", {"officer_id": officer, "date": FRIDAY, "start": "08:00", "end": "12:00"})
        act.insert("visit_feed", {"officer_id": officer, "token_hash": officer, "made_on": FRIDAY})
        states = ("planned", "accepted", "declined")
        rows = [
            act.insert(
                "visit", {**hours, "date": FRIDAY + timedelta(days=number % 80), "state": states[number % 3]}
            )
            for number in range(count)
        ]
    with visit_book.acting(town.store, "polis", "call_off_visit") as act:
        act.update("visit", rows[0], {"state": "called_off"})
    visit_book.undo(town.store, act.id, "polis")


# The coordinator sees all requests and answers for the log; these see all of the log, and so that each was made.
_SEEING = ("coordinator", "sysadmin", "dpo")
BLIND = tuple(role for role in ROLES if role not in _SEEING)
HIDDEN: Mapping[str, Hidden] = {
    "requests": Hidden(add_asked, BLIND),
    # Whoever answers what was raised sees that.
    "raised places": Hidden(add_raised, tuple(role for role in BLIND if role != "municipality")),
    # The police see the whole plan; the host of the place is another association.
    "planned visits": Hidden(add_visits, tuple(role for role in ROLES if role != "police")),
    "swap offers": Hidden(add_swap_offers, BLIND),
    "kept sheets": Hidden(add_kept_sheets, BLIND),
}
