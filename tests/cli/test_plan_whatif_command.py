"""`karta plan whatif`: story (d) by command, with the figures of hand and page; nothing kept is an answer."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from karta import cli
from karta.services.importing import entries
from karta.services.planning import scenarios
from karta.services.planning.scenarios import Change
from karta.services.workspace import create
from tests.services.planning import scenario_town
from tests.services.planning.scenario_town import COORDINATOR, WORKDAYS, ids

CHANGES = (
    ("Gården till 23", "opening", "Gården", "FR", "21:00-23:00", "2", "350"),
    ("Sex vandrare", "walkers", "torget", "fr", "21:00-23:00", "6", "0"),
    ("Skolvärd till 18", "host", "Skolan", ";".join(WORKDAYS), "16:00-18:00", "1", "300"),
)
# Name, adult-hours, kronor, closed, perhaps closed, left of 16, per adult-hour, per thousand kronor; how each comes
# about stands in tests/services/planning/test_scenarios.py.
FIGURES = (
    ("Gården till 23", 4, 1400, 1.4, 0, 14.6, 0.35, 1.0),
    ("Sex vandrare", 12, 0, 6, 0, 10, 0.5, None),
    ("Skolvärd till 18", 10, 3000, 10, 0, 6, 1.0, 3.333333),
)


def near(figures: tuple[Any, ...]) -> dict[str, Any]:
    """Return what is expected of a change: 100 m on the map are 100.1 m on the ground."""
    return {
        field: value if value is None or isinstance(value, str) else pytest.approx(value, abs=0.002)
        for field, value in zip(scenarios.Result.__slots__, figures, strict=True)
    }


def asked(*changes: tuple[str, ...]) -> list[str]:
    """Return changes as arguments."""
    return [part for change in changes for part in ("--change", *change)]


def test_story_d_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Opening, walkers and host side by side, by place and hour as on the page; kept ones are told without a change."""
    town = create(tmp_path)
    monday = town.service_day - timedelta(days=town.service_day.weekday())
    scenario_town.fill(town, monday)
    plan = ["--workspace", str(tmp_path), "plan", "whatif"]
    assert cli.main([*plan, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"kept": []}
    assert cli.main(plan) == 0
    assert capsys.readouterr().out == "Ingen jämförelse är sparad.\n"
    before = town.store.revision()
    assert cli.main([*plan, *asked(*CHANGES), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["to"]) == (monday.isoformat(), (monday + timedelta(days=6)).isoformat())
    assert (told["gap"], told["unknown"]) == (16.0, 0.0)
    assert told["changes"] == [near(figures) for figures in FIGURES]
    assert [(row["place"], row["before"], row["closed"]) for row in told["places"]] == [
        ("Torget", 4.0, [1.4, 4.0, 0.0]), ("Gården", 2.0, [0.0, 2.0, 0.0]), ("Skolan", 10.0, [0.0, 0.0, 10.0]),
    ]  # fmt: skip
    workdays = [(day, hour, [0.0, 0.0, 1.0]) for day in range(5) for hour in (16, 17)]
    assert [(row["weekday"], row["hour"], row["closed"]) for row in told["hours"]] == [
        *workdays, (4, 21, [2.7, 4.0, 0.0]), (4, 22, [0.7, 2.0, 0.0]), (4, 23, [-2.0, 0.0, 0.0]),
    ]  # fmt: skip
    assert cli.main([*plan, *asked(*CHANGES)]) == 0
    lines = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    assert lines[0] == "Luckorna är 16 vuxentimmar som det är nu."
    assert lines[2] == (
        "Sex vandrare: kostar 12 vuxentimmar och 0 kronor, stänger 6. Per vuxentimme: 0,5."
        " Per tusen kronor: kostar inga kronor."
    )
    assert town.store.revision() == before
    walkers = Change("Sex vandrare", "walkers", (ids(town)["Torget"],), ("FR",), "21:00", "23:00", 6)
    scenarios.keep(town, COORDINATOR, "Fredag", scenarios.compare(town, COORDINATOR, monday, 1, [walkers]))
    assert cli.main([*plan, "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)["kept"]
    assert (kept["name"], kept["gap"], kept["changes"]) == ("Fredag", 16.0, [near(FIGURES[1])])
    assert cli.main(plan) == 0
    assert "Fredag, sparad" in capsys.readouterr().out


def test_what_is_no_change_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place that is none or two, hours without an end, numbers that are none, a kind that there is none of."""
    town = create(tmp_path)
    scenario_town.fill(town, town.service_day - timedelta(days=town.service_day.weekday()))
    entries.add_place(town, COORDINATOR, name="Skolan", kind="school", lat=59.2, lon=15.0)
    for part, wrong, said in (
        (2, "Finns inte", "Finns inte"), (2, "Skolan", "2 platser heter Skolan"), (4, "21:00", ""), (5, "sex", ""),
        (6, "nan", ""), (1, "police", "Varje förändring behöver"),
    ):  # fmt: skip
        change = (*CHANGES[1][:part], wrong, *CHANGES[1][part + 1 :])
        assert cli.main(["--workspace", str(tmp_path), "plan", "whatif", *asked(change)]) == 2
        refused = capsys.readouterr()
        assert refused.err.strip()
        assert said in refused.err
        assert refused.out == ""
