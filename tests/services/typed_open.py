"""The services of the open side, as they are tried with hostile values."""

from karta.services.register import open_side, open_yes
from karta.services.register.open_side import OpenSide
from karta.services.register.open_yes import Facts
from tests.services.typed_crises import CRISES
from tests.services.typed_service import Service, plain
from tests.services.typed_town import COORDINATOR, Town


def _describe(town: Town, values: dict[str, object]) -> None:
    facts = Facts(values["age_from"], values["age_to"], languages=(values["language"],))  # type: ignore[arg-type]
    version = town.row_version("activity", town.activity)
    open_yes.describe(town.workspace, COORDINATOR, town.activity, facts, version=version)


def _open(town: Town, values: dict[str, object]) -> None:
    stated = OpenSide(True, values["contact"], (values["site"],))  # type: ignore[arg-type]
    _, versions = open_side.open_side(town.workspace)
    open_side.set_open_side(town.workspace, COORDINATOR, stated, versions=versions)


OPEN: dict[str, Service] = {
    **CRISES,
    "register/open_side.py: set_open_side": Service(
        _open, lambda _: {"contact": "Fritid, 08-123 45", "site": "https://www.kommunen.exempel"}
    ),
    "register/open_yes.py: describe": Service(
        _describe, lambda _: {"age_from": 10, "age_to": 15, "language": "so"}
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
