"""Measures, meetings and who does what by when: worked out by hand, seen by area, and what they leave on sheets."""

import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.reports import meeting as sheet_words
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import handover, measures, meetings, rule_rows
from karta.services.needs.measures import When
from karta.services.register import merging
from karta.services.register import places as register_places
from karta.services.sheets import chapter, kept_sheets, meeting_sheet
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY, WEEK = date(2026, 9, 16), date(2026, 9, 14)
LOCAL = Viewer("samordnare", "local")
POLICE = Viewer("områdespolis", "police")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square in the area Norr and a park in Söder."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(made, LOCAL, name=name, kind="square", lat=lat, lon=15.0)
    square, park = register_places.places(made, LOCAL).set_index("name")["id"][["Torget", "Parken"]]
    with made.store.act("test", "add") as act:
        north, south = act.insert("area", [{"name": "Norr"}, {"name": "Söder"}])
        act.update("place", square, None, {"area_id": north})
        act.update("place", park, None, {"area_id": south})
    rule_rows.decide_need(
        made, LOCAL, place_id=square, start="18:00", end="21:00", days="FR", responsible="Kommunen", adults=2
    )  # fmt: skip
    made.store.close()
    return folder


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return str(register_places.places(workspace, LOCAL).set_index("name")["id"]["Torget"])


def decide(workspace: Workspace, what: str = "Två vuxna från skolan", **more: object) -> str:
    """Store a measure that the youth centre answers for."""
    values = {
        "need": "Ingen vuxen vid torget", "goal": "Vuxna alla fredagar", "aims": ["crime", "health"],
        "responsible": "Fritidsgården", "decided_by": "Lokala rådet", "decided_on": date(2026, 9, 1),
    }  # fmt: skip
    return measures.add(workspace, LOCAL, what=what, **(values | more))


def task(workspace: Workspace, words: str, responsible: str, due: date, **more: str | None) -> str:
    """Store what somebody does by a day."""
    return meetings.add_task(
        workspace, LOCAL, kind="task", words=words, responsible=responsible, due=due, **more
    )


def test_a_measure_goes_from_need_to_what_was_learned(workspace: Workspace, square: str) -> None:
    """It holds places, hours and aims, its result is noted, and an undo takes that back."""
    measure_id = decide(
        workspace, place_ids=[square, square], programme="Trygg fredag", when=When("FR", "18:00", "21:00"),
        look_again=date(2026, 12, 1),
    )  # fmt: skip
    (row,) = measures.listed(workspace, LOCAL).to_dict("records")
    assert (row["places"], row["place_ids"], row["days"], row["start"], row["end"]) == (
        "Torget", [square], "FR", "18:00", "21:00",
    )  # fmt: skip
    assert (row["aims"], row["programme"], row["state"]) == ("health;crime", "Trygg fredag", "decided")
    measures.note(
        workspace, LOCAL, measure_id, version=row["version"], state="ended", result="9 av 12 fredagar",
        learned="Börja tidigare",
    )  # fmt: skip
    (noted,) = measures.listed(workspace, LOCAL).to_dict("records")
    assert [noted[name] for name in ("state", "result", "learned", "look_again")] == [
        "ended", "9 av 12 fredagar", "Börja tidigare", None,
    ]  # fmt: skip
    with pytest.raises(ConflictError):
        measures.note(workspace, LOCAL, measure_id, version=row["version"], state="running")
    history.undo(workspace, LOCAL, str(workspace.store.acts(1)["id"].iloc[0]))
    assert measures.listed(workspace, LOCAL)["state"].tolist() == ["decided"]


def test_what_must_not_be_kept_is_refused(workspace: Workspace) -> None:
    """Words about people, a measure without words or function, unknown aims, hours, days and places."""
    for more, code in (
        ({"need": ""}, "measure_words_missing"),
        ({"responsible": " "}, "measure_function_missing"),
        ({"decided_by": ""}, "measure_function_missing"),
        ({"need": "Ring 070-174 06 05"}, "words_about_people"),
        ({"goal": "x" * 201}, "words_too_long"),
        ({"responsible": "Lina född 2009"}, "words_about_people"),
        ({"aims": ["control"]}, "value_not_allowed"),
        ({"when": When(start="18:00")}, "measure_hours"),
        ({"when": When(start="18:00", end="18:00")}, "shift_without_length"),
        ({"when": When(begins=TODAY, ends=WEEK)}, "measure_ends_first"),
    ):
        with pytest.raises(InputError, match=code):
            decide(workspace, **more)
    with pytest.raises(NotFoundError, match="place_missing"):
        decide(workspace, place_ids=["x"])
    with pytest.raises(InputError, match="task_day_missing"):
        meetings.add_task(workspace, LOCAL, kind="task", words="Fråga", responsible="Kyrkan")
    for parties in ([], [" "], ["a;b"], ["x"] * 21):
        with pytest.raises(InputError, match="meeting_parties"):
            meetings.hold(workspace, LOCAL, day=TODAY, about="Hösten", parties=parties)
    assert measures.listed(workspace, LOCAL).empty


