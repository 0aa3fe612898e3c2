"""A match or a cup makes its day a risk evening at its place alone; sport itself asks for nobody."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, NotFoundError
from karta.services.gaps import period
from karta.services.needs import crowd_events, deciding, rule_rows
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    SATURDAY,
    of_church,
    org_id,
    place_id,
    undo,
    walkers,
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the town."""
    folder = tmp_path_factory.mktemp("months") / "own"
    month_town.make(folder)
    return folder


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town: at square and harbour two are asked for 18-20, and three more on risk evenings."""
    made = month_town.copied(prepared, tmp_path)
    for name in ("Torget", "Hamnen"):
        for days, kind, adults in (("all", "base", 2), ("risk_evening", "add", 3)):
            rule_rows.decide_need(
                made, COORDINATOR, place_id=place_id(made, name), adults=adults, days=days, type=kind, start="18:00",
                end="20:00", responsible="Kommunen",
            )  # fmt: skip
    return made


def need(workspace: Workspace, day: date) -> dict[str, float]:
    """Return the adult-hours asked for on a service day, by place; places of which nothing is decided left out."""
    shown = period.between(workspace, COORDINATOR, day, day)
    names = dict(zip(shown.places["place_id"], shown.places["name"], strict=True))
    rows = zip(shown.by_place["place_id"], shown.by_place["need_ah"], strict=True)
    return {names[place]: hours for place, hours in rows if hours == hours}


def add(workspace: Workspace, place: str = "Torget", day: date = SATURDAY, kind: str = "match") -> str:
    """Store an event of the walkers."""
    return crowd_events.add(
        workspace,
        walkers(workspace),
        org_id=org_id(workspace),
        place_id=place_id(workspace, place),
        day=day,
        kind=kind,
    )


def test_the_day_is_a_risk_evening_at_that_place_alone(workspace: Workspace) -> None:
    """Five for two hours at the square on the day of the match; two there the day before, and at the harbour."""
    assert need(workspace, SATURDAY) == {"Torget": 4, "Hamnen": 4}
    event = add(workspace)
    assert need(workspace, SATURDAY) == {"Torget": 10, "Hamnen": 4}
    assert need(workspace, FRIDAY) == {"Torget": 4, "Hamnen": 4}
    crowd_events.remove(workspace, walkers(workspace), event)
    assert need(workspace, SATURDAY) == {"Torget": 4, "Hamnen": 4}
    undo(workspace)
    assert need(workspace, SATURDAY) == {"Torget": 10, "Hamnen": 4}


def test_reports_of_matches_are_about_the_rule_that_was_decided(workspace: Workspace) -> None:
    """On four Fridays with a match nobody was met: what is put before those who decided is the rule for risk evenings.

    Torget's Fridays 21-23 go on as before; the rule asks for three from 21 to 23 on risk evenings.
    """
    rule = rule_rows.decide_need(
        workspace, COORDINATOR, place_id=place_id(workspace, "Torget"), adults=3, days="risk_evening", start="21:00",
        end="23:00", responsible="Kommunen",
    )  # fmt: skip
    fridays = [date(2026, 9, 11) - timedelta(weeks=weeks) for weeks in range(4)]
    frame = workspace.store.frame("shift_party")
    party = frame.loc[(frame["organisation_id"] == org_id(workspace)) & (frame["adults"] == 4), "id"].iloc[0]
    about = {"organisation_id": org_id(workspace), "place_id": place_id(workspace, "Torget"), "kind": "match"}
    came = {"party_id": party, "outcome": "carried_out", "adults": 4.0, "met": "0"}
    with workspace.store.act("samordnare", "test") as act:
        act.insert("crowd_event", [{**about, "date": day} for day in fridays])
        act.insert("report", [{**came, "date": day} for day in fridays])
    (row,) = deciding.reviews(workspace, COORDINATOR).to_dict("records")
    assert (row["rule_id"], row["days"], row["reports"], row["met_nobody"]) == (rule, "risk_evening", 4, 4)


def test_a_match_asks_for_nobody_where_nothing_is_decided(workspace: Workspace) -> None:
    """At the park nobody has decided anything, and nothing is asked for on the day of a cup."""
    add(workspace, "Parken", kind="cup")
    assert "Parken" not in need(workspace, SATURDAY)


def test_two_events_or_a_risk_evening_of_the_town_count_once(workspace: Workspace) -> None:
    """The church's match beside the walkers', and the town's own risk evening, leave it at five."""
    add(workspace)
    with workspace.store.act("samordnare", "test") as act:
        source = {"organisation_id": org_id(workspace, "Kyrkan"), "place_id": place_id(workspace, "Torget")}
        act.insert("expected_source", [source])
    crowd_events.add(
        workspace, of_church(workspace),
        org_id=org_id(workspace, "Kyrkan"), place_id=place_id(workspace, "Torget"), day=SATURDAY,
        kind="other",
    )  # fmt: skip
    assert need(workspace, SATURDAY)["Torget"] == 10
    deciding.add_risk_evening(workspace, COORDINATOR, SATURDAY, "Festival")
    assert need(workspace, SATURDAY) == {"Torget": 10, "Hamnen": 10}


