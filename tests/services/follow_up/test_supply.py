"""What there is for the young by area and near schools, in hours a week by hand; nothing of who needs it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.follow_up import supply
from tests.services.follow_up import area_town
from tests.services.follow_up.area_town import LOCAL, Town

# place;weekday;start;end;association;what;leaders;free;drop-in;membership;girls;adapted;from age;to age
ROWS = (
    "Norr 0;ons;16:00;18:00;Alfa;öppet hus;2;ja;ja;nej;;;13;19",
    "Norr 1;tor;18:00;19:30;Beta;öppet hus;2;ja;ja;nej;;;7;12",
    "Norr 2;tis;14:00;16:00;Gamma;läxhjälp;2;ja;ja;nej;;;;",
    "Norr 2;fre;18:00;20:00;Gamma;träning;2;nej;nej;ja;ja;;10;15",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town with four activities in the north and three schools there; nothing in these tests changes it."""
    folder: Path = tmp_path_factory.mktemp("supply")
    made = area_town.make(folder / "own")
    # A hundredth of a degree of latitude is 1,448 m on foot, 0.003 is 434 m, 0.005 is 724 m; places at 59.00, .01, .02.
    for name, lat in (("Ekskolan", 59.003), ("Alskolan", 59.015), ("Bokskolan", 59.05)):
        area_town.add_place(made.workspace, name, "school", lat)
    with made.workspace.store.act("test", "import") as act:
        for org in act.rows("organisation", "name", ["Alfa", "Beta", "Gamma"]):
            act.update("organisation", org["id"], None, {"session_sharing": "authorities"})
        plain = dict.fromkeys(("public_holiday", "weekend_night", "risk_evening"), False)
        days = [date(2026, 8, 17) + timedelta(days=number) for number in range(28)]
        act.insert("calendar_day", [{"date": day, "school_day": day.weekday() < 5, **plain} for day in days])
    area_town.add_activities(made.workspace, folder, list(ROWS))
    return made


def test_hours_a_week_of_what_there_is(town: Town) -> None:
    """Drop-in and without membership: 2 + 1.5 + 2 hours of three associations. For girls one alone: held back. Of
    what is adapted nobody has said anything: unknown, not none. In school hours is homework help, one's alone.
    """
    (north,) = [row for row in supply.supply(town.workspace, LOCAL) if row.name == "Norr"]
    assert {kind: (cell.hours, cell.why) for kind, cell in north.supplied.items()} == {
        "drop_in": (5.5, ""), "no_membership": (5.5, ""), "girls": (None, "few"), "adapted": (None, "unknown"),
        "school_hours": (None, "few"),
    }  # fmt: skip


def test_schools_without_anything_free_near(town: Town) -> None:
    """Ek has Norr 0 at 434 m, Al has Norr 1 and Norr 2 at 724 m, Bok lies 4 km off: 2 of 3, 1 of 3, 1 of 3.

    For 7-12 only Norr 1 says so (724 m from Al, 1,014 m from Ek); for 13-15 only Norr 0 (434 m from Ek).
    """
    rows = {(row.ages, row.drop_in): row for row in supply.schools(town.workspace, LOCAL)}
    assert {key: row.without for key, row in rows.items() if not key[1]} == {
        (None, False): (2, 1, 1), ((7, 12), False): (3, 2, 1), ((13, 15), False): (2, 2, 2),
    }  # fmt: skip
    assert {row.schools for row in rows.values()} == {3}


def test_few_schools_are_not_counted(town: Town) -> None:
    """In an area without three schools nothing is said of what they lack."""
    south = Viewer("ledare", "organiser", area_ids=frozenset({town.areas["Söder"]}))
    assert supply.schools(town.workspace, south) == []
    assert [row.name for row in supply.supply(town.workspace, south)] == []
    with pytest.raises(NotAllowedError):
        supply.supply(town.workspace, Viewer("fältarbetare", "field_worker"))
