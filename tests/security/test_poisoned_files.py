"""Files that would end every later computation: what is accepted can be computed, and what cannot is refused by row."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from karta.cli import main

pytestmark = pytest.mark.slow

HEAD = "plats;förening;roll;antal vuxna;datum;veckodag;tid;rrule;gäller till;slutdatum"
WALK = "Torget;{org};nattvandrare;2;{when}"
# Roster lines whose dates and rules contradict each other, with what each is refused for.
IMPOSSIBLE = (
    ("2026-03-06;;20-22;FREQ=WEEKLY;;2026-03-20", "repeating_too_long"),
    ('2026-03-06;;20-22;"FREQ=WEEKLY;COUNT=3";2026-05-01;', "rrule_with_validity"),
    ("2026-03-06;fre;20-22;FREQ=WEEKLY;;", "schedule_mixed"),
    (";fre;20-22;FREQ=WEEKLY;;", "schedule_mixed"),
    ("2026-03-06;;20-22;;;2026-03-05", "end_not_after_start"),
    ('2026-03-06;;20-22;"FREQ=DAILY;BYHOUR=3";2026-03-20;', "rrule_too_fine"),
    ('2026-03-06;;20-22;"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30";;', "rrule_never"),
)
STREETS = """<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="58.9000" lon="13.3000" version="1"/><node id="2" lat="58.9000" lon="13.3100" version="1"/>
<node id="3" lat="58.9050" lon="13.3100" version="1"/>
<way id="9" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way></osm>"""
RING = "13.3,58.9 13.302,58.9 13.302,58.902 13.3,58.902 13.3,58.9"
OUTLINE = f"<outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs>"
POLYGON = f"<Polygon>{OUTLINE}</Polygon>"
POINT = "<Point><coordinates>13.3,58.9</coordinates></Point>"
LINE = "<LineString><coordinates>13.3,58.9 13.301,58.9</coordinates></LineString>"
KML = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//SV\nBEGIN:VEVENT\nUID:a@x\nDTSTAMP:20260301T000000Z\n"
    "SUMMARY:Nattvandring\nLOCATION:Torget\nDTSTART:20260306T200000Z\nDTEND:20260306T210000Z\n"
    "RDATE;VALUE=PERIOD:20260306T210000Z/20260306T190000Z\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Return a call of `karta` on a workspace of its own, that must end well: what it says as JSON."""

    def called(*words: str) -> Any:
        assert main(["--workspace", str(tmp_path / "own"), *words]) == 0
        return json.loads(capsys.readouterr().out)

    return called


def test_what_is_accepted_leaves_every_place_computable(
    command: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mixed shapes become one, impossible lines and further dates are refused by row, and the gaps are computed.

    Torget needs two adults from 20 to 22. A sound line covers its first hour; the calendar, which says no number,
    makes the second unknown.
    """
    (tmp_path / "svar.json").write_text('{"accept": ["shift_long"], "org": "Klubben"}', encoding="utf-8")

    def taken(name: str, kind: str, content: str) -> Any:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return command(
            "import", str(tmp_path / name), "--kind", kind, "--json", "--answers", str(tmp_path / "svar.json")
        )

    taken("gator.osm", "osm", STREETS)
    taken("platser.csv", "places", "namn;typ;lat;lon\nTorget;torg;58,9001;13,3001\n")
    taken("behov.csv", "needs", "plats;dagar;start;slut;antal vuxna\nTorget;alla;20:00;22:00;2\n")
    taken("scheman.csv", "sources", "plats;förening;status\nTorget;Klubben;känd\n")
    mixtures = (POINT + POLYGON, LINE + POINT, POLYGON + LINE, POINT + POINT)
    marks = [
        f"<Placemark><name>Blandat {n}</name><MultiGeometry>{mixture}</MultiGeometry></Placemark>"
        for n, mixture in enumerate(mixtures)
    ]
    assert taken("blandat.kml", "places", KML.format("".join(marks)))["rows_stored"] == len(mixtures)
    lines = [WALK.format(org=f"Klubb {n}", when=when) for n, (when, _) in enumerate(IMPOSSIBLE)]
    lines.append(WALK.format(org="Klubben", when="2026-03-06;;20-21;;;"))
    roster = taken("schema.csv", "roster", "\n".join([HEAD, *lines]))
    refused = {(issue["row"], issue["code"]) for issue in roster["issues"] if issue["severity"] == "error"}
    assert sorted(refused) == [(row, code) for row, (_, code) in enumerate(IMPOSSIBLE, start=2)]
    assert roster["rows_stored"] == 1
    calendar = taken("klubbens kalender.ics", "roster", CALENDAR)
    assert [(i["row"], i["column"], i["code"]) for i in calendar["issues"]] == [
        (1, "RDATE", "further_date_reversed")
    ]
    assert calendar["rows_stored"] == 1
    assert calendar["not_admitted"] == ["Klubben"]
    assert main(["--workspace", str(tmp_path / "own"), "organisations", "admit", "Klubben"]) == 0
    capsys.readouterr()
    gaps = command(
        "gaps", "--from", "2026-03-06", "--to", "2026-03-06", "--format", "json", "--include-unknown"
    )
    at_square = [(row["start"][11:16], row["end"][11:16]) for row in gaps if row["place"] == "Torget"]
    assert at_square == [("21:00", "22:00")]
