"""The further layers of the map, on the worked example: two organisations at once, an open place without adults."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from karta.errors import NotAllowedError
from karta.model.tables import CALENDAR
from karta.privacy import Viewer
from karta.services.gaps import map_layers, period
from karta.services.importing import imports
from karta.services.workspace import Workspace, create

TABLES = Path(__file__).resolve().parents[2] / "data" / "worked_example"
DAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with the worked example."""
    made = create(tmp_path_factory.mktemp("layers"), now=lambda: datetime(2026, 9, 18, 18, tzinfo=UTC))
    imports.import_tables(made, VIEWER, TABLES)
    return made


def hours_of(shown: period.Period, marked: np.ndarray) -> set[tuple[str, int]]:
    """Return the marked places and local hours."""
    return {
        (str(shown.places["name"][i]), shown.hours.start[h].hour)
        for i, h in zip(*marked.nonzero(), strict=True)
    }


def test_two_organisations_where_one_would_do_are_double(workspace: Workspace) -> None:
    """From 21 to 23 the field group stands where the parents walk, above the need of two places; nowhere else."""
    shown = period.between(workspace, VIEWER, DAY, DAY)
    found = map_layers.layers(workspace, VIEWER, shown)
    both = {(name, hour) for name in ("Stationstorget", "Fritidsgården Kvarnen") for hour in (21, 22)}
    assert hours_of(shown, found.double) == both


def test_an_open_place_is_unstaffed_until_somebody_comes(workspace: Workspace) -> None:
    """The pitch opens at 8; the training of 17 has leaders, then the walk is near: nine open, unstaffed hours."""
    shown = period.between(workspace, VIEWER, DAY, DAY)
    found = map_layers.layers(workspace, VIEWER, shown)
    assert hours_of(shown, found.open_unstaffed) == {("Björkens IP", hour) for hour in range(8, 17)}
    pitch = workspace.store.frame("place").query("name == 'Björkens IP'")["id"].iloc[0]
    hours = map_layers.open_place(VIEWER, shown, pitch)
    # The nine hours of the map; from half past seven on somebody is near, though nobody leads a training.
    assert hours == {
        "open_h": 14, "staffed_h": 2.5, "unsure_h": 0, "others_h": 2.5, "unstaffed_h": 9, "around_h": 0.5,
    }  # fmt: skip


def test_a_walk_has_its_way_and_hours_unless_it_is_not_ours_to_see(workspace: Workspace) -> None:
    """Drawn from A to B it is walked 20:00-23:30: four clock hours; whose line is hidden has no line."""
    shift = workspace.store.frame("shift").query("located == 'route'")["id"].iloc[0]
    with workspace.store.act("samordnare", "draw a route") as act:
        line = shapely.LineString([(500000, 6580000), (500100, 6580000)])
        act.update("shift", shift, None, {"geometry": line})
    shown = period.between(workspace, VIEWER, DAY, DAY)
    (walk,) = map_layers.layers(workspace, VIEWER, shown).walks
    assert walk.org == "Föräldraföreningen"
    assert [tuple(np.round(point, 3)) for point in walk.line] == [(15.0, 59.359), (15.002, 59.359)]
    assert [(shown.hours.start[a].hour, shown.hours.start[b].hour) for a, b in walk.hours] == [(20, 23)]
    tables = shown.coverage.tables
    nameless = tables.with_(presences=tables.presences.assign(org=""))
    hidden = replace(shown, coverage=replace(shown.coverage, tables=nameless))
    assert map_layers.layers(workspace, VIEWER, hidden).walks == []


def test_the_risk_evening_of_the_week_or_the_next_one(workspace: Workspace) -> None:
    """None named gives none; the one in the period is found."""
    shown = period.between(workspace, VIEWER, DAY, DAY)
    assert map_layers.risk_evenings(workspace, VIEWER, shown) == []
    calendar = shown.coverage.tables.calendar.assign(risk_evening=True)
    assert set(calendar.columns) == {column.name for column in CALENDAR.columns}
    risky = replace(
        shown, coverage=replace(shown.coverage, tables=shown.coverage.tables.with_(calendar=calendar))
    )
    assert map_layers.risk_evenings(workspace, VIEWER, risky) == [DAY]


def test_the_layers_are_for_those_who_may_see_gaps(workspace: Workspace) -> None:
    """The public gets neither marks nor walks nor open hours."""
    shown = period.between(workspace, VIEWER, DAY, DAY)
    anybody = Viewer("medborgare", "anonymous")
    for ask in (
        lambda: map_layers.layers(workspace, anybody, shown),
        lambda: map_layers.open_place(anybody, shown, shown.coverage.grid.place_ids[0]),
        lambda: map_layers.risk_evenings(workspace, anybody, shown),
    ):
        with pytest.raises(NotAllowedError):
            ask()
