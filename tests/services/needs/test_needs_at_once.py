"""Eight people who read the same place, need or request and edit it at once: one is stored, seven are told."""

from datetime import date

import pytest

from karta.errors import ConflictError
from karta.services.importing import entries
from karta.services.needs import deciding, place_status, request_shifts, requests, rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace
from tests.services.at_once import at_once, only_winner
from tests.services.rosters.conftest import COORDINATOR
from tests.services.rosters.conftest import made_once as made_once
from tests.services.rosters.conftest import square as square
from tests.services.rosters.conftest import workspace as workspace

DECISION = {
    "adults": 3, "days": "FR", "start": "20:00", "end": "22:00", "decided_by": "rådet", "responsible": "Kommunen",
}  # fmt: skip


def test_a_place_is_the_winners(workspace: Workspace, square: str) -> None:
    """Of eight names for one place one is stored, and one other name is remembered: that of before."""

    def version() -> int:
        return int(register_places.places(workspace, COORDINATOR).set_index("id")["version"][square])

    winner = only_winner(
        version,
        lambda number, seen: entries.edit_place(
            workspace,
            COORDINATOR,
            square,
            name=f"Text {number}",
            kind="square",
            around_min=None,
            version=seen,
        ),
    )
    names = register_places.places(workspace, COORDINATOR).set_index("id")["name"]
    assert names[square] == f"Text {winner}"
    aliases = workspace.store.frame("external_id")
    assert list(aliases.loc[aliases["system"] == "also_called", "value"]) == ["torget"]


@pytest.mark.parametrize("replaces", [True, False])
def test_a_need_is_the_winners(workspace: Workspace, square: str, replaces: bool) -> None:
    """Eight decide a rule anew, or a further one for the same place: one decision is in force, none is doubled."""

    def rules() -> list[str]:
        return list(place_status.rules(workspace, COORDINATOR, [square])["rule_id"])

    (old,) = rules()
    target = {"rule_id": old} if replaces else {"place_id": square}
    winner = only_winner(
        rules,
        lambda number, seen: deciding.decide(
            workspace, COORDINATOR, **target, shown=seen, **DECISION, reason=f"Text {number}"
        ),
    )
    stored = place_status.rules(workspace, COORDINATOR, [square])
    assert [reason for reason in stored["reason"] if reason] == [f"Text {winner}"]
    assert len(stored) == (1 if replaces else 2)


def test_who_has_seen_the_decision_of_another_replaces_it(workspace: Workspace, square: str) -> None:
    """A rule that was replaced unseen is refused; shown the new one, the same form replaces that, and once ended it
    decides anew; ending what was replaced is refused, too."""
    (old,) = place_status.rules(workspace, COORDINATOR, [square])["rule_id"]
    new = deciding.decide(workspace, COORDINATOR, rule_id=old, shown=[old], **DECISION)
    with pytest.raises(ConflictError, match="row_changed"):
        deciding.decide(workspace, COORDINATOR, rule_id=old, shown=[old], **DECISION)
    with pytest.raises(ConflictError, match="row_changed"):
        rule_rows.end_need(workspace, COORDINATOR, old)
    mine = deciding.decide(workspace, COORDINATOR, rule_id=old, shown=[new], **{**DECISION, "adults": 4})
    stored = place_status.rules(workspace, COORDINATOR, [square])
    assert list(zip(stored["rule_id"], stored["adults"], strict=True)) == [(mine, 4.0)]
    rule_rows.end_need(workspace, COORDINATOR, mine)
    with pytest.raises(ConflictError, match="row_changed"):
        deciding.decide(workspace, COORDINATOR, rule_id=old, shown=[old], **DECISION)
    deciding.decide(workspace, COORDINATOR, rule_id=old, shown=[], **DECISION)
    assert len(place_status.rules(workspace, COORDINATOR, [square])) == 1


def test_nothing_is_decided_over_an_unseen_decision(workspace: Workspace, square: str) -> None:
    """Who decides that a place needs nobody is refused when somebody has decided a need there meanwhile."""
    seen = list(place_status.rules(workspace, COORDINATOR, [square])["rule_id"])
    deciding.decide(workspace, COORDINATOR, place_id=square, shown=seen, **DECISION)
    with pytest.raises(ConflictError, match="row_changed"):
        deciding.decide_nothing(workspace, COORDINATOR, square, shown=seen, decided_by="rådet")
    assert len(place_status.rules(workspace, COORDINATOR, [square])) == 2


def test_an_answer_and_a_limit_are_the_winners(workspace: Workspace, square: str) -> None:
    """Of eight answers to a request, and of eight limits of an organisation, one is stored each."""
    asked = requests.ask_presence(
        workspace, COORDINATOR, place_id=square, to_org="Nattvandrarna", start="20:00", end="23:00",
        day=date(2026, 9, 25),
    )  # fmt: skip

    def request() -> int:
        return int(requests.visible(workspace, COORDINATOR).set_index("id")["version"][asked])

    winner = only_winner(
        request, lambda n, v: requests.answer(workspace, COORDINATOR, asked, "yes", f"Text {n}", version=v)
    )
    assert requests.visible(workspace, COORDINATOR)["reply"].iloc[0] == f"Text {winner}"
    winner = only_winner(
        lambda: int(requests.caps(workspace, COORDINATOR)["version"].iloc[0]),
        lambda n, v: requests.cap_requests(workspace, COORDINATOR, "Nattvandrarna", n + 1, version=v),
    )
    assert requests.caps(workspace, COORDINATOR)["cap"].iloc[0] == winner + 1


def test_what_is_made_at_once_is_made_once(workspace: Workspace, square: str) -> None:
    """Eight who switch a default on, add an organisation, or make a request's shifts leave one of each."""
    at_once(
        lambda: None,
        lambda _, __: rule_rows.switch_on_default(workspace, COORDINATOR, "square", only=[square]),
    )
    codes = list(place_status.rules(workspace, COORDINATOR, [square])["default_code"].dropna())
    assert len(codes) == len(set(codes)) > 0
    at_once(lambda: None, lambda _, __: organisations.add_organisation(workspace, COORDINATOR, "Scouterna"))
    assert list(organisations.organisations(workspace, COORDINATOR).values()).count("Scouterna") == 1
    asked = requests.ask_presence(
        workspace, COORDINATOR, place_id=square, to_org="Scouterna", start="20:00", end="23:00",
        day=date(2026, 9, 25),
    )  # fmt: skip
    version = int(requests.visible(workspace, COORDINATOR).set_index("id")["version"][asked])
    requests.answer(workspace, COORDINATOR, asked, "yes", version=version)
    at_once(lambda: None, lambda _, __: request_shifts.shift_from(workspace, COORDINATOR, asked))
    assert len(shifts.ahead(workspace, COORDINATOR).understaffed) == 1
