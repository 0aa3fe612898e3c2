"""Whose adults count: no file admits anybody by naming them, and a row does that says when and by whom."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import acceptance, entries
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.store.database import Reading
from karta.ui.pages.register import admission
from tests.services.importing.partial import offered, taken
from tests.services.importing.rows import COORDINATOR, FRIDAY, ORGANISER, bring, intake, square, walk

BOTH = "namn;godkänd;godkänd av\nKlubben;2026-08-20;Rådet\nScouterna;2026-08-21;Rådet\nGrannarna;;\n"


def admitted(workspace: Workspace) -> dict[str, tuple[date | None, str | None]]:
    """Return who admitted each organisation, and when."""
    frame = workspace.store.frame("organisation")
    decisions = zip(frame["admitted_on"], frame["admitted_by"], strict=True)
    return dict(zip(frame["name"], decisions, strict=True))


def test_a_row_with_both_cells_records_a_decision(workspace: Workspace) -> None:
    """Two of three rows say when and by whom: two are admitted, the third is not."""
    taken(workspace, "organisations", BOTH)
    assert admitted(workspace) == {
        "Klubben": (date(2026, 8, 20), "Rådet"),
        "Scouterna": (date(2026, 8, 21), "Rådet"),
        "Grannarna": (None, None),
    }


def test_the_preview_tells_whom_a_file_admits_and_who_does_not_count(workspace: Workspace) -> None:
    """By name, in the preview and in what the import reports; one that is admitted already is told no more."""
    rows = [
        {"key": "k", "name": "Klubben", "admitted_on": FRIDAY, "admitted_by": "Rådet"},
        {"key": "g", "name": "Grannarna"},
    ]
    changes = acceptance.preview(workspace, COORDINATOR, intake("organisations", *rows))
    assert changes.admissions.decided == ["Klubben"]
    assert list(changes.admissions.open.values()) == ["Grannarna"]
    acceptance.apply(workspace, COORDINATOR, changes)
    again = acceptance.preview(workspace, COORDINATOR, intake("organisations", *rows))
    assert again.admissions.decided == []
    assert list(again.admissions.open.values()) == ["Grannarna"]


@pytest.mark.parametrize("half", ["Klubben;2026-09-01;", "Klubben;;Någon annan", "Klubben;;"])
def test_half_a_decision_is_none(workspace: Workspace, half: str) -> None:
    """A new organisation is not admitted by it, a known one stays as it is, and the row says what is wanting."""
    head = "namn;godkänd;godkänd av\n"
    outcome = offered(workspace, "organisations", head + half + "\n", "ny.csv")
    assert admitted(workspace) == {"Klubben": (None, None)}
    assert [code for _, code in outcome.faults] == ["admission_half"] * (half != "Klubben;;")
    assert outcome.counts["rows_rejected"] == 0
    taken(workspace, "organisations", head + "Klubben;2026-08-20;Rådet\n", "beslut.csv")
    offered(workspace, "organisations", head + half + "\n", "igen.csv")
    assert admitted(workspace) == {"Klubben": (date(2026, 8, 20), "Rådet")}


@pytest.mark.parametrize("answer", ["nej", "ja"])
def test_an_answer_without_a_date_changes_no_admission(workspace: Workspace, answer: str) -> None:
    """One that is admitted stays so, a new one is stored and is not; the row is told of."""
    taken(workspace, "organisations", BOTH)
    outcome = taken(workspace, "organisations", f"namn;godkänd\nKlubben;{answer}\nNya;{answer}\n", "ny.csv")
    assert outcome.faults == [(2, "admission_without_date"), (3, "admission_without_date")]
    assert admitted(workspace)["Klubben"] == (date(2026, 8, 20), "Rådet")
    assert admitted(workspace)["Nya"] == (None, None)


def test_a_decision_is_taken_back_by_its_mark(workspace: Workspace) -> None:
    """A date that is to be emptied takes the function with it: from then on the organisation does not count."""
    taken(workspace, "organisations", BOTH)
    taken(workspace, "organisations", "namn;godkänd\nKlubben;(tomt)\n", "ut.csv")
    assert admitted(workspace)["Klubben"] == (None, None)


def test_an_organiser_records_no_admission(workspace: Workspace) -> None:
    """Nobody admits itself: the row's other cells are read, and the row says who admits."""
    with pytest.raises(NotAllowedError):
        offered(workspace, "organisations", BOTH, viewer=ORGANISER)
    assert admitted(workspace) == {}
    with pytest.raises(NotAllowedError):
        organisations.admit(workspace, ORGANISER, "Klubben")
    with pytest.raises(NotAllowedError):
        acceptance.preview(workspace, ORGANISER, intake("roster", walk(org="Nya")))
    assert "Nya" not in admitted(workspace)