def test_a_day_to_look_again_comes_and_goes(workspace: Workspace) -> None:
    """On its day a measure is called for, the day before not, and one without a day never."""
    decide(workspace, "Nu", look_again=TODAY)
    decide(workspace, "Sen", look_again=date(2026, 9, 17))
    decide(workspace, "Aldrig")
    assert measures.to_look_at(workspace, LOCAL)["what"].tolist() == ["Nu"]
    assert measures.listed(workspace, LOCAL)["what"].tolist() == ["Nu", "Sen", "Aldrig"]
    task(workspace, "Laga lampan", "Tekniska", TODAY)
    assert meetings.late(workspace, LOCAL).empty
    later = create(workspace.folder, now=lambda: datetime(2026, 9, 17, 10, 0, tzinfo=UTC))
    assert meetings.late(later, LOCAL)["words"].tolist() == ["Laga lampan"]
    assert measures.to_look_at(later, LOCAL)["what"].tolist() == ["Nu", "Sen"]


def test_who_is_held_to_an_area_sees_what_lies_there_or_nowhere(workspace: Workspace, square: str) -> None:
    """Police of Söder see no measure or task at the square in Norr; they write none, and the public sees none."""
    south = workspace.store.frame("area").set_index("name")["id"]["Söder"]
    police = Viewer("områdespolis", "police", area_ids=frozenset({south}))
    decide(workspace, "Vid torget", place_ids=[square])
    decide(workspace, "Överallt")
    task(workspace, "Fråga skolan", "Kommunen", TODAY, place_id=square)
    task(workspace, "Boka lokal", "Kommunen", TODAY)
    assert measures.listed(workspace, police)["what"].tolist() == ["Överallt"]
    assert meetings.undone(workspace, police)["words"].tolist() == ["Boka lokal"]
    assert set(measures.listed(workspace, POLICE)["what"]) == {"Vid torget", "Överallt"}
    with pytest.raises(NotAllowedError):
        meetings.hold(workspace, POLICE, day=TODAY, about="Hösten", parties=["Polisen"])
    with pytest.raises(NotAllowedError):
        measures.listed(workspace, Viewer("alla", "anonymous"))


def test_the_next_sheet_opens_with_what_is_not_done(workspace: Workspace, square: str) -> None:
    """Of three tasks one is done; the two others head the sheet by their day, a decision does not, and it is kept."""
    assert meeting_sheet.meeting(workspace, LOCAL, WEEK).tasks is None
    meeting_id = meetings.hold(workspace, LOCAL, day=WEEK, about="Hösten", parties=["Skolan", " Polisen "])
    assert meetings.listed(workspace, LOCAL)["parties"].tolist() == ["Skolan;Polisen"]
    meetings.add_task(
        workspace, LOCAL, kind="decision", words="Vi börjar", responsible="Lokala rådet", meeting_id=meeting_id
    )  # fmt: skip
    task(workspace, "Fråga kyrkan", "Kommunen", date(2026, 9, 20), meeting_id=meeting_id)
    task(workspace, "Laga lampan", "Tekniska", date(2026, 9, 18), place_id=square)
    done = task(workspace, "Boka lokal", "Fritidsgården", date(2026, 9, 17))
    version = meetings.undone(workspace, LOCAL).set_index("id")["version"][done]
    meetings.finish(workspace, LOCAL, done, version=int(version))
    expected = [
        ["Laga lampan", "Torget", "Tekniska", "fre 18 sep"], ["Fråga kyrkan", "–", "Kommunen", "sön 20 sep"],
    ]  # fmt: skip
    shown = period.week(workspace, LOCAL, WEEK)
    sheet = meeting_sheet.meeting(workspace, LOCAL, WEEK, period=shown)
    first = sheet_words.sections(sheet, "sv")[0]
    assert (first.key, first.rows) == ("tasks", expected)
    kept = meeting_sheet.keep(workspace, LOCAL, shown, "September")
    for task_id in meetings.undone(workspace, LOCAL)["id"]:
        row = meetings.tasks(workspace, LOCAL).set_index("id").loc[task_id]
        meetings.finish(workspace, LOCAL, task_id, version=int(row["version"]))
    opened = kept_sheets.opened(workspace, LOCAL, kept)
    assert sheet_words.sections(opened.sheet, "sv")[0].rows == expected
    now = sheet_words.sections(meeting_sheet.meeting(workspace, LOCAL, WEEK), "sv")[0]
    assert (now.rows, now.empty) == ([], "Allt som lovades är klart.")


