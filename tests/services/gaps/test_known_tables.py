"""One reading of a period serves every viewer: each is still held to what the policy lets them know."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from karta.model.tables import Tables
from karta.privacy import Viewer
from karta.services.gaps import known_tables as module
from karta.services.workspace import create
from tests.coverage.town import FRIDAY, line, need, town

DAY = date.fromisoformat(FRIDAY)
OWN = Viewer("f", "organiser", frozenset({"Org A"}))
POLICE = Viewer("f", "police", frozenset({"Org B"}))


def test_those_who_ask_at_once_wait_for_one_reading_and_each_sees_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four at once cause one reading; a hidden number stays hidden; what is stored is read anew."""
    workspace, read = create(tmp_path), []

    def load(*_: Any) -> Tables:
        read.append(workspace.store.revision())
        time.sleep(0.2)
        return town(needs=[need()], lines=[line(adults=3, sharing="private")])

    monkeypatch.setattr(module, "load_tables", load)

    def adults(viewer: Viewer) -> list[str]:
        return [
            str(n) for n in module.known_tables(workspace, viewer, DAY, DAY, "see_gaps").presences["adults"]
        ]

    with ThreadPoolExecutor(4) as at_once:
        seen = list(at_once.map(adults, (POLICE, OWN, POLICE, OWN)))
    assert seen == [["nan"], ["3.0"], ["nan"], ["3.0"]]
    assert adults(POLICE) == ["nan"]
    assert len(read) == 1
    with workspace.store.act("f", "note") as act:
        act.insert("calendar_row", [{"date": DAY, "kind": "risk_evening", "name": "prov"}])
    assert adults(OWN) == ["3.0"]
    assert len(set(read)) == len(read) == 2
