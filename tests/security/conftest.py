"""A town of its own, served in both ways that there are; servers are stopped by their own process groups."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import create
from tests import guests
from tests.browser.conftest import ROOT, Servers, app_command, streamlit_command
from tests.security.attacker import Target

COORDINATOR = Viewer(function="samordnare", role="local")
# A name that the servers of these tests may also be called by.
MORE = "karta.example"
Start = Callable[[str], Target]


@pytest.fixture(scope="session")
def count() -> int:
    """Give how often what is drawn by lot is tried."""
    return int(os.environ.get("KARTA_ATTACK_COUNT", "20"))


@pytest.fixture(scope="session")
def seed() -> int:
    """Give the seed of what is drawn by lot."""
    return int(os.environ.get("KARTA_ATTACK_SEED", "1"))


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Give `start(way)`: the town served by `karta run` or by `streamlit run`, each started once."""
    folder = tmp_path_factory.mktemp("attacked")
    link, servers, targets = _town(folder / "town"), Servers(folder), dict[str, Target]()

    def served(way: str) -> Target:
        if way not in targets:
            if way == "karta run":
                address = servers.start([*app_command(folder / "town"), "--allow-host", MORE])
            else:
                address = servers.start(
                    streamlit_command(ROOT / "streamlit_app.py"),
                    env={"KARTA_WORKSPACE": str(folder / "town"), "KARTA_HOSTS": MORE},
                )
            targets[way] = Target(address, folder / f"server-{urlsplit(address).port}.log", link)
        return targets[way]

    yield served
    servers.stop()


@pytest.fixture(scope="session")
def target(start: Start) -> Target:
    """Give the town as `karta run` serves it."""
    return start("karta run")


def _town(folder: Path) -> str:
    """Make a square with a need and an organisation with a volunteer; return the path of the volunteer's link."""
    town = create(folder)
    entries.add_place(town, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    organisation = organisations.add_organisation(town, COORDINATOR, "Nattvandrarna")
    square = str(places.places(town, COORDINATOR)["id"].iloc[0])
    rule_rows.decide_need(
        town, COORDINATOR, place_id=square, adults=2, days="FR", start="21:00", end="22:00", responsible="Kommunen"
    )  # fmt: skip
    token = guests.invite(town, COORDINATOR, organisation, "Anna")[1]
    town.store.close()
    return f"/p/{token}"
