"""The walking reach of schools to free activities, worked out by hand: without a graph the straight line x 1.3."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.gaps.school_walks import school_reach
from karta.services.importing import entries
from karta.services.importing.imports import import_file
from karta.services.register import places
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")
# A hundredth of a degree of latitude is 1,114 m: 0.003 is 434 m on foot, 0.005 is 724, 0.01 is 1,448, 0.02 too far.
SPOTS = (
    ("Norra skolan", "school", 59.0), ("Biblioteket", "library", 59.003), ("Gården", "youth_centre", 59.005),
    ("Hallen", "sports_facility", 59.01), ("Kyrkan", "faith_venue", 58.998), ("Södra skolan", "school", 58.98),
)  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two schools; homework help, an open house and a training are free, of a church nobody has said."""
    folder = tmp_path_factory.mktemp("schools")
    made = create(folder, now=lambda: NOW)
    for name, kind, lat in SPOTS:
        entries.add_place(made, COORDINATOR, name=name, kind=kind, lat=lat, lon=15.0)
    held = (
        ("Biblioteket", "läxhjälp", "ja"), ("Gården", "öppet hus", "ja"), ("Hallen", "träning", "ja"),
        ("Hallen", "öppet hus", "nej"), ("Kyrkan", "öppet hus", ""),
    )  # fmt: skip
    rows = "\n".join(
        f"{place};fre;{14 + n}:00;20:00;Föreningen;{what};2;{free}"
        for n, (place, what, free) in enumerate(held)
    )
    file = folder / "sessions.csv"
    file.write_text(
        f"plats;veckodag;start;slut;förening;verksamhet;ledare;gratis\n{rows}\n", encoding="utf-8"
    )
    import_file(made, COORDINATOR, file, "sessions")
    made.store.close()
    return folder


def test_free_activities_are_counted_by_how_far_they_are(workspace: Workspace) -> None:
    """Within 500 m one, within 800 m two, within 1,500 m three of the northern school; none of the southern one."""
    found = school_reach(workspace, COORDINATOR)
    ids = places.places(workspace, COORDINATOR).set_index("name")["id"]
    assert found.counts(ids["Norra skolan"]) == [1, 2, 3]
    assert found.counts(ids["Södra skolan"]) == [0, 0, 0]
    assert found.nearest() == {ids["Norra skolan"]: 0, ids["Södra skolan"]: 3}
    rows = [(row.place, row.activity, round(row.walk_m), row.approx) for row in found.walks.itertuples()]
    assert rows == [
        ("Biblioteket", "homework_help", 434, True), ("Gården", "open_house", 724, True),
        ("Hallen", "training", 1448, True),
    ]  # fmt: skip


def test_a_town_without_schools_or_free_activities_has_none(tmp_path: Path) -> None:
    """Nothing in the register, nothing within reach."""
    assert school_reach(create(tmp_path / "empty", now=lambda: NOW), COORDINATOR).walks.empty
