"""Need as it is decided: with a name to it and an end, nothing as a decision, risk evenings, and looking again."""

from datetime import date, timedelta
from typing import Any

import pytest

from karta.errors import KartaError, NotAllowedError
from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import acceptance, entries
from karta.services.needs import deciding, place_status, rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace
from karta.sources.intake import Intake, frame_of
from tests import viewers
from tests.services.needs.conftest import COORDINATOR, WEDNESDAY

NOW = WEDNESDAY
TODAY, WEEK = date(2026, 9, 16), date(2026, 9, 14)
RULE: dict[str, Any] = {
    "adults": 2, "days": "FR", "start": "20:00", "end": "22:00", "decided_by": "samverkansrådet",
    "responsible": "Kommunen",
}  # fmt: skip


def organiser(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Vandrarna."""
    return viewers.of(workspace, "Vandrarna", "organiser", "vandringsledare")


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return str(places.places(workspace, COORDINATOR)["id"].iloc[0])


NO_DECISION: tuple[tuple[dict[str, Any], str], ...] = (
    ({"decided_by": ""}, "decided_by_missing"),
    ({"responsible": None}, "responsible_missing"),
    ({"pointed_out": True, "valid_to": TODAY}, "reference_missing"),
    ({"valid_to": TODAY + timedelta(days=184)}, "need_too_long"),
    ({"valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)}, "season_reversed"),
    ({"adults": 1.5}, "adults_not_whole"),
)


def seen(workspace: Workspace) -> list[str]:
    """Return the ids of the rules that somebody who opens the page now is shown."""
    return list(place_status.rules(workspace, COORDINATOR)["rule_id"])


def test_a_decision_without_what_it_needs_is_refused(workspace: Workspace, square: str) -> None:
    """Who decides, who answers, half a year at most, and for a place pointed out the decision; nothing is stored."""
    for more, code in NO_DECISION:
        with pytest.raises(KartaError) as refused:
            deciding.decide(
                workspace, COORDINATOR, shown=seen(workspace), place_id=square, **{**RULE, **more}
            )
        assert refused.value.code == code, more
    assert place_status.rules(workspace, COORDINATOR).empty


def test_a_decision_is_in_force_for_half_a_year(workspace: Workspace, square: str) -> None:
    """183 days from when it begins pass and are the rule where no end is said, also of nothing, and when edited."""
    last = TODAY + timedelta(days=183)
    later = TODAY + timedelta(days=30)
    rule = deciding.decide(
        workspace,
        COORDINATOR,
        shown=seen(workspace),
        place_id=square,
        pointed_out=True,
        valid_from=later,
        valid_to=later + timedelta(days=183),
        reason="KS 12/26",
        **RULE,
    )
    assert list(place_status.rules(workspace, COORDINATOR)["valid_to"]) == [later + timedelta(days=183)]
    deciding.decide(
        workspace,
        COORDINATOR,
        shown=seen(workspace),
        rule_id=rule,
        **{**RULE, "adults": 3, "valid_from": TODAY},
    )
    assert list(place_status.rules(workspace, COORDINATOR)["valid_to"]) == [last]
    nothing = deciding.decide_nothing(
        workspace, COORDINATOR, square, shown=seen(workspace), decided_by="rådet"
    )
    assert workspace.store.frame("need_rule").set_index("id")["valid_to"][nothing] == last
    with pytest.raises(KartaError):
        deciding.decide_nothing(
            workspace,
            COORDINATOR,
            square,
            shown=seen(workspace),
            decided_by="rådet",
            valid_to=last + timedelta(days=1),
        )
    with pytest.raises(NotAllowedError):
        deciding.decide(workspace, organiser(workspace), shown=seen(workspace), place_id=square, **RULE)


def test_a_rule_is_superseded_and_last_week_is_computed_as_it_was(workspace: Workspace, square: str) -> None:
    """Two adults x 2 h last Friday stay 4 when the rule becomes three from today on: 6 this Friday."""
    old = deciding.decide(workspace, COORDINATOR, shown=seen(workspace), place_id=square, **RULE)
    deciding.decide(workspace, COORDINATOR, shown=seen(workspace), rule_id=old, **{**RULE, "adults": 3})
    assert period.week(workspace, COORDINATOR, WEEK - timedelta(days=7)).totals["need_ah"] == 4
    assert period.week(workspace, COORDINATOR, WEEK).totals["need_ah"] == 6


def test_nothing_is_decided_and_undone_in_one_act(workspace: Workspace, square: str) -> None:
    """Need 4 becomes a decided 0 and suggestions go; last week keeps its 4; undone, all is as it was."""
    deciding.decide(workspace, COORDINATOR, shown=seen(workspace), place_id=square, **RULE)
    rule_rows.switch_on_default(workspace, COORDINATOR, "square", only=[square])
    before = place_status.rules(workspace, COORDINATOR)
    deciding.decide_nothing(
        workspace,
        COORDINATOR,
        square,
        shown=seen(workspace),
        decided_by="ungdomsrådet",
        reason="De ungas egen plats",
    )
    rules = place_status.rules(workspace, COORDINATOR)
    assert [tuple(row) for row in rules[["adults", "state", "decided_by"]].itertuples(index=False)] == [
        (0, "decided", "ungdomsrådet")
    ]
    week = period.week(workspace, COORDINATOR, WEEK)
    assert week.totals["need_ah"] == 0
    assert week.suggested_ah == 0
    assert week.days["need_ah"].notna().any()
    assert period.week(workspace, COORDINATOR, WEEK - timedelta(days=7)).totals["need_ah"] == 4
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    again = place_status.rules(workspace, COORDINATOR)
    assert sorted(again["rule_id"]) == sorted(before["rule_id"])


def test_risk_evenings_are_offered_chosen_and_removed(workspace: Workspace, square: str) -> None:
    """Halloween is offered, not in force; chosen, a rule of 2 x 7 h counts that day; removed, it does not."""
    offered = deciding.risk_evenings(workspace, COORDINATOR)
    assert not offered["in_force"].any()
    halloween = date(2026, 10, 31)
    name = offered.set_index("day").loc[halloween, "name"]
    deciding.decide(
        workspace,
        COORDINATOR,
        shown=seen(workspace),
        place_id=square,
        **{**RULE, "days": "risk_evening", "start": "18:00", "end": "01:00"},
    )
    assert period.week(workspace, COORDINATOR, halloween).totals["need_ah"] == 0
    row = deciding.add_risk_evening(workspace, COORDINATOR, halloween, name)
    chosen = deciding.risk_evenings(workspace, COORDINATOR).set_index("day")
    assert bool(chosen.loc[halloween, "in_force"])
    assert period.week(workspace, COORDINATOR, halloween).totals["need_ah"] == 14
    deciding.remove_risk_evening(workspace, COORDINATOR, row)
    assert period.week(workspace, COORDINATOR, halloween).totals["need_ah"] == 0
    with pytest.raises(NotAllowedError):
        deciding.add_risk_evening(workspace, organiser(workspace), halloween, name)


@pytest.mark.parametrize(
    ("met", "flagged"),
    [(["0", "0", "0", "1-10"], 1), (["0", "0", "1-10", "1-10"], 0), (["0", "0", "0"], 0)],
)
def test_reports_of_nobody_ask_to_look_again(
    workspace: Workspace, square: str, met: list[str], flagged: int
) -> None:
    """Four Fridays with nobody met on three of them flag the rule; two of four, or three reports in all, do not."""
    deciding.decide(workspace, COORDINATOR, shown=seen(workspace), place_id=square, **RULE)
    entries.add_shift(
        workspace, COORDINATOR, org="Vandrarna", place_id=square, kind="night_walker", weekdays=["FR"], start="20:00",
        end="22:00", adults=2, from_day=date(2026, 8, 1),
    )  # fmt: skip
    party = workspace.store.frame("shift_party")["id"].iloc[0]
    rows = [
        {
            "party_id": party,
            "date": date(2026, 9, 11) - timedelta(weeks=n),
            "outcome": "carried_out",
            "met": said,
        }
        | {"adults": 2.0}
        for n, said in enumerate(met)
    ]
    with workspace.store.act("test", "report") as act:
        act.insert("report", rows)
    found = deciding.reviews(workspace, COORDINATOR)
    assert len(found) == flagged
    if flagged:
        told = found.iloc[0]
        assert (told["place"], told["reports"], told["met_nobody"], told["start"]) == (
            "Torget",
            4,
            3,
            "20:00",
        )
    with pytest.raises(NotAllowedError):
        deciding.reviews(workspace, organiser(workspace))


def test_what_ends_soon_or_never_is_put_before_those_who_decided(workspace: Workspace, square: str) -> None:
    """A rule from a file without an end comes first, one that ends in 28 days second, one in 29 days not at all."""
    rows = [{"row": 2, "key": "n", "place": "Torget", "start": "18:00", "end": "20:00", "adults": 2.0}]
    intake = Intake("needs", frame_of(rows, ROWS["needs"]), [], 1, "behov.csv")
    acceptance.apply(workspace, COORDINATOR, acceptance.preview(workspace, COORDINATOR, intake))
    for days, start in ((28, "20:00"), (29, "21:00")):
        until = TODAY + timedelta(days=days)
        deciding.decide(
            workspace,
            COORDINATOR,
            shown=seen(workspace),
            place_id=square,
            valid_to=until,
            **{**RULE, "start": start},
        )
    found = deciding.due(workspace, COORDINATOR)
    assert [(row.start, row.valid_to) for row in found.itertuples()] == [
        ("18:00", None), ("20:00", TODAY + timedelta(days=28)),
    ]  # fmt: skip