def test_those_of_a_file_are_admitted_with_it_in_one_act(workspace: Workspace) -> None:
    """Known and new ones that the coordinator chooses; one undo takes back the rows and the admissions."""
    bring(workspace, "places", square())
    bring(workspace, "organisations", {"key": "s", "name": "Scouts"})
    rows = [walk(), walk(key="w2", org="Scouts"), walk(key="w3", org="Choir")]
    changes = acceptance.preview(workspace, COORDINATOR, intake("roster", *rows))
    assert sorted(changes.admissions.open.values()) == ["Choir", "Night walkers", "Scouts"]
    chosen = [key for key, name in changes.admissions.open.items() if name != "Choir"]
    act = acceptance.apply(workspace, COORDINATOR, changes, admit=chosen).act_id
    by = (FRIDAY, "coordinator")
    assert admitted(workspace) == {"Scouts": by, "Night walkers": by, "Choir": (None, None)}
    assert act is not None
    history.undo(workspace, COORDINATOR, act)
    assert admitted(workspace) == {"Scouts": (None, None)}


def test_several_are_admitted_in_one_act_or_none(workspace: Workspace) -> None:
    """By name or id, each once; a name that nobody has stops them all, and undo takes all of them back."""
    taken(workspace, "organisations", "namn\nKlubben\nScouterna\nGrannarna\n")
    with pytest.raises(NotFoundError):
        organisations.admit(workspace, COORDINATOR, ["Klubben", "Ingen"])
    assert set(admitted(workspace).values()) == {(None, None)}
    names = organisations.admit(workspace, COORDINATOR, ["klubben", "Scouterna"], date(2026, 9, 1), "Rådet")
    assert names == ["Klubben", "Scouterna"]
    assert organisations.admit(workspace, COORDINATOR, "Klubben") == []
    decided = (date(2026, 9, 1), "Rådet")
    assert admitted(workspace) == {"Klubben": decided, "Scouterna": decided, "Grannarna": (None, None)}
    acts = history.acts(workspace, COORDINATOR)
    history.undo(workspace, COORDINATOR, acts.loc[acts["verb"] == "admit", "id"].iloc[-1])
    assert set(admitted(workspace).values()) == {(None, None)}


def test_one_that_came_to_count_unasked_can_be_decided_about(workspace: Workspace) -> None:
    """Marked when it was read in, it counts; admitting it records who and when, and the mark goes."""
    taken(workspace, "organisations", "namn\nKlubben\n")
    with workspace.store.act("samordnare", "test") as act:
        row = workspace.store.frame("organisation")["id"][0]
        on_import = {"admitted_on": FRIDAY, "admitted_by": "samordnare", "admitted_how": "on_import"}
        act.update("organisation", row, None, on_import)
    listed = organisations.admissions(workspace, COORDINATOR)
    assert listed[["name", "admitted", "on_import", "lines"]].to_numpy().tolist() == [
        ["Klubben", True, True, 0]
    ]
    assert organisations.admit(workspace, COORDINATOR, "Klubben", date(2026, 9, 1), "Rådet") == ["Klubben"]
    listed = organisations.admissions(workspace, COORDINATOR)
    assert listed[["admitted_on", "admitted_by", "on_import"]].to_numpy().tolist() == [
        [date(2026, 9, 1), "Rådet", False]
    ]


