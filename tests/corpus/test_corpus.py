"""Every file of the corpus comes to what the table says: its status, its counts, its codes, and nothing else."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import Point

from karta.i18n import LANGUAGES, issue_text
from karta.services.importing.imports import Imported
from karta.sources.osm_elements import unpacked
from karta.sources.osm_pbf import read_elements
from tests.corpus.make import LARGEST, files
from tests.corpus.packed import SPOTS
from tests.corpus.table import COUNTS, Expected, expected

TABLE = expected()
# What would take a process down with it is read only as it is in earnest, in a child.
IN_CHILD = ("bomb.osm.bz2", "deep.json", "deep.geojson", "xlsx_far_cell.xlsx")
HERE = [case for case in TABLE if case.name not in IN_CHILD]
THROUGH_THE_COMMAND = (
    "csv_good_and_bad.csv",
    "csv_swapped.csv",
    "vrt.geojson",
    "gpkg_two_layers.gpkg",
    "endless_layer.gpkg",
    *IN_CHILD,
)
NOT_KEPT = (
    "121212", "Skyddad", "skyddad", "utan anm", "example.org", "Ring Ett", "Rektor", "user=",
)  # fmt: skip
Bring = Callable[..., Imported]


def test_the_table_and_the_files_are_the_same() -> None:
    """Every file has one line in the table, and every line has its file."""
    names = [case.name for case in TABLE]
    assert sorted(names) == sorted(files())


def test_the_corpus_is_wide() -> None:
    """At least 150 small files, good and bad, hit at least 60 pairs of format and code."""
    assert len(TABLE) >= 150
    assert max(len(content) for content in files().values()) <= LARGEST
    assert len({(case.name.rsplit(".", 1)[1], code) for case in TABLE for code in case.codes}) >= 60
    assert {case.status for case in TABLE} == {"accepted", "partial", "question", "rejected"}


def test_the_table_is_consistent() -> None:
    """A status follows from the counts, and the exit from the status, as the words of the command say."""
    for case in TABLE:
        stored, duplicate, rejected, pending = case.counts
        good = stored + duplicate
        by_counts = (
            "accepted"
            if not rejected + pending
            else "partial"
            if good
            else "question"
            if pending
            else "rejected"
        )
        whole = case.status == "rejected" and sum(case.counts) == 0
        assert case.status == by_counts or whole, case
        assert case.exit == (0 if case.status in {"accepted", "partial"} else 2), case


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("case", HERE, ids=lambda case: case.name)
def test_a_file_comes_out_as_the_table_says(case: Expected, bring: Bring, tmp_path: Path) -> None:
    """Status, counts and codes are the table's; the sum is right; each issue has its sentence; nothing is doubled."""
    found = bring(case.name, case.kind)
    told = (found.status, tuple(found.counts[name] for name in COUNTS), codes(found))
    assert told == (case.status, case.counts, case.codes)
    assert found.counts["rows_read"] == sum(case.counts)
    for issue in found.issues:
        for language in LANGUAGES:
            assert is_sentence(issue_text(issue, language)), issue
    if not found.accepted:
        assert found.act_id is None
        assert bring.workspace.store.revision() == 0  # type: ignore[attr-defined]
        assert case.status == "question" or found.refusal or found.counts["rows_rejected"]
        return
    again = bring(case.name, case.kind)
    assert again.counts["rows_stored"] == 0
    assert again.counts["rows_duplicate"] == case.counts[0] + case.counts[1]
    assert again.counts["rows_rejected"] == case.counts[2]
    beside = {path.name for path in tmp_path.iterdir()}
    assert beside == {"workspace", case.name}


