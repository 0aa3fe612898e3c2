"""What a stranger sees in the demo's week, computed by the engine from a workspace that was filled as anyone's is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from karta.coverage.gaps import State
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.gaps import period
from karta.services.register import town
from karta.services.workspace import Workspace, create
from tests.demo.conftest import features

pytestmark = pytest.mark.slow

FRIDAY = date(2026, 9, 18)
VIEWER = Viewer("Samordnare", "local")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the demo, on the Friday of the reference week."""
    made = create(
        tmp_path_factory.mktemp("demo") / "workspace", lambda: datetime(2026, 9, 18, 10, tzinfo=UTC)
    )
    load_demo(made, VIEWER)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def week(workspace: Workspace) -> period.Period:
    """The reference week as planned."""
    return period.week(workspace, VIEWER, FRIDAY)


@pytest.fixture(scope="module")
def by_place(week: period.Period) -> pd.DataFrame:
    """The week's measures by the names of places."""
    return week.by_place.merge(week.places[["place_id", "name", "area_id"]], on="place_id").set_index("name")


def evening(week: period.Period, day: int, first: int, last: int) -> np.ndarray:
    """Return the columns of the hours that begin from `first` to before `last` on a service day."""
    return np.flatnonzero(
        [d == day and first <= s.hour < last for s, d in zip(week.hours.start, week.hours.day, strict=True)]
    )


def test_no_place_is_made_twice(week: period.Period, demo: Path) -> None:
    """Each name in the demo's files finds its place: importing them makes no place but those of the register."""
    assert sorted(week.places["name"]) == sorted(f["properties"]["namn"] for f in features(demo, "places"))


def test_places_know_their_parts_and_entrances(workspace: Workspace) -> None:
    """Grounds have parts under them, and the entrances of a place lie at its edge, within 30 m of it."""
    places = workspace.store.frame("place").set_index("name")
    ground = places.loc["Strandvallens IP", "id"]
    assert set(places.index[places["parent_id"] == ground]) >= {
        "Strandvallen, A-planen",
        "Strandvallen, norra entrén",
    }
    known = places[places["entrances"].notna()]
    assert len(known) >= 8
    away = shapely.distance(_shapes(known["geometry"]), _shapes(known["entrances"]))
    assert away.max() < 30


def _shapes(column: pd.Series) -> np.ndarray:
    return np.array([shapely.from_wkb(cell) if isinstance(cell, bytes) else cell for cell in column])


def test_the_map_says_that_it_is_invented(workspace: Workspace) -> None:
    """Where a real map names its owner, the demo's says that it is invented, and never OpenStreetMap."""
    assert town.attribution(workspace, VIEWER) == "Påhittade data, ingen verklig plats"
    assert set(town.credits(workspace, VIEWER)["licence"]) == {"Påhittade data, ingen verklig plats"}


def test_the_picture_is_mixed(week: period.Period) -> None:
    """About two fifths of the need is covered, a third missing, a quarter unknown; enough is known for a ranking."""
    need = week.totals["need_ah"]
    assert 0.35 <= week.totals["covered_ah"] / need <= 0.50
    assert 0.25 <= week.totals["gap_ah"] / need <= 0.37
    assert 0.20 <= week.totals["unknown_ah"] / need <= 0.32
    assert 0.65 <= week.totals["completeness"] <= 0.80
    assert week.ranked
    assert not week.calendar_unknown


def test_those_who_sign_up_change_no_figure(week: period.Period) -> None:
    """As in the files alone: of 752 adult-hours 315.4 are covered, 242.8 missing, 193.8 unknown."""
    figures = [week.totals[name] for name in ("need_ah", "covered_ah", "gap_ah", "unknown_ah")]
    assert figures == pytest.approx([752.0, 315.4, 242.8, 193.8], abs=0.05)


def test_friday_evening_shows_every_state(week: period.Period) -> None:
    """Between 19 and 23 on Friday some places are covered, thin, empty, unknown, suggested and not decided."""
    seen = set(np.unique(week.hours.state[:, evening(week, 4, 19, 23)]))
    wanted = (State.FULL, State.THIN, State.EMPTY, State.UNKNOWN, State.SUGGESTED, State.NOT_DECIDED)
    assert {int(state) for state in wanted} <= seen


def test_a_weekday_afternoon_has_something_to_show(week: period.Period) -> None:
    """Between 14 and 17 on Tuesday there is covered, missing and unknown need."""
    seen = set(np.unique(week.hours.state[:, evening(week, 1, 14, 17)]))
    assert {int(State.FULL), int(State.EMPTY), int(State.UNKNOWN)} <= seen


def test_the_end_of_school_is_met_at_one_school(by_place: pd.DataFrame) -> None:
    """School hosts cover all of the need at Rönnbacksskolan: 5 days x 1.75 h x 2 adults = 17.5 adult-hours."""
    school = by_place.loc["Rönnbacksskolan"]
    assert school["need_ah"] == pytest.approx(17.5)
    assert school["covered_ah"] == pytest.approx(17.5)


def test_two_places_are_staffed_twice(by_place: pd.DataFrame) -> None:
    """At two places or more, two organisations are there together beyond the need."""
    assert (by_place["surplus_multi_org_ah"] > 5).sum() >= 2


def test_a_lone_walker_and_a_group_not_admitted_count_for_nothing(week: period.Period) -> None:
    """Kvarnlunda's lone Friday walker leaves the hours a gap: 3 h x 2 adults; Näset's three count as nobody."""
    friday = week.gaps[week.gaps["place"] == "Vändplatsen i Kvarnlunda"]
    assert friday["adult_hours"].tolist() == [6.0]
    park = week.places["name"].tolist().index("Näsparken")
    assert week.hours.present[park, evening(week, 4, 20, 22)].tolist() == [0.0, 0.0]


def test_no_neighbourhood_looks_worse(by_place: pd.DataFrame) -> None:
    """The 1960s area is covered better than the average, and no area with much need is mainly gap."""
    areas = by_place.groupby("area_id")[["need_ah", "covered_ah", "gap_ah"]].sum()
    covered = areas["covered_ah"] / areas["need_ah"]
    sixties = by_place.loc["Rönnbackstorget", "area_id"]
    assert covered[sixties] > by_place["covered_ah"].sum() / by_place["need_ah"].sum() + 0.1
    large = areas[areas["need_ah"] >= 40]
    assert (large["gap_ah"] / large["need_ah"]).max() < 0.6
    assert (areas["gap_ah"] / areas["gap_ah"].sum()).max() < 0.45


def test_visits_are_met_missed_and_unknown(week: period.Period) -> None:
    """Where visits are asked for, some windows are met, some missed."""
    counts = week.visits[["visits_met", "visits_missed"]].sum()
    assert (counts > 0).all()


@pytest.mark.parametrize("view", ["confirmed", "delivered", "expected"])
def test_the_week_before_has_figures_in_every_view(workspace: Workspace, view: str) -> None:
    """The past week shows coverage in each view: reports for the delivered one, history for the expected one."""
    totals = period.week(workspace, VIEWER, date(2026, 9, 11), view).totals
    assert totals["covered_ah"] > 150
    assert totals["gap_ah"] > 100
    parts = totals["covered_ah"] + totals["gap_ah"] + totals["unknown_ah"]
    assert parts == pytest.approx(totals["need_ah"])
