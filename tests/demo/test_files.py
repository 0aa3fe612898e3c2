"""The demo's files fit together, are read without a question, and hold nothing real and nobody's name."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from karta.sources.spreadsheet import read_spreadsheet
from tests.demo.conftest import features, rows

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_demo.py"
TABLES = ("organisations", "access", "sessions", "roster", "sources", "needs", "calendar", "reports")
# Read as a file of another kind than its name.
KIND_OF = {"late_roster": "roster"}
KINDS = {
    *(
        "school",
        "upper_secondary",
        "preschool",
        "sports_facility",
        "outdoor_pitch",
        "youth_centre",
        "library",
    ),
    *("association_venue", "faith_venue", "square", "station", "mall", "eatery", "park", "playground"),
    *("meeting_place", "other"),
}


def names(demo: Path) -> list[str]:
    """Return the names of all places."""
    return [feature["properties"]["namn"] for feature in features(demo, "places")]


@pytest.mark.slow
def test_the_script_writes_the_committed_files_to_the_byte(demo: Path, tmp_path: Path) -> None:
    """Running the script again, with another hash seed, gives exactly the files that are committed."""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, str(SCRIPT), "--out", str(tmp_path)], check=True, env=environment, timeout=120
    )
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in demo.iterdir()}


def test_the_files_are_small(demo: Path) -> None:
    """All files together stay under a megabyte and a half."""
    assert sum(path.stat().st_size for path in demo.iterdir()) < 1_500_000


def test_the_municipality_has_what_it_should(demo: Path) -> None:
    """Places of every kind of METHOD, areas and organisations are as many as agreed."""
    kinds = Counter(feature["properties"]["typ"] for feature in features(demo, "places"))
    assert 60 <= kinds.total() <= 90
    assert set(kinds) == KINDS
    assert 8 <= len(features(demo, "areas")) <= 12
    organisations = rows(demo, "organisations")
    assert 15 <= len(organisations) <= 21
    assert [row["namn"] for row in organisations if not row["godkänd"]] == [
        "Näsets granngrupp",
        "Näsets granngrupp, ideell förening",
    ]
    assert {row["sektor"] for row in organisations} == {"civilsamhälle", "kommun", "polis", "privat"}


def test_names_are_unique(demo: Path) -> None:
    """A place, and an organisation, is named once, so that a file can mean it by its name."""
    assert max(Counter(names(demo)).values()) == 1
    assert max(Counter(row["namn"] for row in rows(demo, "organisations")).values()) == 1


def test_every_place_that_is_named_exists(demo: Path) -> None:
    """Access, sessions, rosters and their stops, sources, needs and reports name places of the register."""
    named = {row["plats"] for name in TABLES for row in rows(demo, name) if "plats" in row}
    named |= {stop.split("@")[0] for row in rows(demo, "roster") for stop in row["stopp"].split(";") if stop}
    assert named <= set(names(demo))
    keys = {feature["properties"]["id"] for feature in features(demo, "places")}
    parents = {feature["properties"].get("del av") for feature in features(demo, "places")} - {None}
    assert len(parents) >= 4
    assert parents <= keys


def test_every_organisation_that_is_named_exists(demo: Path) -> None:
    """Sessions, rosters, sources and reports name organisations of the register; reports name lines of the roster."""
    known = {row["namn"] for row in rows(demo, "organisations")}
    named = {row.get("organisation") or row.get("förening") for name in TABLES for row in rows(demo, name)}
    assert named - {None} <= known
    known_lines = {row["pass-id"] for row in rows(demo, "roster")}
    assert {row["shift"] for row in rows(demo, "openings")} <= known_lines
    assert {row["pass-id"] for row in rows(demo, "reports")} <= {
        row["pass-id"] for row in rows(demo, "roster")
    }


@pytest.mark.parametrize("name", [*TABLES, "contacts", "late_roster"])
def test_tables_are_read_without_a_question(demo: Path, name: str) -> None:
    """Every line and every column of a table is understood."""
    intake = read_spreadsheet(demo / f"{name}.csv", KIND_OF.get(name, name), "csv", {})
    assert intake.issues == []
    assert intake.notes["unused"] == []
    assert len(intake.rows) == len(rows(demo, name))


def test_nobody_is_named(demo: Path) -> None:
    """Rosters have no column of names or phones, and decisions are by a function."""
    roster = read_spreadsheet(demo / "roster.csv", "roster", "csv", {}).rows
    assert roster["persons"].isna().all()
    assert roster["phones"].isna().all()
    assert {row["beslutad av"] for row in rows(demo, "needs")} == {"", "Lokala samverkansrådet"}


def test_rosters_show_what_rosters_can_be(demo: Path) -> None:
    """Shifts past midnight, an unknown number, a lone walker, an adult with another task, a moved shift, a walk."""
    roster = rows(demo, "roster")
    assert any(row["slut"] <= row["start"] for row in roster)
    assert any(row["antal"] == "" for row in roster)
    assert any(row["antal"] == "1" and row["minst"] == "2" for row in roster)
    assert any(row["närvaroform"] == "annan uppgift" for row in roster)
    assert any(row["ersätter"] and row["ursprungligt datum"] for row in roster)
    assert any(row["stopp"] for row in roster)
    assert any(row["undantag"] for row in roster)


def test_needs_show_what_needs_can_be(demo: Path) -> None:
    """Decided and suggested rules, a decided nothing, visits, an addition on risk evenings, rules that end."""
    needs = rows(demo, "needs")
    assert 25 <= len({row["plats"] for row in needs if row["beslutsläge"] == "beslutat"}) <= 38
    assert 4 <= sum(row["beslutsläge"] == "förslag" for row in needs) <= 8
    assert [row["plats"] for row in needs if row["antal"] == "0"] == ["Lindparken"]
    assert sum(row["form"] == "besök" for row in needs) >= 3
    assert [row["dagar"] for row in needs if row["typ"] == "tillägg"] == ["riskkväll"]
    assert len({row["gäller till"] for row in needs}) > 1


def test_some_sources_have_not_come_in(demo: Path) -> None:
    """Rosters are known, missing and incomplete, so that the unknown shows."""
    status = Counter(row["status"] for row in rows(demo, "sources"))
    assert status["känd"] >= 20
    assert status["okänd"] >= 5
    assert status["delvis"] >= 1


def test_one_need_meets_nobody(demo: Path) -> None:
    """At one place four of five carried-out shifts met no youths, so that its need is asked about again."""
    done = [row for row in rows(demo, "reports") if row["utfall"] == "genomförd"]
    places = {}
    for place in {row["plats"] for row in done}:
        met = [row["mötte"] for row in done if row["plats"] == place]
        places[place] = met.count("0") / len(met)
    assert [place for place, share in places.items() if share >= 0.75] == ["Solparken"]
    assert {row["utfall"] for row in rows(demo, "reports")} == {"genomförd", "utebliven", "ej rapporterad"}
