"""The meeting's sheet: figures by hand, whom it waits for told to those who may know, what has changed since."""

import base64
import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from karta.cli import main
from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.i18n import text
from karta.privacy import Viewer
from karta.reports import meeting as sheet_words
from karta.reports import preview, week_map
from karta.services import history
from karta.services.gaps import exports, period
from karta.services.importing import entries
from karta.services.needs import place_status, rule_rows
from karta.services.register import places
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create
from karta.ui.pages.sheets.meeting import drawn
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WEEK = date(2026, 9, 14)
COORDINATOR = Viewer("samordnare", "local")


def organiser(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Vandrarna."""
    return viewers.of(workspace, "Vandrarna", "organiser", "vandringsledare")


def shift(workspace: Workspace, org: str, place: str, start: str, end: str, adults: float) -> None:
    """Add a line of a roster on Fridays."""
    entries.add_shift(
        workspace, COORDINATOR, org=org, place_id=place, kind="night_walker", weekdays=["FR"], start=start, end=end,
        adults=adults, from_day=WEEK,
    )  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square where 2 are asked for on Friday 16-01, and a bridge of which a roster has not come in."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    entries.add_place(made, COORDINATOR, name="Bron", kind="other", lat=59.1, lon=15.0)
    square, bridge = places.places(made, COORDINATOR)["id"]
    rule = {"days": "FR", "responsible": "Kommunen", "adults": 2}
    rule_rows.decide_need(made, COORDINATOR, place_id=square, start="16:00", end="01:00", **rule)
    rule_rows.decide_need(made, COORDINATOR, place_id=bridge, start="20:00", end="22:00", **rule)
    shift(made, "Klubben", square, "16:00", "21:00", 2)
    shift(made, "Vandrarna", square, "22:00", "01:00", 2)
    shift(made, "Grannarna", square, "17:00", "18:30", 2)
    place_status.confirm_all(made, COORDINATOR, square, date(2026, 12, 31))
    entries.expect_source(made, COORDINATOR, org="Kyrkan", place_id=bridge)
    made.store.close()
    return folder


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return str(places.places(workspace, COORDINATOR).set_index("name")["id"]["Torget"])


def test_the_sheet_holds_what_one_works_out_by_hand(workspace: Workspace) -> None:
    """Need 2 x 9 + 2 x 2 = 22: covered 2 x 8, gap 21-22 of 2, unknown 4; 2 adults x 1.5 h may be coordinated."""
    sheet = meeting_sheet.meeting(workspace, COORDINATOR, WEEK)
    assert [sheet.totals[f"{name}_ah"] for name in ("need", "covered", "gap", "unknown")] == [22, 16, 2, 4]
    assert sheet.totals["double_ah"] == 3
    assert [
        (row.place, f"{row.start:%a %H}-{row.end:%H}", row.adult_hours) for row in sheet.gaps.itertuples()
    ] == [("Torget", "Fri 21-22", 2)]
    assert sheet.filled.to_dict("records") == [
        {"place": "Torget", "covered_ah": 16, "who": "Grannarna, Klubben, Vandrarna"}
    ]
    assert sheet.unknown.to_dict("records") == [
        {"place": "Bron", "unknown_ah": 4, "awaited": "schema från Kyrkan"}
    ]
    assert [(row.place, row.day, row.adult_hours) for row in sheet.double.itertuples()] == [
        ("Torget", date(2026, 9, 18), 3)
    ]


def test_whose_roster_is_awaited_is_for_those_who_may_ask(workspace: Workspace) -> None:
    """An organiser reads that a roster has not come in, not whose; the public gets no sheet at all."""
    sheet = meeting_sheet.meeting(workspace, organiser(workspace), WEEK)
    assert list(sheet.unknown["awaited"]) == ["ett schema som inte har kommit in"]
    own = viewers.of(workspace, "Kyrkan", "organiser", "kyrkvaktmästare")
    assert list(meeting_sheet.meeting(workspace, own, WEEK).unknown["awaited"]) == ["schema från Kyrkan"]
    with pytest.raises(NotAllowedError):
        meeting_sheet.meeting(workspace, Viewer("alla", "anonymous"), WEEK)


def test_an_area_without_anything_has_a_sheet_that_says_so(tmp_path: Path) -> None:
    """Nothing decided: every part has its sentence, shares are dashes, and the PDF is one page."""
    empty = create(tmp_path / "empty", now=lambda: NOW)
    sheet = meeting_sheet.meeting(empty, COORDINATOR, WEEK)
    assert all(one.rows == [] and one.empty for one in sheet_words.sections(sheet, "sv"))
    assert dict(sheet_words.about(sheet, "sv"))["Datatäckning"] == "–"
    assert len(PdfReader(io.BytesIO(meeting_sheet.meeting_pdf(empty, COORDINATOR, sheet))).pages) == 1


def test_the_pdf_opens_and_carries_view_completeness_date_and_caption(workspace: Workspace) -> None:
    """One A4 page with the figures, the caption, 1 - 4/22 = 82 %, 16/22 to 20/22 covered, and when it was made."""
    reader = PdfReader(
        io.BytesIO(
            meeting_sheet.meeting_pdf(
                workspace, COORDINATOR, meeting_sheet.meeting(workspace, COORDINATOR, WEEK)
            )
        )
    )
    assert len(reader.pages) == 1
    width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    said = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    for words in (
        "Hela kommunen, vecka 38: 14 sep – 20 sep 2026", "Planerad närvaro", "datatäckning 82 %",
        "Den säger inget om brott eller om de unga på platsen. Datatäckning 82 %", "fre 18 sep 21:00–22:00 2",
        "schema från Kyrkan 4", "framtaget 2026-09-16 12:00", "Sida 1 av 1",
        "Av behovet är mellan 73 % och 91 % täckt, beroende på det okända.",
    ):  # fmt: skip
        assert words in said, (words, said)


def test_changes_since_a_kept_sheet(workspace: Workspace, square: str) -> None:
    """A shift fills 21-22 and the walk is one hour shorter: gap 2 before and after, one gap gone, one new."""
    before = period.week(workspace, COORDINATOR, WEEK)
    kept = meeting_sheet.keep(workspace, COORDINATOR, before, "Mötet i september")
    shift(workspace, "Kyrkan", square, "21:00", "22:00", 2)
    rule_rows.decide_need(
        workspace,
        COORDINATOR,
        place_id=square,
        adults=2,
        start="06:00",
        end="07:00",
        days="SA",
        responsible="Kommunen",
    )
    assert list(meeting_sheet.kept_sheets(workspace, COORDINATOR)["name"]) == ["Mötet i september"]
    changes = meeting_sheet.meeting(workspace, COORDINATOR, WEEK, since=kept).changes
    assert changes is not None
    assert changes.comparable
    deltas = dict(zip(changes.measures["measure"], changes.measures["delta"], strict=True))
    assert deltas == {"need_ah": 2, "covered_ah": 2, "gap_ah": 0, "unknown_ah": 0}
    assert [(row.what, row.place, f"{row.start:%a %H}-{row.end:%H}") for row in changes.rows.itertuples()] == [
        ("new", "Torget", "Sat 06-07"), ("gone", "Torget", "Fri 21-22"),
    ]  # fmt: skip
    assert sheet_words.changes_sentence(changes, "sv") == (
        "Sedan Mötet i september (ons 16 sep): behov +2 (nu 24), täckt +2 (nu 18), lucka 0 (nu 2), "
        "okänt 0 (nu 4)."
    )


def test_the_week_before_is_compared_without_having_been_kept(workspace: Workspace) -> None:
    """Another week, as it is known now, is told by its number and its Monday; the sums of this one are its own."""
    now = period.week(workspace, COORDINATOR, WEEK)
    before = period.week(workspace, COORDINATOR, WEEK + timedelta(days=7))
    sheet = meeting_sheet.meeting(workspace, COORDINATOR, WEEK, period=now, before=before)
    assert sheet.changes is not None
    expected = [f"vecka {(WEEK + timedelta(days=7)).isocalendar().week}", before.coverage.grid.days[0].date]
    assert [sheet.changes.name, sheet.changes.day] == expected
    assert list(sheet.changes.measures["now"]) == [22, 16, 2, 4]


def test_the_map_shows_where_adults_are_missing(workspace: Workspace) -> None:
    """Of the square with a gap of 2 and the bridge of which nothing is known, the square is filled and has number 1."""
    sheet = meeting_sheet.meeting(workspace, COORDINATOR, WEEK)
    assert sheet.week_map is not None
    assert sheet.week_map.named == ((1, "Torget", 2.0),)
    assert {(dot.kind, dot.number) for dot in sheet.week_map.dots} == {("gap", 1), ("unknown", 0)}
    assert all(
        0 <= x <= week_map.WIDE and 0 <= y <= week_map.HIGH
        for x, y in (dot.at for dot in sheet.week_map.dots)
    )
    address, pages = preview.first_page(meeting_sheet.meeting_pdf(workspace, COORDINATOR, sheet))
    assert pages == 1
    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    assert picture.width == preview.WIDE


def test_sums_of_different_completeness_are_not_compared(workspace: Workspace) -> None:
    """When the bridge's roster comes in, completeness goes from 82 % to 100 %: no differences of sums are told."""
    kept = meeting_sheet.keep(workspace, COORDINATOR, period.week(workspace, COORDINATOR, WEEK), "Förra")
    bridge = str(places.places(workspace, COORDINATOR).set_index("name")["id"]["Bron"])
    place_status.confirm_all(workspace, COORDINATOR, bridge, date(2026, 12, 31))
    changes = meeting_sheet.meeting(workspace, COORDINATOR, WEEK, since=kept).changes
    assert changes is not None
    assert not changes.comparable
    assert changes.measures["delta"].isna().all()
    assert "ej jämförbart" in sheet_words.changes_sentence(changes, "sv")


def test_a_kept_sheet_is_shown_to_those_who_may_know_the_same(workspace: Workspace) -> None:
    """What a coordinator kept, with all rosters, is neither listed nor told to an organiser; keeping can be undone."""
    kept = meeting_sheet.keep(workspace, COORDINATOR, period.week(workspace, COORDINATOR, WEEK), "Förra")
    assert meeting_sheet.kept_sheets(workspace, organiser(workspace)).empty
    assert meeting_sheet.kept_sheets(workspace, COORDINATOR, "confirmed").empty
    with pytest.raises(NotFoundError):
        meeting_sheet.meeting(workspace, organiser(workspace), WEEK, since=kept)
    with pytest.raises(InputError):
        meeting_sheet.keep(workspace, COORDINATOR, period.week(workspace, COORDINATOR, WEEK), "  ")
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert meeting_sheet.kept_sheets(workspace, COORDINATOR).empty


def test_the_list_and_the_grid_are_the_pages_rows(workspace: Workspace) -> None:
    """The list has the gap and the unknown run; the grid 9 + 2 hours, places by name, the gap hour as on the map."""
    week = period.week(workspace, COORDINATOR, WEEK)
    listed = exports.gap_list(week, "sv")
    sheet = meeting_sheet.meeting(workspace, organiser(workspace), WEEK)
    told = exports.export(
        workspace,
        organiser(workspace),
        period.week(workspace, organiser(workspace), WEEK),
        sheet,
        "list",
        "csv",
    ).decode()
    for line in (
        "Vy;Planerad närvaro", "Datatäckning;82\u00a0%", "Framtaget;2026-09-16 12:00",
        "Avstånd;minst ett är fågelvägen × 1,3 (ungefärligt)", "Framtaget för;vandringsledare, Vandrarna",
        "Källor och licenser;Inskrivet för hand",
    ):  # fmt: skip
        assert line in told, (line, told)
    assert "Kyrkan" not in told
    credited = replace(sheet, sources=(("Gator", "ODbL"), ("Platser", "")))
    assert dict(sheet_words.about(credited, "sv"))["Källor och licenser"] == "Gator (ODbL); Platser"
    straight = dict(sheet_words.about(replace(sheet, approximate=True), "sv"))
    assert straight["Avstånd"] == "minst ett är fågelvägen × 1,3 (ungefärligt)"
    assert list(listed["Plats"]) == ["Torget", "Bron"]
    assert list(listed["Vuxentimmar"]) == [2, 4]
    grid = exports.grid(week, "sv")
    assert len(grid) == 11
    assert list(grid["Plats"]) == ["Bron"] * 2 + ["Torget"] * 9
    gap = grid[grid["Lucka"] > 0]
    assert [
        tuple(row) for row in gap[["Plats", "Datum", "Timme", "Lucka", "Läge"]].itertuples(index=False)
    ] == [("Torget", date(2026, 9, 18), "21–22", 2, "lucka")]


def test_without_streets_every_export_says_that_distances_are_approximate(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where only straight lines are known, CSV, XLSX, the sheet on screen and on paper and `karta gaps` say so."""
    told = text("sheets.distances_straight", "sv")
    week = period.week(workspace, COORDINATOR, WEEK)
    sheet = meeting_sheet.meeting(workspace, COORDINATOR, WEEK, period=week)
    assert told in dict(sheet_words.about(sheet, "sv")).values()
    assert told in drawn(sheet, "sv")
    paper = (
        PdfReader(io.BytesIO(meeting_sheet.meeting_pdf(workspace, COORDINATOR, sheet)))
        .pages[0]
        .extract_text()
    )
    assert told in " ".join(paper.split())
    assert "Källor och licenser: Inskrivet för hand" in " ".join(paper.split())
    for kind in ("list", "grid"):
        files = [exports.export(workspace, COORDINATOR, week, sheet, kind, form) for form in ("csv", "xlsx")]
        assert told in files[0].decode()
        cells = load_workbook(io.BytesIO(files[1])).active.iter_rows(values_only=True)
        assert any(told in row for row in cells)
    asked = ["--workspace", str(workspace.folder), "gaps", "--from", "2026-09-18", "--to", "2026-09-18"]
    said = {}
    for form in ("table", "csv", "json"):
        assert main([*asked, "--format", form]) == 0
        said[form] = capsys.readouterr().out
    assert text("ui.approximate", "sv") in said["table"]
    assert [row["approximate"] for row in json.loads(said["json"])] == [True]
    assert [row["approximate"] for row in csv.DictReader(said["csv"].splitlines())] == ["True"]