def test_a_rule_that_has_ended_or_is_for_other_days_does_not_hold(workspace: Workspace) -> None:
    """A rule for risk evenings on Fridays, and one that ends on the 18th, say nothing of Saturday's match."""
    for extra in ({"days": "FR;risk_evening"}, {"days": "risk_evening", "valid_to": FRIDAY}):
        rule_rows.decide_need(
            workspace, COORDINATOR, place_id=place_id(workspace, "Torget"), adults=7, type="add", start="18:00",
            end="20:00", responsible="Kommunen", **extra,
        )  # fmt: skip
    add(workspace)
    assert need(workspace, SATURDAY)["Torget"] == 10
    add(workspace, day=FRIDAY)
    assert need(workspace, FRIDAY)["Torget"] == 38


def test_an_event_is_of_one_s_own_place_and_of_the_days_ahead(workspace: Workspace) -> None:
    """A foreign place, one that is none, yesterday, a year ahead, another kind and the same again are refused."""
    add(workspace)
    refused: tuple[tuple[dict[str, object], type[KartaError], str], ...] = (
        ({"place_id": "nope"}, NotFoundError, "place_missing"),
        ({"day": date(2026, 9, 15)}, InputError, "crowd_event_day"),
        ({"day": date(2027, 9, 16)}, InputError, "crowd_event_day"),
        ({"kind": "derby"}, InputError, "value_not_allowed"),
        ({}, ConflictError, "crowd_event_there"),
    )
    usual = {
        "org_id": org_id(workspace),
        "place_id": place_id(workspace, "Torget"),
        "day": SATURDAY,
        "kind": "match",
    }
    for more, kind, code in refused:
        with pytest.raises(kind, match=code):
            crowd_events.add(workspace, walkers(workspace), **{**usual, **more})
    church = {**usual, "org_id": org_id(workspace, "Kyrkan")}
    with pytest.raises(NotFoundError, match="place_missing"):
        crowd_events.add(workspace, of_church(workspace), **church)
    with pytest.raises(NotAllowedError):
        crowd_events.add(workspace, of_church(workspace), **usual)
    assert len(workspace.store.frame("crowd_event")) == 1


def test_nobody_takes_away_or_sees_what_is_another_s(workspace: Workspace) -> None:
    """The church neither lists nor removes the walkers' match; the coordinator does both."""
    event = add(workspace)
    assert crowd_events.coming(workspace, of_church(workspace)) == []
    for event_id in (event, "nope"):
        with pytest.raises(NotFoundError, match="crowd_event_missing"):
            crowd_events.remove(workspace, of_church(workspace), event_id)
    (row,) = crowd_events.coming(workspace, COORDINATOR)
    assert (row.organisation, row.place, row.day, row.kind) == ("Nattvandrarna", "Torget", SATURDAY, "match")
    crowd_events.remove(workspace, COORDINATOR, event)
    assert crowd_events.coming(workspace, COORDINATOR) == []


def test_the_events_of_an_organisation_are_bounded(workspace: Workspace) -> None:
    """Sixty may lie ahead, and no more."""
    rows = [
        {
            "organisation_id": org_id(workspace),
            "place_id": place_id(workspace, "Parken"),
            "date": FRIDAY,
            "kind": "cup",
        }
    ] * 60
    with workspace.store.act("samordnare", "test") as act:
        act.insert("crowd_event", rows)
    with pytest.raises(InputError, match="crowd_events_full"):
        add(workspace)
