"""A yes confirms what was shown, to the end of the next month; a note takes its place out of it; both can be undone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.services.follow_up import month_answers, month_lines, month_reports
from karta.services.gaps import period
from karta.services.needs import rule_rows
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    MONTH,
    TODAY,
    lines,
    of_church,
    org_id,
    place_id,
    shown,
    undo,
    walkers,
)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return month_town.copied(prepared, tmp_path)


def confirm(workspace: Workspace) -> date:
    """Say yes to what is shown now."""
    return month_answers.confirm(
        workspace, walkers(workspace), org_id(workspace), MONTH, shown=shown(workspace)
    )


def sources(workspace: Workspace) -> dict[str, tuple[Any, ...]]:
    """Return how the walkers' expected rosters stand, by place."""
    frame = workspace.store.frame("expected_source")
    own = frame[frame["organisation_id"] == org_id(workspace)]
    names = {place_id(workspace, name): name for name in ("Torget", "Parken", "Hamnen")}
    columns = zip(own["place_id"], own["status"], own["to_local"], own["confirmed_on"], strict=True)
    return {names[place]: rest for place, *rest in ((a, b, c, d) for a, b, c, d in columns)}


def test_the_lines_are_one_s_own_in_the_order_of_the_week(workspace: Workspace) -> None:
    """Tuesday's one, then Fridays and Saturdays to the end of October; the church's line is not among them."""
    assert [(line.place, line.start, line.adults, line.repeats) for line in lines(workspace)] == [
        ("Torget", "18:00", 2.0, False), ("Torget", "21:00", 4.0, True), ("Parken", "21:00", 2.0, True),
    ]  # fmt: skip
    fridays = lines(workspace)[1].days
    assert (fridays[0], fridays[-1], len(fridays)) == (FRIDAY, date(2026, 10, 30), 7)
    assert month_lines.valid_to(MONTH) == date(2026, 10, 31)
    own = month_lines.expected(workspace, walkers(workspace), org_id(workspace), lines(workspace))
    assert [(place.place, place.has_line) for place in own] == [
        ("Hamnen", False), ("Parken", True), ("Torget", True),
    ]  # fmt: skip


def test_a_yes_confirms_all_expected_rosters_to_the_end_of_the_next_month(workspace: Workspace) -> None:
    """Three sources become known up to 06:00 after 31 October; the page has the answer; undone, all is as before."""
    before = sources(workspace)
    assert {status for status, *_ in before.values()} == {"unknown"}
    assert confirm(workspace) == date(2026, 10, 31)
    known = ["known", "2026-11-01T06:00", TODAY]
    assert sources(workspace) == {"Torget": known, "Parken": known, "Hamnen": known}
    answer = month_answers.answer(workspace, walkers(workspace), org_id(workspace), MONTH)
    assert answer == month_answers.Answer(TODAY, date(2026, 10, 31))
    undo(workspace)
    assert sources(workspace) == before
    assert month_answers.answer(workspace, walkers(workspace), org_id(workspace), MONTH) is None


def test_a_yes_makes_the_unknown_known_and_nothing_else(workspace: Workspace) -> None:
    """At the park eight adult-hours a Saturday are asked for, four are planned: the rest is unknown, then a gap."""
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=place_id(workspace, "Parken"), adults=4, days="SA", start="21:00",
        end="23:00", responsible="Kommunen",
    )  # fmt: skip
    totals = period.week(workspace, COORDINATOR, FRIDAY).totals
    assert (totals["covered_ah"], totals["gap_ah"], totals["unknown_ah"]) == (4, 0, 4)
    confirm(workspace)
    totals = period.week(workspace, COORDINATOR, FRIDAY).totals
    assert (totals["covered_ah"], totals["gap_ah"], totals["unknown_ah"]) == (4, 4, 0)


def test_a_yes_takes_nothing_from_what_was_known_for_longer(workspace: Workspace) -> None:
    """A roster known to the end of the year stays known for so long."""
    with workspace.store.act("samordnare", "test") as act:
        for row in act.rows("expected_source", "place_id", [place_id(workspace, "Torget")]):
            act.update(
                "expected_source", row["id"], None, {"status": "known", "to_local": "2027-01-01T06:00"}
            )
    confirm(workspace)
    assert sources(workspace)["Torget"] == ["known", "2027-01-01T06:00", TODAY]


