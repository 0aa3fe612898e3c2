"""`karta plan rosters` says who could walk, as sentences and as JSON; nothing to plan is an answer."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from karta import cli
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import invitations, shifts
from karta.services.workspace import create
from karta.store import availability, people

LOCAL = Viewer("samordnare", "local")


def test_who_walks_is_printed_and_nothing_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is an answer; story (c): of twenty shifts two get two each, 18 say why; an unknown name is a sentence."""
    town = create(tmp_path)
    plan = ["--workspace", str(tmp_path), "plan", "rosters"]
    assert cli.main([*plan, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["organisations"] == []
    assert cli.main(plan) == 0
    assert "inga volontärer" in capsys.readouterr().out
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    entries.add_place(town, LOCAL, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(town, LOCAL)["id"].iloc[0])
    (anna, *rest) = invitations.invite_all(
        town, LOCAL, org, [(f"Person {number}", "") for number in range(5)]
    )
    assert cli.main([*plan, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)["organisations"]
    assert (answer["staffed"], answer["not_staffed"], answer["volunteers"], answer["said_when"]) == (
        [],
        [],
        5,
        0,
    )
    for each in (anna, *rest):
        invitations.note_routine(town, LOCAL, each.person_id, town.today)
        with town.act(LOCAL, "test") as act:
            people.declare_adult(act, each.person_id)
            times = ";".join(f"{day}-evening" for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
            availability.put(act, each.person_id, {"times": times, "week_cap": 1})
    monday = town.today + timedelta(days=7 - town.today.weekday())
    for number in range(20):
        day = monday + timedelta(days=number % 7)
        shifts.create_shift(
            town, LOCAL, ShiftPlan(place, day, "19:00", "21:00", (org,), title=f"Pass {number}")
        )
    before = town.store.revision()
    assert cli.main([*plan, "--from", monday.isoformat(), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)["organisations"]
    assert [len(row["people"]) for row in answer["staffed"]] == [2, 2]
    assert (answer["over"], len(answer["not_staffed"])) == (1, 18)
    assert all(row["reasons"]["too_few_free"] == 1 for row in answer["not_staffed"])
    assert cli.main([*plan, "--from", monday.isoformat(), "--org", "nattvandrarna"]) == 0
    assert "får inte folk (bara 1 kan, " in capsys.readouterr().out
    assert cli.main([*plan, "--org", "Finns inte"]) == 2
    assert "Finns inte" in capsys.readouterr().err
    assert cli.main([*plan, "--weeks", "5"]) == 2
    assert "4 veckor" in capsys.readouterr().err
    assert town.store.revision() == before
