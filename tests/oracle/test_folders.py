"""The random folders: repeatable, on the grid, hard in every way they should be, and consistent when computed."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .folders import write_folder
from .method import Outcome, compute
from .tables import OPTIONAL
from .walltime import clock, wall_at

SEEDS = range(60)
DAYS_OF_CHANGE = {"2026-10-24", "2027-03-27"}


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table, none where it is left out."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rewrite(folder: Path, name: str, rows: list[dict[str, Any]], columns: str) -> None:
    """Write a table anew."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns.split(), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def features(folder: Path) -> set[str]:
    """What is hard about a folder, by name."""
    rows = {name: read(folder, name) for name in (*OPTIONAL, "places", "needs", "presences", "calendar")}
    params = {row["key"]: row["value"] for row in read(folder, "params")}
    named = {row["place_id"] for row in rows["needs"]}
    has_access = {row["place_id"] for row in rows["access"]}
    found = {f"outcome {row['outcome']}" for row in rows["delivered"]}
    found |= {f"source {row['status']}" for row in rows["sources"]}
    found |= {f"{row['mode']} {row['geometry']}" for row in rows["presences"]}
    found |= {f"line {row['status']}" for row in rows["presences"]}
    found |= {f"token {token}" for row in rows["needs"] for token in row["days"].split(";")}
    found |= {f"need {row['type']}" for row in rows["needs"]}
    found |= {f"default {params.get('default_source_status', 'missing')}"}
    found |= {"youths given" if "youths_10_19" in params else "youths missing"}
    for name in OPTIONAL:
        if not (folder / f"{name}.csv").exists():
            found.add(f"without {name}")
        elif not rows[name]:
            found.add(f"empty {name}")
    dates = {row["date"] for row in rows["calendar"] if params["from_day"] <= row["date"] <= params["to_day"]}
    found |= {f"days {len(dates)}"} | {f"change {day}" for day in dates & DAYS_OF_CHANGE}
    found |= {"undecided: no rule" for row in rows["places"] if row["place_id"] not in named}
    for row in rows["needs"]:
        found |= {"zero adults"} if row["adults"] == "0" else set()
        found |= {"outside sessions"} if row["outside_sessions"] == "1" else set()
        if row["within_access"] == "1":
            found.add("within access" if row["place_id"] in has_access else "undecided: no access")
        if row["start_local"] < "06:00":
            found.add("need before six")
        if row["end_local"] > "06:00" and row["end_local"] <= row["start_local"]:
            found.add("need past six")
    found |= {f"access {row['days']}" for row in rows["access"] if "holiday" in row["days"]}
    found |= {"cancelled session" for row in rows["sessions"] if row["exdates"]}
    found |= {"dark blank" if not row["dark_from_local"] else "dark" for row in rows["calendar"]}
    found |= {"dark_to" for row in rows["calendar"] if row.get("dark_to_local")}
    return found | line_features(rows["presences"] + rows["sources"] + rows["delivered"]) | extras(rows)


def line_features(rows: list[dict[str, str]]) -> set[str]:
    """What is hard about rows with times, single or weekly."""
    found: set[str] = set()
    wall = clock("Europe/Stockholm")
    for row in rows:
        for name in ("valid_from", "valid_to", "exdates"):
            found |= {name} if row.get(name) else set()
        found |= {"school days only"} if row.get("school_days_only") == "1" else set()
        for column in ("start_local", "end_local", "to_local"):
            text = row.get(column) or ""
            found |= {"offset"} if "+" in text else set()
            if "T02:" in text and "+" not in text:
                day = wall_at(date.fromisoformat(text[:10]), 150)
                found |= {f"ambiguous {column}"} if len(wall.readings_of(day)) == 2 else set()
        start, end = row.get("start_local") or "", row.get("end_local") or ""
        if row.get("byday"):
            found |= {"weekly past midnight"} if end <= start else set()
            found |= {"weekly past six"} if "06:00" < end <= start or start < "06:00" < end else set()
            found |= {"weekly in the skipped hour"} if start.startswith("02:") else set()
        elif start and start[:10] != end[:10]:
            found |= {"single past midnight"}
    return found