@pytest.mark.parametrize(
    "name", ["pbf_plain.osm.pbf", "pbf_unpacked_blobs.osm.pbf", "pbf_single_nodes.osm.pbf"]
)
def test_a_packed_map_says_what_was_written(name: str, tmp_path: Path) -> None:
    """However a packed map is packed, its nodes, its ways and its relation are those that went in."""
    (tmp_path / name).write_bytes(files()[name])
    found = read_elements(tmp_path / name)
    at = {ref: [lon, lat] for ref, (lat, lon) in SPOTS.items()}
    assert found.node_tags == {9: {"amenity": "school", "name": "Ekskolan"}}
    assert found.nodes[9] == pytest.approx(at[9], abs=1e-9)
    assert found.ways.keys() == {5, 6}
    for way, refs in ((5, [1, 2, 3]), (6, [1, 2, 3, 1])):
        assert unpacked([found.ways[way].points]).tolist() == [
            pytest.approx(at[ref], abs=1e-9) for ref in refs
        ]
        assert found.ways[way].closed is (way == 6)
        assert found.ways[way].gaps == ()
    assert np.frombuffer(found.ways[5].refs, dtype=np.int64).tolist() == [1, 2, 3]
    assert found.way_tags == {5: {"highway": "residential", "name": "Ekgatan"}, 6: {}}
    assert found.relations == {7: [(6, "outer")]}
    assert found.relation_tags == {7: {"type": "multipolygon", "leisure": "park", "name": "Eken"}}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("csv_personal_number.csv", "roster"),
        ("csv_protected.csv", "roster"),
        ("csv_extract.csv", "roster"),
        ("csv_number_en_dash.csv", "roster"),
        ("csv_number_plus.csv", "roster"),
        ("csv_number_wrong_digit.csv", "roster"),
        ("csv_protected_in_note.csv", "roster"),
        ("csv_extract_in_name.csv", "roster"),
        ("ics_people.ics", "roster"),
        ("ics_personal_number.ics", "roster"),
        ("ics_private.ics", "roster"),
        ("schools_v1_detail.json", "places"),
        ("schools_v2_detail.json", "places"),
        ("associations.json", "organisations"),
        ("associations_personal_number.json", "organisations"),
        ("osm_plain.osm", "osm"),
    ],
)
def test_what_must_not_be_kept_is_nowhere_in_the_workspace(
    name: str, kind: str, bring: Bring, tmp_path: Path
) -> None:
    """No file of the workspace holds numbers of persons, extracts, marks of protection, or people of a calendar."""
    assert bring(name, kind).counts["rows_stored"] == 1 + (name in {"associations.json", "osm_plain.osm"})
    kept = b"".join(path.read_bytes() for path in (tmp_path / "workspace").iterdir())
    found = [word for word in NOT_KEPT if word.encode() in kept]
    assert found == []
    # Names and phones of a roster go to the people room, and only theirs.
    assert (b"070-1740605" in kept) == (name.startswith(("csv_personal", "csv_number", "csv_extract")))
    assert (b"Nattvandring" in kept) == (name == "ics_people.ics")


@pytest.mark.usefixtures("here")
def test_merged_cells_name_the_place_of_each_row(bring: Bring) -> None:
    """A place merged over three rows is the place of all three, and not of the fourth."""
    assert bring("xlsx_merged_places.xlsx", "roster").accepted
    look = bring.workspace.store  # type: ignore[attr-defined]
    told = [json.loads(text)["place"] for text in look.frame("import_row")["payload"]]
    assert told == ["Torget", "Torget", "Torget", "Parken"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("csv_local_zone.csv", {"crs": "EPSG:3011"}),
        ("csv_rt90.csv", {"crs": "EPSG:3021"}),
        ("csv_sweref_as_degrees.csv", {"accept": ["coordinates_metres"]}),
        ("csv_swapped.csv", {"accept": ["coordinates_swapped"]}),
        ("csv_date_either.csv", {"accept": ["date_ambiguous"]}),
        ("csv_shift_23_hours.csv", {"accept": ["shift_long"]}),
    ],
)
def test_an_answered_question_lets_the_row_in(name: str, answers: dict[str, Any], bring: Bring) -> None:
    """Once a person has said what is meant, the row is stored, and places lie in the middle of Stockholm."""
    found = bring(name, "roster", answers=answers)
    assert (found.status, found.counts["rows_stored"]) == ("accepted", 1)
    place = bring.workspace.store.frame("place")["geometry"].iloc[0]  # type: ignore[attr-defined]
    assert place.distance(Point(674000, 6580800)) < 2500


@pytest.mark.usefixtures("here")
def test_an_unknown_system_is_refused(bring: Bring) -> None:
    """An answer that names no coordinate system is told, not tried."""
    for name, kind in (("csv_local_zone.csv", "roster"), ("geojson_local_zone.geojson", "places")):
        found = bring(name, kind, answers={"crs": "EPSG:hej"})
        assert (found.status, codes(found)) == ("rejected", ("crs_not_known",))


@pytest.mark.slow
@pytest.mark.parametrize("name", THROUGH_THE_COMMAND)
def test_the_command_says_the_same(name: str, tmp_path: Path) -> None:
    """The command prints one JSON object with the table's numbers, ends as the table says, and shows no traceback."""
    case = next(case for case in TABLE if case.name == name)
    (tmp_path / name).write_bytes(files()[name])
    command = [
        sys.executable,
        "-m",
        "karta.cli",
        "--workspace",
        "workspace",
        "import",
        name,
        "--kind",
        case.kind,
        "--json",
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == case.exit, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert (said["status"], tuple(said[count] for count in COUNTS)) == (case.status, case.counts)
    assert tuple(sorted({issue["code"] for issue in said["issues"]})) == case.codes
    assert {"row", "column", "code", "severity", "value", "message"} <= set(
        said["issues"][0] if said["issues"] else ()
    ) or (not case.codes)
    assert "root:" not in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"workspace", name}


def codes(found: Imported) -> tuple[str, ...]:
    """Return the codes of an import, each once; that a stored row waits for its place is no fault of the file."""
    return tuple(sorted({issue.code for issue in found.issues} - {"place_waits"}))


def is_sentence(text: str) -> bool:
    """Return whether a text is a sentence of the catalogue with all its facts."""
    return not text.startswith("[") and re.search(r"\{[a-z_]+\}", text) is None
