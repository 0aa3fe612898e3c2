"""Story (d): a later closing, six walkers and a school host side by side, counted by hand, and kept."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from karta.errors import InputError, KartaError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.planning import scenario_pictures, scenarios
from karta.services.planning.scenarios import Change, Comparison
from karta.services.register import organisations
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create
from tests import viewers
from tests.services.planning import scenario_town
from tests.services.planning.scenario_town import WORKDAYS, decide, ids

NOW = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
MONDAY = date(2026, 9, 14)
LOCAL = Viewer("samordnare", "local")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the town of the story, with needs and rosters from the Monday that is computed."""
    folder = tmp_path_factory.mktemp("scenarios")
    town = create(folder, now=lambda: NOW)
    scenario_town.fill(town, MONDAY)
    town.store.close()
    return folder


def changes(town: Workspace) -> list[Change]:
    """Return the three changes of the story, with what an hour costs."""
    at = ids(town)
    return [
        Change("Gården till 23", "opening", (at["Gården"],), ("FR",), "21:00", "23:00", 2, 350),
        Change("Sex vandrare", "walkers", (at["Torget"],), ("FR",), "21:00", "23:00", 6),
        Change("Skolvärd till 18", "host", (at["Skolan"],), WORKDAYS, "16:00", "18:00", 1, 300),
    ]


def about(*figures: float) -> Any:
    """Return figures to two thousandths."""
    return pytest.approx(figures, abs=0.002)


def compared(town: Workspace) -> Comparison:
    """Return the three changes side by side."""
    return scenarios.compare(town, LOCAL, MONDAY, 1, changes(town))


def test_each_change_is_what_hand_and_paper_say(workspace: Workspace) -> None:
    """The gap is 4 + 2 + 10 = 16 adult-hours a week.

    Open to 23, the hour after closing moves to 23-24 and lacks its two all the same; two adults inside count half, and
    at the square 130 m away 0.7 of that: 0.7 adults for two hours, 1.4 of 4 asked, for 1,400 kronor. Six walkers at
    the square close its 4, and 2 at the youth centre (6 x 0.7 is more than two): 6 of 12. The host closes all of 10.
    """
    found = compared(workspace)
    assert (found.gap, found.unknown) == (16.0, 0.0)
    opening, walkers, host = found.results
    assert [(each.adult_hours, each.kronor) for each in found.results] == [(4, 1400), (12, 0), (10, 3000)]
    # 100 m on the map are 100.1 m on the ground.
    assert [(each.closed, each.left) for each in found.results] == [
        about(1.4, 14.6),
        (6.0, 10.0),
        (10.0, 6.0),
    ]
    assert (opening.per_hour, walkers.per_hour, host.per_hour) == about(0.35, 0.5, 1.0)
    assert (opening.per_1000, walkers.per_1000) == (pytest.approx(1.0, abs=0.002), None)
    assert host.per_1000 == 3.333333


def test_what_a_change_closes_is_told_by_place_and_by_hour_and_adds_up(workspace: Workspace) -> None:
    """Of the square's 4 the opening closes 1.4; by the hour its 2 at the youth centre go from 21 to 23 on Friday.

    21-22: the 2 that moved and 0.7 at the square; 22-23: 0.7; 23-24: the 2 that came. Six walkers close 2 and 2 at 21,
    2 at 22; the host one in each of ten hours. Each column adds up to what the change closes, to the hundredth.
    """
    found = compared(workspace)
    assert [tuple(row[1:]) for row in found.places.itertuples(index=False, name=None)] == [
        ("Torget", 4.0, 1.4, 4.0, 0.0), ("Gården", 2.0, 0.0, 2.0, 0.0), ("Skolan", 10.0, 0.0, 0.0, 10.0),
    ]  # fmt: skip
    assert list(found.places["place_id"]) == [ids(workspace)[name] for name in ("Torget", "Gården", "Skolan")]
    friday, workday = 4, [(day, hour, 0.0, 0.0, 1.0) for day in range(5) for hour in (16, 17)]
    assert list(found.hours.itertuples(index=False, name=None)) == [
        *workday, (friday, 21, 2.7, 4.0, 0.0), (friday, 22, 0.7, 2.0, 0.0), (friday, 23, -2.0, 0.0, 0.0),
    ]  # fmt: skip
    for number, result in enumerate(found.results):
        for shown in (found.places, found.hours):
            assert round(float(shown[str(number)].sum()), 6) == round(result.closed, 2)


