"""Several decisions prolonged, ended and copied as one act, priced beforehand; priority; the method's own numbers."""

from datetime import date, timedelta

import pytest

from karta.errors import ConflictError, InputError
from karta.model.walltime import DAY
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import decisions, method_settings, priorities, rule_rows
from karta.services.register import places as register_places
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, put_settings
from tests.services.needs.conftest import COORDINATOR, WEDNESDAY

NOW = WEDNESDAY
HALF_YEAR = timedelta(days=183)


@pytest.fixture
def places(workspace: Workspace) -> dict[str, str]:
    """Give a square and a park by name, the square with two decisions of two adults: Fridays 20-23 and 22-01."""
    entries.add_place(workspace, COORDINATOR, name="Parken", kind="square", lat=59.1, lon=15.0)
    ids = dict(
        register_places.places(workspace, COORDINATOR)[["name", "id"]].itertuples(index=False, name=None)
    )
    for start, end in (("20:00", "23:00"), ("22:00", "01:00")):
        rule_rows.decide_need(
            workspace, COORDINATOR, place_id=ids["Torget"], adults=2, days="FR", start=start, end=end,
            responsible="Kommunen", decided_by="rådet", valid_to=workspace.today + 10 * DAY,
        )  # fmt: skip
    return ids


def last_act(workspace: Workspace) -> str:
    """Return the id of the act that was done last."""
    return history.since(workspace, COORDINATOR, workspace.store.revision() - 1)[0]


def test_decisions_are_prolonged_copied_and_ended_as_one_act_each(
    workspace: Workspace, places: dict[str, str]
) -> None:
    """20-01 with two is ten adult-hours, 380 kr each; half a year more, the same at the park, then away; all undone."""
    put_settings(workspace, COORDINATOR, "hour_price", {"hour_price": "380"}, {"hour_price": 0})
    table = decisions.decisions(workspace, COORDINATOR)
    assert (list(table["due"]), set(table["place"])) == ([True, True], {"Torget"})
    asked = decisions.price(workspace, table)
    assert (asked.decisions, asked.places, asked.adult_hours, asked.kronor) == (2, 1, 10.0, 3800.0)
    # 20-23 is six; beside 22-01 it adds the two hours before: four.
    beside = decisions.price(workspace, table[table["start"] == "20:00"], table[table["start"] == "22:00"])
    assert beside.adult_hours == 4.0
    ids = list(table["rule_id"])
    assert decisions.prolong(workspace, COORDINATOR, ids, "rådet") == 2
    act = last_act(workspace)
    longer = decisions.decisions(workspace, COORDINATOR)
    assert set(longer["valid_to"]) == {workspace.today + HALF_YEAR}
    with pytest.raises(ConflictError):
        decisions.end(workspace, COORDINATOR, ids)
    history.undo(workspace, COORDINATOR, act)
    assert set(decisions.decisions(workspace, COORDINATOR)["valid_to"]) == {workspace.today + 10 * DAY}
    wanted = [places["Parken"], places["Torget"]]
    assert decisions.price(workspace, decisions.copies(table, wanted), table).adult_hours == 10.0
    assert decisions.copy(workspace, COORDINATOR, ids, wanted, "rådet") == 2
    both = decisions.decisions(workspace, COORDINATOR)
    assert sorted(both["place"]) == ["Parken", "Parken", "Torget", "Torget"]
    history.undo(workspace, COORDINATOR, last_act(workspace))
    assert decisions.end(workspace, COORDINATOR, ids, workspace.today) == 2
    assert set(decisions.decisions(workspace, COORDINATOR)["valid_to"]) == {workspace.today}
    with pytest.raises(InputError):
        decisions.prolong(workspace, COORDINATOR, [], "rådet")
    with pytest.raises(InputError):
        decisions.prolong(
            workspace, COORDINATOR, list(decisions.decisions(workspace, COORDINATOR)["rule_id"]), " "
        )


def test_a_priority_has_who_decided_it_and_an_end(workspace: Workspace, places: dict[str, str]) -> None:
    """The park weighs 1.5 until a day, stands first; 1 takes that away, and undoing that brings it back."""
    version = int(priorities.priorities(workspace, COORDINATOR).set_index("place")["version"]["Parken"])
    until = workspace.today + 30 * DAY
    priorities.set_priority(
        workspace,
        COORDINATOR,
        places["Parken"],
        1.5,
        decided_by="rådet",
        reason="Mörkt",
        until=until,
        version=version,
    )
    first = priorities.priorities(workspace, COORDINATOR).iloc[0]
    assert (first["place"], first["weight"], first["decided_by"], first["until"]) == (
        "Parken",
        1.5,
        "rådet",
        until,
    )
    with pytest.raises(ConflictError):
        priorities.set_priority(
            workspace, COORDINATOR, places["Parken"], 2, decided_by="rådet", version=version
        )
    with pytest.raises(InputError):
        priorities.set_priority(
            workspace,
            COORDINATOR,
            places["Parken"],
            2,
            decided_by="rådet",
            until=date(2100, 1, 1),
            version=int(first["version"]),
        )
    priorities.set_priority(
        workspace, COORDINATOR, places["Parken"], 1, decided_by="rådet", version=int(first["version"])
    )
    assert set(priorities.priorities(workspace, COORDINATOR)["weight"]) == {1.0}
    history.undo(workspace, COORDINATOR, last_act(workspace))
    assert priorities.priorities(workspace, COORDINATOR)["weight"].max() == 1.5


def test_a_changed_number_of_the_method_is_named_on_the_sheet(
    workspace: Workspace, places: dict[str, str]
) -> None:
    """The reach ends at 150 m instead of 200: computed with, named, undone; 90 is short of the full reach."""
    assert places
    settings = {one.name: one for one in method_settings.settings(workspace, COORDINATOR)}
    assert not any(one.is_changed for one in settings.values())
    with pytest.raises(InputError):
        method_settings.set_value(workspace, COORDINATOR, "d_zero_m", 90, version=0)
    method_settings.set_value(workspace, COORDINATOR, "d_zero_m", 150, version=0)
    assert workspace.method.d_zero_m == 150.0
    week = period.week(workspace, COORDINATOR, workspace.today)
    sheet = meeting_sheet.meeting(workspace, COORDINATOR, workspace.today, period=week)
    assert sheet.settings == "Ingen räckvidd från, meter 150 (metodens 200)"
    history.undo(workspace, COORDINATOR, last_act(workspace))
    assert method_settings.changed_text(workspace) == ""