def test_the_chapter_takes_its_measures_from_here(workspace: Workspace, square: str) -> None:
    """Need, goal, measure, where and when and who, and what came of it, as they were when the sheet was kept."""
    measure_id = decide(workspace, place_ids=[square], when=When("FR;SA", "18:00", "21:00"))
    kept = meeting_sheet.keep(workspace, LOCAL, period.week(workspace, LOCAL, WEEK), "September")
    version = int(measures.listed(workspace, LOCAL)["version"].iloc[0])
    measures.note(workspace, LOCAL, measure_id, version=version, state="ended", result="Sent")
    document = Document(io.BytesIO(chapter.docx(workspace, LOCAL, kept)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [
        "Ingen vuxen vid torget", "Vuxna alla fredagar", "Två vuxna från skolan (folkhälsa, brottsprevention)",
        "Torget, fre, lör 18:00–21:00", "Fritidsgården",
    ] in rows  # fmt: skip
    assert ["Två vuxna från skolan", "beslutad", "–", "–", "–"] in rows


def test_a_handover_says_what_is_open_promised_and_waited_for(workspace: Workspace) -> None:
    """Of the youth centre: one task of its own, one measure that has not ended, and one task of the church in it."""
    measure_id = decide(workspace, look_again=date(2026, 12, 1))
    ended = decide(workspace, "Gammalt")
    version = int(measures.listed(workspace, LOCAL).set_index("id")["version"][ended])
    measures.note(workspace, LOCAL, ended, version=version, state="ended")
    task(workspace, "Köpa västar", "fritidsgården", date(2026, 9, 20))
    task(workspace, "Öppna salen", "Kyrkan", date(2026, 9, 21), measure_id=measure_id)
    task(workspace, "Något annat", "Kyrkan", date(2026, 9, 22))
    given = handover.handover(workspace, LOCAL, "Fritidsgården")
    assert given.to_do["words"].tolist() == ["Köpa västar"]
    assert given.promised["what"].tolist() == ["Två vuxna från skolan"]
    assert given.waiting["words"].tolist() == ["Öppna salen"]
    assert handover.functions(workspace, LOCAL)[-1] == "Kyrkan"
    assert [section.rows for section in handover.parts(given, "sv")] == [
        (("Köpa västar", "–", "sön 20 sep"),),
        (("Två vuxna från skolan", "–", "tis 1 dec"),),
        (("Öppna salen", "Kyrkan", "mån 21 sep"),),
    ]
    pages = PdfReader(io.BytesIO(handover.pdf(workspace, LOCAL, "Fritidsgården"))).pages
    paper = re.sub(r"\s+", " ", pages[0].extract_text())
    assert "Överlämning: Fritidsgården" in paper
    assert "Öppna salen Kyrkan mån 21 sep" in paper


def test_what_is_removed_or_merged_leaves_nothing_behind(workspace: Workspace, square: str) -> None:
    """Places that become one take their measures and tasks along; a measure goes with its tasks, and comes back."""
    park = str(register_places.places(workspace, LOCAL).set_index("name")["id"]["Parken"])
    measure_id = decide(workspace, place_ids=[park])
    task(workspace, "Laga lampan", "Tekniska", TODAY, place_id=park, measure_id=measure_id)
    merging.merge(workspace, LOCAL, "place", square, park)
    assert measures.listed(workspace, LOCAL)["places"].tolist() == ["Torget"]
    assert meetings.undone(workspace, LOCAL)["place"].tolist() == ["Torget"]
    version = int(measures.listed(workspace, LOCAL)["version"].iloc[0])
    measures.remove(workspace, LOCAL, measure_id, version=version)
    assert measures.listed(workspace, LOCAL).empty
    assert meetings.tasks(workspace, LOCAL).empty
    history.undo(workspace, LOCAL, str(workspace.store.acts(1)["id"].iloc[0]))
    assert meetings.undone(workspace, LOCAL)["words"].tolist() == ["Laga lampan"]
