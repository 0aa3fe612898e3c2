"""Two processes of the app on one PostgreSQL database: each sees what the other has done at its next look."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.postgresql import Server
from tests.ui.conftest import board, html, page_of, part
from tests.ui.register_page import button

WAIT = "Räknas inte förrän föreningarna är godkända: Nattvandrarna, Scouterna."
PLACE = "id;namn;typ;lat;lon\n1;Torget;torg;59.0;15.0\n"
CLEAR = (
    "plats;veckodag;från;till;organisation;roll;antal\n"
    "Torget;fredag;20:00;24:00;Nattvandrarna;nattvandrare;4\n"
    "Torget;lördag;20:00;24:00;Scouterna;ledare;3\n"
)
Karta = Callable[..., str]


@pytest.fixture
def address(postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the address of a workspace without rows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with postgresql.emptied() as url:
        yield url


@pytest.fixture
def karta(address: str) -> Karta:
    """Give `karta(*arguments)`: what a command prints in a process of its own."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "karta.cli", *arguments]
        environment = {**os.environ, "KARTA_DATABASE": address}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=True
        ).stdout

    return run


@pytest.mark.slow
def test_each_process_sees_what_the_other_has_done(address: str, karta: Karta, tmp_path: Path) -> None:
    """Rosters that a command brings are on the open pages at their next run; what a page decides, the command tells."""
    begin, rosters = part(page_of(address, "begin"), "roster"), page_of(address, "rosters")
    assert WAIT not in html(begin)
    assert _adults(rosters) == set()
    for name, content, kind in (("platser.csv", PLACE, "places"), ("schema.csv", CLEAR, "roster")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        karta("import", str(tmp_path / name), "--kind", kind)
    begin.run()
    assert WAIT in html(begin)
    rosters.run()
    assert _adults(rosters) == {4}
    before = karta("organisations", "list")
    button(begin, "Godkänn dessa 2")
    after = karta("organisations", "list")
    assert before != after
    (tmp_path / "schema.csv").write_text(CLEAR.replace("nattvandrare;4", "nattvandrare;5"), encoding="utf-8")
    karta("import", str(tmp_path / "schema.csv"), "--kind", "roster")
    rosters.run()
    assert _adults(rosters) == {5}


def _adults(page: AppTest) -> set[int]:
    """Return how many adults the shifts of the board have."""
    shown = [one for one in page.get("bidi_component") if "shift_board" in one.proto.component_name]
    return {shift["filled"] for row in (board(page)["rows"] if shown else []) for shift in row["shifts"]}
