"""The services of the open side, as they are tried with hostile values."""

from karta.services.register import admission_requests, cards, open_side, open_yes
from karta.services.register.open_side import OpenSide
from karta.services.register.open_yes import Facts
from karta.services.rosters import looking_for_adults
from karta.services.rosters.looking_for_adults import Said
from tests.services.typed_crises import CRISES
from tests.services.typed_service import Service, plain, unset
from tests.services.typed_town import COORDINATOR, Town


def _describe(town: Town, values: dict[str, object]) -> None:
    facts = Facts(
        values["age_from"],
        values["age_to"],
        languages=(values["language"],),  # type: ignore[arg-type]
        accessibility=values["accessibility"],
    )  # type: ignore[arg-type]
    version = town.row_version("activity", town.activity)
    open_yes.describe(town.workspace, COORDINATOR, town.activity, facts, version=version)


def _open(town: Town, values: dict[str, object]) -> None:
    stated = OpenSide(True, values["contact"], (values["site"],))  # type: ignore[arg-type]
    _, versions = open_side.open_side(town.workspace)
    open_side.set_open_side(town.workspace, COORDINATOR, stated, versions=versions)


def _hours(town: Town, values: dict[str, object]) -> None:
    schedule = town.workspace.store.frame("activity", [town.activity])["schedule_id"].iloc[0]
    weekdays = {"days": (values["day"],)} if values["day"] else {}
    times = {"start": values["start"], "end": values["end"]}
    version = town.row_version("schedule", schedule)
    cards.change_hours(town.workspace, COORDINATOR, town.activity, **times, **weekdays, version=version)  # type: ignore[arg-type]


def _seek(town: Town, values: dict[str, object]) -> None:
    new = Said(is_on=True, **{name: (values[name],) for name in values})  # type: ignore[arg-type]
    looking_for_adults.say(town.workspace, COORDINATOR, town.org, new, version=0)


OPEN: dict[str, Service] = {
    **CRISES,
    "rosters/looking_for_adults.py: say": Service(_seek, lambda _: {"languages": "so", "parts": "weekdays"}),
    "register/admission_requests.py: set_criteria": plain(
        admission_requests.set_criteria, lambda _: {"words": "Demokratiska stadgar"}, unset
    ),
    "register/cards.py: describe": plain(
        cards.describe, lambda town: {"org_id": town.org, "does": "Pingis", "does_not": "Läxhjälp"},
        lambda town: {"version": town.row_version("organisation", town.org)},
    ),
    "register/cards.py: change_hours": Service(_hours, lambda _: {"start": "17:15", "end": "19:45", "day": ""}),
    "register/open_side.py: set_open_side": Service(
        _open, lambda _: {"contact": "Fritid, 08-123 45", "site": "https://www.kommunen.exempel"}
    ),
    "register/open_yes.py: describe": Service(
        _describe, lambda _: {"age_from": 10, "age_to": 15, "language": "so", "accessibility": "ramp"}
    ),
    "register/open_yes.py: answer": plain(
        open_yes.answer, lambda town: {"activity_id": town.activity, "yes": True},
        lambda town: {"version": town.row_version("activity", town.activity)},
    ),
    "register/open_yes.py: show_place": plain(
        open_yes.show_place, lambda town: {"place_id": town.place, "yes": True},
        lambda town: {"version": town.row_version("place", town.place)},
    ),
}  # fmt: skip