def extras(rows: dict[str, list[dict[str, str]]]) -> set[str]:
    """What is hard about candidates, routes and columns."""
    ids = Counter(row["presence_id"] for row in rows["whatif"])
    found = {"candidate of several rows" for count in ids.values() if count > 1}
    found |= {"dwell" for row in rows["route_legs"] if row["dwell_min_per_hour"] != "0"}
    found |= {"unknown column" for table in rows.values() for row in table[:1] if "anmärkning" in row}
    return found


WANTED = """outcome carried_out|outcome no_show|outcome unreported|source known|source unknown|source partial
active stationary|active route|incidental stationary|incidental route|remote stationary|line planned
line confirmed|line cancelled|token all|token school|token nonschool|token weekend_night|token risk_evening
token holiday|token not_holiday|token MO|token SU|need base|need add|default known|default unknown
default missing|youths given|youths missing|days 1|days 2|days 9|change 2026-10-24|change 2027-03-27
undecided: no rule|undecided: no access|zero adults|outside sessions|within access|need before six
need past six|access holiday|access not_holiday|cancelled session|dark blank|dark|dark_to|valid_from|valid_to
exdates|school days only|offset|ambiguous start_local|ambiguous end_local|ambiguous to_local
weekly past midnight|weekly past six|weekly in the skipped hour|single past midnight|candidate of several rows
dwell|unknown column"""


def test_the_folders_together_hold_everything_hard(tmp_path: Path) -> None:
    """Each named trait, and each optional table left out and header only, is in some of the first 60."""
    found: set[str] = set()
    for seed in SEEDS:
        write_folder(seed, tmp_path / str(seed))
        found |= features(tmp_path / str(seed))
    wanted = {trait for line in WANTED.splitlines() for trait in line.split("|")}
    wanted |= {f"{fate} {name}" for name in OPTIONAL for fate in ("without", "empty")}
    assert wanted - found == set()


def test_a_seed_gives_the_same_folder_again(tmp_path: Path) -> None:
    """Two writings of one seed are equal byte by byte, and another seed differs."""
    texts = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_folder(seed, tmp_path / name)
        texts.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


@pytest.mark.parametrize("seed", range(12))
def test_need_is_covered_gap_and_unknown(tmp_path: Path, seed: int) -> None:
    """N = C + G + U and the hours add up, exactly, at every place and service day of every view."""
    write_folder(seed, tmp_path)
    decided = [row for row in compute(tmp_path).places if row["need_ah"] is not None]
    assert decided
    for row in decided:
        values: dict[str, Any] = dict(row)
        assert values["need_ah"] == sum(values[f"{name}_ah"] for name in ("covered", "gap", "unknown"))
        if row["view"] != "expected":
            hours = (values[f"{name}_h"] for name in ("full", "thin", "empty", "unknown"))
            assert values["need_h"] == sum(hours)
            assert values["longest_empty_known_h"] <= values["longest_empty_possible_h"]


def sums(outcome: Outcome, view: str = "planned") -> tuple[Fraction, Fraction, Fraction]:
    """Covered, gap and unknown adult-hours of a view."""
    row: dict[str, Any] = next(row for row in outcome.totals if row["view"] == view)
    return row["covered_ah"], row["gap_ah"], row["unknown_ah"]


@pytest.mark.parametrize("seed", range(12, 18))
def test_what_becomes_known_moves_from_unknown_to_gap(tmp_path: Path, seed: int) -> None:
    """With no registry: unknown by default gives no gap, known by default occurrences exactly that into gap."""
    write_folder(seed, tmp_path)
    (tmp_path / "sources.csv").unlink(missing_ok=True)
    params = [row for row in read(tmp_path, "params") if row["key"] != "default_source_status"]
    found = {}
    for status in ("unknown", "known"):
        rows = [*params, {"key": "default_source_status", "value": status}]
        rewrite(tmp_path, "params", rows, "key value unit meaning")
        found[status] = sums(compute(tmp_path, "planned"))
    covered, gap, unknown = found["unknown"]
    assert gap == 0
    assert found["known"] == (covered, unknown, Fraction(0))
