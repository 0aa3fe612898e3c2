"""A message to all of a shift, or to the team: who gets it, in whose words, and taken back unheard."""

import pytest

from karta.errors import InputError
from karta.services import history
from karta.services.rosters import messages, notices, own_data, shifts, sign_ups
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, Person, Plan


def test_all_of_a_shift_or_of_the_team_are_told(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Anna goes and Bo does not: to the shift one is told, to the team two; undone, nobody has heard of it."""
    plan()
    anna, bo = person("Anna"), person("Bo")
    shift = shifts.ahead(workspace, COORDINATOR).understaffed[0]
    sign_ups.sign_up(workspace, anna, shift.occurrence_id, is_adult=True)
    with pytest.raises(InputError):
        messages.send(workspace, COORDINATOR, shift.occurrence_id, "shift", "Ring 070-174 06 05")
    with pytest.raises(InputError):
        messages.send(workspace, COORDINATOR, shift.occurrence_id, "shift", " ")
    assert messages.send(workspace, COORDINATOR, shift.occurrence_id, "shift", "Ta med reflexväst") == 1
    told = notices.own(workspace, anna.person_id)
    assert [one.sentence("sv") for one in told] == ["Från dem som ordnar: Ta med reflexväst"]
    assert notices.own(workspace, bo.person_id) == []
    assert own_data.stored(workspace, anna.person_id)["notices"][0]["message"] == "Ta med reflexväst"
    assert messages.send(workspace, COORDINATOR, shift.occurrence_id, "team", "Vi samlas vid stationen") == 2
    assert [len(notices.own(workspace, one.person_id)) for one in (anna, bo)] == [2, 1]
    (act,) = history.since(workspace, COORDINATOR, workspace.store.revision() - 1)
    history.undo(workspace, COORDINATOR, act)
    assert [len(notices.own(workspace, one.person_id)) for one in (anna, bo)] == [1, 0]
    assert messages.sms(workspace, shift, "Kom\ni tid") == "fre 18 sep 21:00–22:00, Torget: Kom i tid"
