"""The open picture of now and the sums of areas, by hand: no gap, no hour, and nothing that too few stand behind."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely import box

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import now, statistics
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace, create

# Friday 18 September 2026, 21:00 in Sweden.
NOW = datetime(2026, 9, 18, 19, 0, tzinfo=UTC)
LOCAL = Viewer("den som sitter här", "local")
FIELD, EVALUATOR = Viewer("fältarbetare", "field_worker"), Viewer("utvärderare", "evaluator")
# Who holds which place, and who may know: three organisations in the north, two in the south.
HELD = {
    0: ("Alfa", "authorities"),
    1: ("Beta", "authorities"),
    2: ("Gamma", "authorities"),
    3: ("Alfa", "own"),
}
HELD |= {4: ("Alfa", "authorities"), 5: ("Beta", "authorities"), 6: ("Beta", "authorities")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, str]]:
    """Give four places in the north and three in the south that need two adults on Fridays 20-23."""
    folder: Path = tmp_path_factory.mktemp("picture")
    made = create(folder, now=lambda: NOW)
    with made.store.act("test", "import") as act:
        north = box(490_000, 6_530_000, 510_000, 6_550_000)
        south = box(490_000, 6_480_000, 510_000, 6_500_000)
        areas = act.insert(
            "area", [{"name": "Norr", "geometry": north}, {"name": "Söder", "geometry": south}]
        )
        given = {"admitted_on": date(2026, 1, 1), "admitted_by": "rådet"}
        act.insert("organisation", [{"name": name, **given} for name in ("Alfa", "Beta", "Gamma")])
    for number, (org, level) in HELD.items():
        lat = (59.0 if number < 4 else 58.55) + number / 100
        entries.add_place(made, LOCAL, name=f"Plats {number}", kind="square", lat=lat, lon=15.0)
        frame = places.places(made, LOCAL)
        place = str(frame.loc[frame["name"] == f"Plats {number}", "id"].iloc[0])
        rule_rows.decide_need(
            made, LOCAL, place_id=place, days="FR", start="20:00", end="23:00", adults=2, responsible="Kommunen",
            valid_from=date(2026, 8, 1),
        )  # fmt: skip
        entries.add_shift(
            made, LOCAL, org=org, place_id=place, kind="night_walker", weekdays=["FR"], start="20:00", end="22:00",
            adults=2, from_day=date(2026, 8, 1),
        )  # fmt: skip
        with made.store.act("test", "import") as act:
            last = made.store.frame("shift_party")["id"].max()
            act.update("shift_party", str(last), None, {"sharing": level})
    return made, dict(zip(("Norr", "Söder"), areas, strict=True))


def test_who_is_out_now(town: tuple[Workspace, dict[str, str]]) -> None:
    """Six of the seven pairs are out until 22 as shared with authorities; the seventh is there and nobody's to know."""
    workspace, areas = town
    shown = now.now(workspace, FIELD)
    assert [(out.place, out.organisation, out.adults, f"{out.until:%H:%M}") for out in shown.out] == [
        (f"Plats {number}", org, 2.0, "22:00")
        for number, (org, level) in HELD.items()
        if level == "authorities"
    ]
    assert (shown.withheld, shown.opened, f"{shown.at:%H:%M}") == (True, (), "21:00")
    in_south = now.now(
        workspace, Viewer("fältarbetare", "field_worker", area_ids=frozenset({areas["Söder"]}))
    )
    assert [out.place for out in in_south.out] == ["Plats 4", "Plats 5", "Plats 6"]
    with pytest.raises(NotAllowedError):
        now.now(workspace, EVALUATOR)


def test_sums_of_areas_hold_back_what_one_or_two_organisations_stand_behind(
    town: tuple[Workspace, dict[str, str]],
) -> None:
    """North, four Fridays: 4 x 6 needed, 3 x 4 covered, the rest unknown as no roster is said to be in. South: held."""
    workspace, areas = town
    north, south = statistics.of_areas(workspace, EVALUATOR)
    assert (north.name, south.name, south.measures) == ("Norr", "Söder", None)
    assert north.measures is not None
    sums = {name: north.measures[f"{name}_ah"] for name in ("need", "covered", "gap", "unknown")}
    assert sums == {"need": 24.0, "covered": 12.0, "gap": 0.0, "unknown": 12.0}
    assert north.measures["completeness"] == 0.5
    own = Viewer("ledare", "organiser", area_ids=frozenset({areas["Söder"]}))
    assert [area.name for area in statistics.of_areas(workspace, own)] == ["Söder"]
    with pytest.raises(NotAllowedError):
        statistics.of_areas(workspace, FIELD)