def test_the_hours_of_a_night_come_after_its_evening(workspace: Workspace) -> None:
    """A need on Friday 23-02 that walkers meet is told at 23, 00 and 01 of Friday, after each other."""
    decide(workspace, MONDAY, "Skolan", "FR", "23:00", "02:00", 2)
    walkers = Change("Natten", "walkers", (ids(workspace)["Skolan"],), ("FR",), "23:00", "02:00", 2)
    found = scenarios.compare(workspace, LOCAL, MONDAY, 2, [walkers])
    assert list(found.hours.itertuples(index=False, name=None)) == [(4, 23, 4.0), (4, 0, 4.0), (4, 1, 4.0)]
    assert found.results[0].closed == 12.0


def test_pictures_have_bars_where_and_squares_when(workspace: Workspace) -> None:
    """Three places with three numbers each and no name; a square for each hour, hollow where the gap grows."""
    drawn = scenario_pictures.pictures(workspace, LOCAL, compared(workspace))
    assert drawn.places is not None
    assert (drawn.drawn, drawn.left_out) == (3, 0)
    assert [text.text for text in ET.fromstring(drawn.places.decode()).iter(f"{SVG}text")] == [
        "1",
        "2",
        "3",
    ] * 3
    assert b"Torget" not in drawn.places
    squares = [
        [box.attrib["style"] for box in ET.fromstring(each.decode()).iter(f"{SVG}rect")][1:]
        for each in drawn.hours
        if each is not None
    ]
    full, hollow = "fill:var(--ink)", "fill:var(--card)"
    assert squares == [[full, full, full, hollow], [full] * 2, [full] * 10]
    organisations.add_organisation(workspace, LOCAL, "Beta")
    for role in ("municipality", "volunteer"):
        with pytest.raises(NotAllowedError):
            scenario_pictures.pictures(workspace, viewers.of(workspace, "Beta", role), compared(workspace))


def test_a_change_of_nothing_has_no_picture(workspace: Workspace) -> None:
    """Walkers on Sunday morning, when nobody is wanted, have no place on the map and no week."""
    idle = Change("Morgon", "walkers", (ids(workspace)["Torget"],), ("SU",), "08:00", "10:00", 2)
    found = scenarios.compare(workspace, LOCAL, MONDAY, 1, [idle])
    drawn = scenario_pictures.pictures(workspace, LOCAL, found)
    assert (found.places.empty, found.hours.empty, drawn.places, drawn.hours) == (True, True, None, (None,))


def test_two_weeks_are_twice_one(workspace: Workspace) -> None:
    """Over two weeks each figure doubles, and what an hour and a thousand kronor close stays the same."""
    one, two = (scenarios.compare(workspace, LOCAL, MONDAY, weeks, changes(workspace)) for weeks in (1, 2))
    for a, b in zip(one.results, two.results, strict=True):
        assert (b.adult_hours, b.kronor) == (2 * a.adult_hours, 2 * a.kronor)
        assert b.closed == pytest.approx(2 * a.closed)
        assert (b.per_hour, b.per_1000) == (pytest.approx(a.per_hour), a.per_1000)


