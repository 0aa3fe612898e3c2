"""`karta plan visits|shifts` says what could be planned, as sentences and as JSON; nothing to plan is an answer."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from karta import cli
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.planning import visit_officers, visit_terms
from karta.services.planning.visit_terms import Hours
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import create
from tests.services.planning import double_town

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


def test_a_plan_for_an_area_has_its_venues_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two venues that wait, the one in Norr; the one in Syd is not asked first either; an unknown area is told."""
    town = create(tmp_path)
    with town.store.act("test", "import") as act:
        north, south = act.insert("area", [{"name": "Norr", "code": "N1"}, {"name": "Syd"}])
        rows = [("Gården", north), ("Hallen", south), ("Biblioteket", south)]
        act.insert("place", [{"name": name, "kind": "youth_centre", "area_id": area} for name, area in rows])
    every_day = (Hours("MO;TU;WE;TH;FR;SA;SU", "17:00", "20:00"),)
    for blank in visit_terms.venues(town, LOCAL):
        if blank.place != "Biblioteket":
            visit_terms.set_terms(town, LOCAL, replace(blank, answer="welcome", welcome=every_day))
    visit_officers.put(town, LOCAL, name="Områdespolis 1", hours=10)
    plan = ["--workspace", str(tmp_path), "plan", "visits", "--weeks", "6", "--json"]
    for area, visited, ask_first in (
        ([], {"Gården", "Hallen"}, ["Biblioteket"]),
        (["--area", "norr"], {"Gården"}, []),
        (["--area", "n1"], {"Gården"}, []),
        (["--area", "Syd"], {"Hallen"}, ["Biblioteket"]),
    ):
        assert cli.main([*plan, *area]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert {visit["place"] for visit in printed["visits"]} == visited
        assert (printed["ask_first"], printed["area"]) == (ask_first, area[1] if area else None)
    assert cli.main([*plan, "--area", "Väst"]) == 2
    assert "Området Väst finns inte" in capsys.readouterr().err


def test_shifts_are_told_with_double_work_and_rosters_to_ask_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty town has nothing to plan; the two teams of the story are one question, 4 -> 0, and nothing is stored."""
    town = create(tmp_path)
    plan = ["--workspace", str(tmp_path), "plan", "shifts"]
    assert cli.main([*plan, "--json"]) == 0
    blank = json.loads(capsys.readouterr().out)
    assert (blank["walks"], blank["double_work"], blank["could_rest"]) == ([], [], [])
    assert blank["rosters_to_ask_for"]["answers"] == []
    day = town.today + timedelta(days=3)
    double_town.fill(town, day)
    before = town.store.revision()
    assert cli.main([*plan, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert "audience" not in printed
    (question,) = printed["double_work"]
    told = {
        name: question[name]
        for name in ("organisation", "to_place", "gap_before", "gap_after", "known_after")
    }
    assert told == {
        "organisation": "Förening B", "to_place": "Stationen", "gap_before": 4.0, "gap_after": 0.0, "known_after": 10.0,
    }  # fmt: skip
    # Of the two teams the square needs one: the three could rest as well.
    assert [(row["organisation"], row["frees"]) for row in printed["could_rest"]] == [("Förening A", 6.0)]
    assert cli.main(plan) == 0
    assert "Fråga Förening B om Stationen" in capsys.readouterr().out
    assert town.store.revision() == before


def test_ways_are_told_for_the_shifts_of_the_week(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No shift is an answer; a shift at the square stops at the station, which lacks two; faults are sentences."""
    town = create(tmp_path)
    plan = ["--workspace", str(tmp_path), "plan", "routes"]
    assert cli.main([*plan, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"shifts": []}
    day = town.today + timedelta(days=3)
    double_town.fill(town, day)
    ids = places.places(town, LOCAL).set_index("name")["id"]
    org = next(iter(organisations.organisations(town, LOCAL)))
    shifts.create_shift(town, LOCAL, ShiftPlan(ids["Torget"], day, "21:00", "23:00", (org,)))
    before = town.store.revision()
    assert cli.main([*plan, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["shifts"]
    assert (told["place"], told["streets"]) == ("Torget", False)
    # A little more than 600 m are nine minutes: there by 21:09, and once more in the hour after.
    assert {stop["place"] for stop in told["ways"][0]["stops"]} == {"Stationen"}
    assert [stop["start"][11:16] for stop in told["ways"][0]["stops"]] == ["21:09", "22:00"]
    assert cli.main(plan) == 0
    assert "21:09" in capsys.readouterr().out
    assert cli.main([*plan, "--meeting", "Finns inte"]) == 2
    assert "Finns inte" in capsys.readouterr().err
    assert cli.main([*plan, "--groups", "0", "--json"]) == 0
    assert "fault" in json.loads(capsys.readouterr().out)["shifts"][0]
    assert town.store.revision() == before