def test_a_file_that_decides_takes_the_mark_away(workspace: Workspace) -> None:
    """A row with both cells is a decision also about one that came to count when it was read in."""
    taken(workspace, "organisations", "namn\nKlubben\n")
    with workspace.store.act("samordnare", "test") as act:
        row = workspace.store.frame("organisation")["id"][0]
        on_import = {"admitted_on": FRIDAY, "admitted_by": "samordnare", "admitted_how": "on_import"}
        act.update("organisation", row, None, on_import)
    taken(workspace, "organisations", BOTH.replace("Klubben;2026-08-20", "Klubben;2026-09-18"), "beslut.csv")
    assert workspace.store.frame("organisation")["admitted_how"].isna().all()


def test_a_line_of_one_not_admitted_counts_nothing_and_asks_nothing(workspace: Workspace) -> None:
    """Two adults are needed from 20 to 23, six hours; the roster is complete.

    A line of three adults and one of a number unknown, both of organisations that nobody has admitted: all six are a
    gap and none is unknown. Once the three are admitted, all six are covered.
    """
    bring(workspace, "places", square())
    need = {"place": "Square", "days": "FR", "start": "20:00", "end": "23:00", "adults": 2.0}
    decided = {"state": "decided", "decided_by": "Rådet", "responsible": "kommunen"}
    bring(workspace, "needs", {"key": "n", **need, **decided})
    bring(workspace, "roster", walk(adults=3.0), walk(key="w2", org="Scouts", adults=float("nan")))
    organisations.confirm_source(workspace, COORDINATOR, "Night walkers", "Square", date(2026, 12, 31))
    assert hours(workspace) == (6.0, 0.0, 6.0, 0.0)
    organisations.admit(workspace, COORDINATOR, "Night walkers")
    assert hours(workspace) == (6.0, 6.0, 0.0, 0.0)


def test_who_is_typed_in_by_the_coordinator_is_admitted_by_that_word(workspace: Workspace) -> None:
    """A new organisation is admitted; one that nobody has admitted is not by having a shift typed in."""
    bring(workspace, "places", square())
    place = workspace.store.frame("place")["id"][0]
    bring(workspace, "organisations", {"key": "c", "name": "Choir"})
    entries.expect_source(workspace, COORDINATOR, org="Scouts", place_id=place)
    for org in ("Choir", "Walkers"):
        entries.add_shift(
            workspace, COORDINATOR, org=org, place_id=place, kind="night_walker", weekdays=["FR"],
            start="20:00", end="23:00", adults=2, from_day=FRIDAY,
        )  # fmt: skip
    assert admitted(workspace) == {
        "Choir": (None, None), "Scouts": (FRIDAY, "coordinator"), "Walkers": (FRIDAY, "coordinator"),
    }  # fmt: skip


def test_those_who_are_offered_together_have_lines_and_are_looked_up_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three that nobody has admitted one has a line; three are admitted with one look at the organisations."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    taken(workspace, "organisations", "namn\nKören\nScouterna\n")
    context: Any = SimpleNamespace(workspace=workspace, viewer=COORDINATOR)
    assert list(admission.waiting(context).values()) == ["Night walkers"]
    looks = []
    frame = Reading.frame
    monkeypatch.setattr(Reading, "frame", lambda self, *a, **k: (looks.append(a), frame(self, *a, **k))[1])
    assert len(organisations.admit(workspace, COORDINATOR, ["Kören", "Scouterna", "Night walkers"])) == 3
    assert looks == [("organisation",)]


def test_who_may_admit_does_so_by_typing_a_name_in(workspace: Workspace) -> None:
    """The municipality may, as the policy has it; an organiser's word neither admits nor names others."""
    bring(workspace, "places", square())
    place = workspace.store.frame("place")["id"][0]
    town = Viewer(function="security_officer", role="municipality")
    entries.expect_source(workspace, town, org="Scouts", place_id=place)
    with pytest.raises(NotAllowedError):
        entries.expect_source(workspace, ORGANISER, org="Choir", place_id=place)
    assert admitted(workspace) == {"Scouts": (FRIDAY, "security_officer")}


def hours(workspace: Workspace) -> tuple[float, float, float, float]:
    """Return need, covered, gap and unknown of the Friday in adult-hours."""
    totals = period.between(workspace, COORDINATOR, FRIDAY, FRIDAY).totals
    return totals["need_ah"], totals["covered_ah"], totals["gap_ah"], totals["unknown_ah"]