def test_a_scenario_is_kept_beside_the_town_and_changes_nothing_of_it(workspace: Workspace) -> None:
    """Kept, it stays as computed although need has been decided since; the town's gap is its own; undo works."""
    before = period.week(workspace, LOCAL, MONDAY).totals["gap_ah"]
    found = compared(workspace)
    scenarios.keep(workspace, LOCAL, "Höstens förslag", found)
    assert period.week(workspace, LOCAL, MONDAY).totals["gap_ah"] == before == 16.0
    decide(workspace, MONDAY, "Torget", "SA", "21:00", "22:00", 2)
    (kept,) = scenarios.kept(workspace, LOCAL)
    assert (kept.name, kept.gap, kept.results) == ("Höstens förslag", 16.0, found.results)
    assert (kept.first, kept.last) == (MONDAY, date(2026, 9, 20))
    assert compared(workspace).gap == 18.0
    # A second of the same name stands beside the first.
    scenarios.keep(workspace, LOCAL, "Höstens förslag", compared(workspace))
    assert [each.gap for each in scenarios.kept(workspace, LOCAL)] == [18.0, 16.0]
    # It is no meeting sheet.
    assert meeting_sheet.kept_sheets(workspace, LOCAL).empty
    scenarios.forget(workspace, LOCAL, kept.scenario_id)
    assert [each.gap for each in scenarios.kept(workspace, LOCAL)] == [18.0]
    history.undo(workspace, LOCAL, str(history.acts(workspace, LOCAL, 1)["id"].iloc[0]))
    assert len(scenarios.kept(workspace, LOCAL)) == 2


def test_a_scenario_is_for_the_eyes_it_was_made_for(workspace: Workspace) -> None:
    """The municipality sees its own and not the coordinator's, and may not take that away; a volunteer sees none."""
    organisations.add_organisation(workspace, LOCAL, "Beta")
    scenarios.keep(workspace, LOCAL, "Samordnarens", compared(workspace))
    (theirs,) = scenarios.kept(workspace, LOCAL)
    official = viewers.of(workspace, "Beta", "municipality")
    own = scenarios.compare(workspace, official, MONDAY, 1, changes(workspace))
    assert own.results == compared(workspace).results
    scenarios.keep(workspace, official, "Kommunens", own)
    assert [each.name for each in scenarios.kept(workspace, official)] == ["Kommunens"]
    with pytest.raises(NotFoundError):
        scenarios.forget(workspace, official, theirs.scenario_id)
    with pytest.raises(NotAllowedError):
        scenarios.keep(workspace, official, "Deras", compared(workspace))
    with pytest.raises(NotAllowedError):
        scenarios.kept(workspace, viewers.of(workspace, "Beta", "volunteer"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"kind": "police"}, {"place_ids": ()}, {"place_ids": ("nowhere",)}, {"days": ()},
        {"days": ("XX",)}, {"end": "21:00"}, {"start": "25:00"}, {"adults": 0}, {"adults": float("nan")},
        {"kronor_per_hour": -1}, {"name": "Ring 070-123 45 67"},
    ],
)  # fmt: skip
def test_what_is_no_change_gets_a_sentence(workspace: Workspace, wrong: dict[str, object]) -> None:
    """A change without name, place, day or length, of a kind that there is none of, or with a number that is none."""
    change = replace(changes(workspace)[1], **wrong)  # type: ignore[arg-type] - fields by name, each case its own
    with pytest.raises(KartaError):
        scenarios.compare(workspace, LOCAL, MONDAY, 1, [change])


def test_no_change_too_many_weeks_and_no_name_are_refused(workspace: Workspace) -> None:
    """Nothing to compare, five weeks, and a scenario without a name."""
    for weeks, given in ((1, []), (5, changes(workspace)), (0, changes(workspace))):
        with pytest.raises(InputError):
            scenarios.compare(workspace, LOCAL, MONDAY, weeks, given)
    with pytest.raises(InputError) as refused:
        scenarios.keep(workspace, LOCAL, " ", compared(workspace))
    assert refused.value.code == "scenario_name_missing"
