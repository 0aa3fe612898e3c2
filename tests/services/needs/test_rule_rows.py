"""Rules of need: what a default costs, how a suggestion is decided, and what is refused."""

from datetime import date
from typing import Any

import pytest
import shapely

from karta.errors import InputError
from karta.services.needs import rule_rows
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from tests.services.importing.conftest import workspace as workspace
from tests.services.importing.rows import COORDINATOR, FRIDAY, bring, square


def test_the_price_of_a_default_is_the_methods(workspace: Workspace) -> None:
    """A square from 15 to 22 costs 98 adult-hours a week, its weekend nights 12; nothing is decided by switching on."""
    bring(
        workspace, "places", square(), square(key="p2", name="Hill", geometry=shapely.Point(674900, 6580800))
    )
    prices = {price.code: price for price in rule_rows.default_prices(workspace, COORDINATOR, "square")}
    assert prices["square_evening"].adult_hours == 98
    assert prices["square_evening"].visits == 28
    assert prices["weekend_night"].adult_hours == 12
    assert rule_rows.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"]) == 2
    assert rule_rows.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"]) == 0
    assert set(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).needs["state"]) == {"suggested"}


def test_deciding_replaces_a_suggestion_and_keeps_last_weeks_rule(workspace: Workspace) -> None:
    """A decided suggestion is decided by a function; a later one begins today, for half a year; the past stays."""
    bring(workspace, "places", square())
    rule_rows.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"])
    suggestion = workspace.store.frame("need_rule")["id"][0]
    decided = rule_rows.decide_need(workspace, COORDINATOR, rule_id=suggestion, responsible="Kommunen")
    later = rule_rows.decide_need(workspace, COORDINATOR, rule_id=decided, adults=4.0)
    needs = load_tables(workspace.store, date(2026, 9, 17), FRIDAY, FRIDAY).needs
    assert needs[["adults", "valid_from", "valid_to", "state"]].to_numpy().tolist() == [
        [2.0, None, date(2026, 9, 17), "decided"],
        [4.0, FRIDAY, date(2027, 3, 20), "decided"],
    ]
    rule_rows.end_need(workspace, COORDINATOR, later, FRIDAY)
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).needs["valid_to"]) == [FRIDAY]


@pytest.mark.parametrize(
    "values", [{"adults": 1.5}, {"days": "sometimes"}, {"start": "25:00"}, {"mode": "guard"}]
)
def test_a_need_that_is_none_is_refused(workspace: Workspace, values: dict[str, Any]) -> None:
    """Adults are whole, days and times are known words."""
    bring(workspace, "places", square())
    place = workspace.store.frame("place")["id"][0]
    rule = {"start": "15:00", "end": "22:00", "adults": 2, "responsible": "Kommunen", **values}
    with pytest.raises(InputError):
        rule_rows.decide_need(workspace, COORDINATOR, place_id=place, **rule)
    assert workspace.store.frame("need_rule").empty
