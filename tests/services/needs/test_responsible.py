"""Every decided need names who answers for meeting it: a service refuses one without, a file's is stored and listed."""

import pytest

from karta.errors import InputError
from karta.services.importing import acceptance
from karta.services.needs import deciding, place_status, rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.needs.conftest import COORDINATOR, WEDNESDAY
from tests.services.needs.test_deciding import RULE

NOW = WEDNESDAY
HEAD = "id;plats;dagar;start;slut;antal vuxna;beslutat av;beslutsläge;ansvarig\n"
ROWS = (
    "a;Torget;fre;20:00;23:00;2;Rådet;beslutat;\n"
    "b;Torget;lör;20:00;23:00;2;Rådet;beslutat;Kommunen\n"
    "c;Torget;sön;20:00;23:00;2;Rådet;förslag;\n"
    "d;Torget;mån;20:00;23:00;0;Rådet;beslutat;\n"
)


def brought(workspace: Workspace, rows: str) -> list[tuple[int | None, str]]:
    """Import needs, and return the warnings that they bring."""
    path = workspace.folder.parent / "behov.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    changes = acceptance.preview(workspace, COORDINATOR, read(path, "needs", isolate=False))
    acceptance.apply(workspace, COORDINATOR, changes)
    return [(issue.row, issue.code) for issue in changes.issues if issue.code == "responsible_missing"]


def listed(workspace: Workspace) -> list[str]:
    """Return the days of the needs that nobody answers for."""
    return list(deciding.without_responsible(workspace, COORDINATOR)["days"])


@pytest.mark.parametrize("responsible", [None, "", "  ", "\u200b"])
def test_no_service_decides_a_need_that_nobody_answers_for(
    workspace: Workspace, responsible: str | None
) -> None:
    """A new rule and one that replaces a suggestion are refused; what replaces a decided one keeps its party."""
    square = str(places.places(workspace, COORDINATOR)["id"].iloc[0])
    with pytest.raises(InputError, match="responsible_missing"):
        rule_rows.decide_need(workspace, COORDINATOR, place_id=square, **{**RULE, "responsible": responsible})
    rule_rows.switch_on_default(workspace, COORDINATOR, "square", codes=["weekend_night"])
    suggestion = str(workspace.store.frame("need_rule")["id"][0])
    with pytest.raises(InputError, match="responsible_missing"):
        rule_rows.decide_need(workspace, COORDINATOR, rule_id=suggestion, adults=3)
    assert list(workspace.store.frame("need_rule")["state"]) == ["suggested"]
    decided = rule_rows.decide_need(workspace, COORDINATOR, rule_id=suggestion, responsible="Kommunen")
    rule_rows.decide_need(workspace, COORDINATOR, rule_id=decided, adults=3)
    assert set(workspace.store.frame("need_rule")["responsible"]) == {"Kommunen"}


def test_a_file_without_one_is_stored_warned_of_and_listed(workspace: Workspace) -> None:
    """Of four rows one is decided, asks for somebody and names nobody: its row is warned of, its need is listed."""
    assert brought(workspace, ROWS) == [(2, "responsible_missing")]
    assert len(workspace.store.frame("need_rule")) == 4
    assert listed(workspace) == ["FR"]
    assert brought(workspace, ROWS) == [(2, "responsible_missing")]


def test_one_that_got_its_party_in_the_app_is_warned_of_no_more(workspace: Workspace) -> None:
    """Decided anew with who answers, it leaves the list, and the same file is silent about it."""
    brought(workspace, ROWS)
    rules = place_status.rules(workspace, COORDINATOR)
    rule = str(rules.loc[rules["days"] == "FR", "rule_id"].iloc[0])
    shown = list(rules["rule_id"])
    deciding.decide(workspace, COORDINATOR, rule_id=rule, shown=shown, **RULE)
    assert listed(workspace) == []
    assert brought(workspace, ROWS) == []


def test_a_rule_from_before_is_listed_likewise(workspace: Workspace) -> None:
    """What an older Karta stored without a responsible party stands on the list, whatever brought it."""
    square = str(places.places(workspace, COORDINATOR)["id"].iloc[0])
    with workspace.store.act("samordnare", "decide_need") as act:
        old = {
            "place_id": square,
            "adults": 2.0,
            "days": "SA",
            "start": "20:00",
            "end": "22:00",
            "state": "decided",
        }
        act.insert("need_rule", [old, {**old, "days": "SU", "state": "suggested"}])
    assert listed(workspace) == ["SA"]
