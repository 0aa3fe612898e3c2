"""What is open near a place, worked out by hand: without a graph every walk is the straight line x 1.3."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.gaps import nearby, period
from karta.services.importing import entries
from karta.services.importing.imports import import_file
from karta.services.register import places
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer("samordnare", "local")
POLICE = Viewer("kommunpolis", "police")
# A minute of latitude is 1,856 m: 0.002 degrees are 223 m, and 290 m on foot.
SPOTS = (("Torget", "square", 59.0), ("Gården", "youth_centre", 59.002), ("Planen", "outdoor_pitch", 59.004),
         ("Längst bort", "library", 59.008), ("Stängt", "library", 59.001))  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square with a youth centre, a pitch, a closed library and one that is too far away."""
    folder = tmp_path_factory.mktemp("nearby")
    made = create(folder, now=lambda: NOW)
    for name, kind, lat in SPOTS:
        entries.add_place(made, COORDINATOR, name=name, kind=kind, lat=lat, lon=15.0)
    files = {
        "access": (
            "plats;dagar;öppnar;stänger\n"
            "Gården;fre;17:00;21:00\nLängst bort;alla;08:00;22:00\nStängt;fre;08:00;12:00\n"
        ),
        "sessions": (
            "plats;veckodag;start;slut;förening;verksamhet;ledare\n"
            "Planen;fre;17:00;19:30;IF Bollen;träning;2\n"
        ),
    }
    for kind, text in files.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        import_file(made, COORDINATOR, folder / f"{kind}.csv", kind)
    made.store.close()
    return folder


def open_at(workspace: Workspace, hour: int, viewer: Viewer = COORDINATOR) -> list[tuple[str, str, str, int]]:
    """Return name, activity, organisation and metres of what is open near the square on Friday."""
    shown = period.between(workspace, viewer, FRIDAY, FRIDAY)
    square = str(places.places(workspace, COORDINATOR).set_index("name")["id"]["Torget"])
    found = nearby.open_nearby(workspace, viewer, shown, square, hour - 6)
    assert all(one.approx for one in found)
    return [(one.name, one.activity, one.organisation, round(one.walk_m)) for one in found]


def test_the_nearest_open_place_comes_first(workspace: Workspace) -> None:
    """At 19 the youth centre 290 m and the training 579 m away; one library is too far, one shut."""
    assert open_at(workspace, 19) == [("Gården", "", "", 290), ("Planen", "training", "IF Bollen", 579)]


def test_it_is_so_at_that_hour_alone(workspace: Workspace) -> None:
    """At 20 the training is over, at 22 nothing is open, at 11 only the library beside the square."""
    assert [name for name, *_ in open_at(workspace, 20)] == ["Gården"]
    assert open_at(workspace, 22) == []
    assert [name for name, *_ in open_at(workspace, 11)] == ["Stängt"]


def test_whose_training_it_is_follows_its_sharing(workspace: Workspace) -> None:
    """The police sees that a training is on, not whose: an association shares with partners unless it says more."""
    assert [row[1:3] for row in open_at(workspace, 19, POLICE)] == [("", ""), ("training", "")]