def test_a_yes_is_about_what_was_shown(workspace: Workspace) -> None:
    """When a line has changed since, nothing is confirmed and the roster is shown anew."""
    before = shown(workspace)
    with workspace.store.act("samordnare", "test") as act:
        act.update("shift_party", lines(workspace)[1].party_id, None, {"adults": 1.0})
    with pytest.raises(ConflictError, match="row_changed"):
        month_answers.confirm(workspace, walkers(workspace), org_id(workspace), MONTH, shown=before)
    assert {status for status, *_ in sources(workspace).values()} == {"unknown"}


def test_a_second_yes_is_the_same_answer(workspace: Workspace) -> None:
    """Two say yes: one answer stands, of the last day."""
    confirm(workspace)
    confirm(workspace)
    assert len(workspace.store.frame("month_answer")) == 1


def test_a_note_takes_its_place_out_of_a_yes(workspace: Workspace) -> None:
    """A note makes the roster of its place incomplete; a yes confirms the others; settled, it counts again."""
    confirm(workspace)
    square = place_id(workspace, "Torget")
    month_answers.note(workspace, walkers(workspace), org_id(workspace), square, "  Vi går en annan  väg ")
    assert sources(workspace)["Torget"][0] == "partial"
    confirm(workspace)
    assert [sources(workspace)[name][0] for name in ("Torget", "Parken")] == ["partial", "known"]
    (note,) = month_answers.notes(workspace, COORDINATOR)
    assert (note.organisation, note.place, note.words, note.noted_on) == (
        "Nattvandrarna", "Torget", "Vi går en annan väg", TODAY,
    )  # fmt: skip
    month_answers.settle(workspace, COORDINATOR, note.note_id, version=note.version)
    assert month_answers.notes(workspace, COORDINATOR) == []
    confirm(workspace)
    assert sources(workspace)["Torget"][0] == "known"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (" ", "month_note_missing"),
        ("x" * 201, "words_too_long"),
        ("Ring 070-123 45 67", "words_about_people"),
        ("900101-2384 är alltid där", "words_about_people"),
    ],
)
def test_words_about_people_are_no_note(workspace: Workspace, words: str, code: str) -> None:
    """Nothing, a story, a telephone and a personal number are refused, and nothing is stored."""
    with pytest.raises(InputError, match=code):
        month_answers.note(
            workspace, walkers(workspace), org_id(workspace), place_id(workspace, "Torget"), words
        )
    assert workspace.store.frame("month_note").empty


def test_notes_are_bounded_and_about_one_s_own_places(workspace: Workspace) -> None:
    """The church notes nothing at the square, nor anybody at a place that is none; twenty notes are enough."""
    for viewer, org, place in (
        (of_church(workspace), "Kyrkan", place_id(workspace, "Torget")), (walkers(workspace), "Nattvandrarna", "nope"),
    ):  # fmt: skip
        with pytest.raises(NotFoundError, match="place_missing"):
            month_answers.note(workspace, viewer, org_id(workspace, org), place, "Fel tid")
    for number in range(20):
        month_answers.note(
            workspace, walkers(workspace), org_id(workspace), place_id(workspace, "Torget"), f"Fel {number}"
        )
    with pytest.raises(InputError, match="month_notes_full"):
        month_answers.note(
            workspace, walkers(workspace), org_id(workspace), place_id(workspace, "Torget"), "Fel till"
        )


def test_nobody_answers_for_another_organisation(workspace: Workspace) -> None:
    """The church neither reads nor confirms nor notes what is the walkers'."""
    walkers = org_id(workspace)
    for act in (
        lambda: month_lines.lines(workspace, of_church(workspace), walkers, MONTH),
        lambda: month_lines.own_places(workspace, of_church(workspace), walkers),
        lambda: month_reports.to_report(workspace, of_church(workspace), walkers),
        lambda: month_answers.answer(workspace, of_church(workspace), walkers, MONTH),
        lambda: month_answers.confirm(
            workspace, of_church(workspace), walkers, MONTH, shown=shown(workspace)
        ),
        lambda: month_answers.note(
            workspace, of_church(workspace), walkers, place_id(workspace, "Torget"), "Fel tid"
        ),
    ):
        with pytest.raises(NotAllowedError):
            act()
