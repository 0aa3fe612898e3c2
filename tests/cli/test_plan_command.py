"""`karta plan visits` says what could be planned, as sentences and as JSON; nothing to plan is an answer."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from karta import cli
from karta.privacy import Viewer
from karta.services.planning import visit_officers, visit_terms
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import create

LOCAL = Viewer("områdespolis", "local")


def test_a_plan_is_printed_and_nothing_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without venues there is nothing to plan; a venue overdue for a visit gets one; thirteen weeks are too many."""
    town = create(tmp_path)
    plan = ["--workspace", str(tmp_path), "plan", "visits"]
    assert cli.main([*plan, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["visits"] == []
    with town.store.act("test", "import") as act:
        act.insert("place", [{"name": "Gården", "kind": "youth_centre"}])
    (blank,) = visit_terms.venues(town, LOCAL)
    every_day = (Hours("MO;TU;WE;TH;FR;SA;SU", "17:00", "20:00"),)
    visit_terms.set_terms(town, LOCAL, replace(blank, answer="welcome", welcome=every_day))
    visit_officers.put(town, LOCAL, name="Områdespolis 1", hours=10)
    before = town.store.revision()
    assert cli.main([*plan, "--weeks", "6", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [(visit["place"], visit["start"], visit["officer"]) for visit in printed["visits"]] == [
        ("Gården", "17:00", "Områdespolis 1")
    ]
    # Where no visit is known, the cadence of 28 days runs from the first day of the plan.
    assert 0 < (date.fromisoformat(printed["visits"][0]["day"]) - town.today).days <= 28
    assert cli.main([*plan, "--weeks", "6"]) == 0
    assert "Gården" in capsys.readouterr().out
    assert cli.main([*plan, "--weeks", "13"]) == 2
    assert "12" in capsys.readouterr().err
    assert town.store.revision() == before
