"""Crisis mode: venues with whom to call, one that is open until its end and then gone by itself, and the joint host.

It is noon by the clock on Wednesday 16 September; the library is in the north, the church's hall in the south.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import shapely

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.telephone import is_number
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import crisis_mode, requests
from karta.services.register import contacts, crisis_places, organisations, places
from karta.services.register.names import to_metres
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town of two areas, three places and three organisations."""
    folder = tmp_path_factory.mktemp("crisis") / "own"
    town = create(folder, now=lambda: NOW)
    for name, lat in (("Norra", 59.0), ("Södra", 58.0)):
        corners = to_metres([14.9, 15.1, 15.1, 14.9], [lat - 0.05, lat - 0.05, lat + 0.05, lat + 0.05])
        with town.store.act("test", "import") as act:
            act.insert("area", [{"name": name, "geometry": shapely.Polygon(corners)}])
    for name, kind, lat in (
        ("Biblioteket", "library", 59.0),
        ("Torget", "square", 59.01),
        ("Hallen", "faith_venue", 58.0),
    ):
        entries.add_place(town, COORDINATOR, name=name, kind=kind, lat=lat, lon=15.0)
    for name in ("Kommunen", "Polisen", "Kyrkan"):
        organisations.add_organisation(town, COORDINATOR, name)
    areas = dict(zip(town.store.frame("area")["name"], town.store.frame("area")["id"], strict=True))
    for function, channel, area in (
        ("Fältgruppen", "010-000 00 01", areas["Norra"]),
        ("Socialjouren", "010-000 00 02", None),
    ):
        assert is_number(channel)
        contacts.add_contact(town, COORDINATOR, function=function, channel=channel, area_id=area)
    for name, room in (("Biblioteket", 80), ("Hallen", None)):
        row = place(town, name)
        crisis_places.set_crisis(
            town, COORDINATOR, row["id"], opens=True, room=room, version=int(row["version"])
        )
    town.store.close()
    return folder


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return create(copytree(prepared, tmp_path / "own"), now=lambda: NOW)


def at(workspace: Workspace, moment: datetime) -> Workspace:
    """Return the same workspace at another moment; nothing has run in between."""
    return create(workspace.folder, now=lambda: moment)


def place(workspace: Workspace, name: str) -> dict[str, Any]:
    """Return the row of a place by its name."""
    frame = places.places(workspace, COORDINATOR)
    return dict(frame[frame["name"] == name].iloc[0])


def org(workspace: Workspace, name: str) -> str:
    """Return the id of an organisation by its name."""
    frame = workspace.store.frame("organisation")
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def opened(workspace: Workspace, viewer: Viewer = COORDINATOR, **more: Any) -> str:
    """Open the library with the municipality as its host for four hours."""
    usual = {
        "place_id": place(workspace, "Biblioteket")["id"],
        "host": org(workspace, "Kommunen"),
        "hours": 4,
    }
    return crisis_mode.open_venue(workspace, viewer, **{**usual, **more})


def police(workspace: Workspace) -> Viewer:
    """Return the viewer of the police."""
    return viewers.of(workspace, "Polisen", "police", "kommunpolis")


def test_venues_say_how_many_they_take_and_whom_to_call(workspace: Workspace) -> None:
    """The square is none; the library names the field team of its area before the town's duty, the hall that alone."""
    library, hall = crisis_mode.venues(workspace, COORDINATOR)
    assert (library.place, library.room) == ("Biblioteket", 80)
    assert library.call == (("Fältgruppen", "010-000 00 01"), ("Socialjouren", "010-000 00 02"))
    assert (hall.place, hall.room, hall.call) == ("Hallen", None, (("Socialjouren", "010-000 00 02"),))


def test_what_is_open_is_gone_after_its_end(workspace: Workspace) -> None:
    """Opened at 12 for four hours it is there at 15.59 and gone at 16.00, with nothing run; then it can open again."""
    opened(workspace)
    late = at(workspace, NOW + timedelta(hours=3, minutes=59))
    (shown,) = crisis_mode.openings(late, COORDINATOR)
    assert (shown.place, shown.host, shown.joint) == ("Biblioteket", "Kommunen", "")
    assert (f"{shown.starts:%H:%M}", f"{shown.ends:%H:%M}") == ("12:00", "16:00")
    assert [venue.place for venue in crisis_mode.venues(late, COORDINATOR)] == ["Hallen"]
    with pytest.raises(ConflictError, match="crisis_open"):
        opened(late)
    after = at(workspace, NOW + timedelta(hours=4))
    assert crisis_mode.openings(after, COORDINATOR) == []
    assert [venue.place for venue in crisis_mode.venues(after, COORDINATOR)] == ["Biblioteket", "Hallen"]
    opened(after)
    assert len(crisis_mode.openings(after, COORDINATOR)) == 1


def test_nothing_that_is_stored_has_room_for_words(workspace: Workspace) -> None:
    """Of an opening are stored ids and moments; its act carries no note."""
    opened(workspace)
    row = workspace.store.frame("crisis_opening").iloc[0]
    own = {name for name in row.index if isinstance(row[name], str)}
    assert own <= {"id", "place_id", "organisation_id", "owner_org_id", "municipality", "sharing", "source"}
    assert history.acts(workspace, COORDINATOR)["note"].iloc[0] == ""


def test_the_joint_host_is_asked_and_shown_as_agreed_after_its_yes(workspace: Workspace) -> None:
    """Two adults are asked of the police at the library 12-16; one undo takes opening and request away."""
    opened(workspace, joint=org(workspace, "Polisen"))
    (shown,) = crisis_mode.openings(workspace, COORDINATOR)
    assert (shown.joint, shown.agreed) == ("Polisen", False)
    (row,) = requests.visible(workspace, police(workspace)).to_dict("records")
    assert (row["kind"], row["adults"], row["start"], row["end"]) == ("presence", 2, "12:00", "16:00")
    act_id = str(history.acts(workspace, COORDINATOR)["id"].iloc[0])
    requests.answer(workspace, police(workspace), row["id"], "yes", version=row["version"])
    assert crisis_mode.openings(workspace, COORDINATOR)[0].agreed
    history.undo(workspace, police(workspace), str(history.acts(workspace, police(workspace))["id"].iloc[0]))
    history.undo(workspace, COORDINATOR, act_id)
    assert crisis_mode.openings(workspace, COORDINATOR) == []
    assert workspace.store.frame("request").empty


def test_the_police_open_only_together_with_a_host(workspace: Workspace) -> None:
    """Without them among the hosts it is refused; with them the host is asked for its premises."""
    for more in ({}, {"joint": org(workspace, "Kyrkan")}):
        with pytest.raises(NotAllowedError):
            opened(workspace, police(workspace), **more)
    opened(workspace, police(workspace), joint=org(workspace, "Polisen"), hours=24)
    (row,) = workspace.store.frame("request").to_dict("records")
    assert (row["kind"], row["to_organisation_id"]) == ("premises", org(workspace, "Kommunen"))
    assert (row["start"], row["end"], row["role"]) == ("12:00", "11:59", None)


def test_a_cap_holds_and_nothing_is_opened(workspace: Workspace) -> None:
    """Who takes no request at all is not asked, and the venue stays closed."""
    frame = workspace.store.frame("organisation").set_index("id")
    asked = org(workspace, "Kyrkan")
    requests.cap_requests(workspace, COORDINATOR, asked, 0, version=int(frame["version"][asked]))
    with pytest.raises(ConflictError, match="cap_reached"):
        opened(workspace, joint=asked)
    assert crisis_mode.openings(workspace, COORDINATOR) == []


def test_whoever_sees_now_sees_what_is_open_in_its_areas(workspace: Workspace) -> None:
    """A field worker of the north sees the library, one of the south neither it nor may open; a volunteer nothing."""
    opening = opened(workspace)
    areas = workspace.store.frame("area").set_index("name")["id"]
    north, south = (
        viewers.of(workspace, "Kommunen", "field_worker", "fältarbetare", frozenset({areas[name]}))
        for name in ("Norra", "Södra")
    )
    assert [(each.place, each.mine) for each in crisis_mode.openings(workspace, north)] == [
        ("Biblioteket", False)
    ]
    assert crisis_mode.openings(workspace, south) == []
    assert [venue.place for venue in crisis_mode.venues(workspace, south)] == ["Hallen"]
    for viewer in (north, viewers.of(workspace, "Kyrkan")):
        with pytest.raises(NotAllowedError):
            opened(workspace, viewer)
        with pytest.raises(NotAllowedError):
            crisis_mode.close(workspace, viewer, opening)
    with pytest.raises(NotFoundError, match="crisis_closed"):
        crisis_mode.close(workspace, police(workspace), opening)
    for viewer in (Viewer("besökare", "anonymous"), Viewer("elev", "volunteer")):
        with pytest.raises(NotAllowedError):
            crisis_mode.openings(workspace, viewer)
    crisis_mode.close(workspace, COORDINATOR, opening)
    assert crisis_mode.openings(workspace, COORDINATOR) == []


def test_what_cannot_be_opened_is_refused(workspace: Workspace) -> None:
    """A square that opens for nobody, five hours, the same host twice, a host that is not there."""
    square = place(workspace, "Torget")["id"]
    for more, code, kind in (
        ({"place_id": square}, "place_missing", NotFoundError),
        ({"hours": 5}, "value_not_allowed", InputError),
        ({"joint": org(workspace, "Kommunen")}, "crisis_same_host", InputError),
        ({"host": "nope"}, "no_such_organisation", NotFoundError),
    ):
        with pytest.raises(kind, match=code):
            opened(workspace, **more)


def test_a_blank_changes_nothing_of_a_place(workspace: Workspace) -> None:
    """The library stays one that opens for eighty; a no is stored; another's version is refused."""
    row = place(workspace, "Biblioteket")
    crisis_places.set_crisis(
        workspace, COORDINATOR, row["id"], opens=None, room=None, version=int(row["version"])
    )
    same = place(workspace, "Biblioteket")
    assert (same["crisis"], same["crisis_room"]) == (True, 80)
    crisis_places.set_crisis(
        workspace, COORDINATOR, row["id"], opens=False, room=None, version=int(same["version"])
    )
    assert [venue.place for venue in crisis_mode.venues(workspace, COORDINATOR)] == ["Hallen"]
    with pytest.raises(ConflictError, match="row_changed"):
        crisis_places.set_crisis(
            workspace, COORDINATOR, row["id"], opens=True, room=None, version=int(same["version"])
        )
    with pytest.raises(InputError, match="number_outside"):
        crisis_places.set_crisis(
            workspace, COORDINATOR, row["id"], opens=True, room=0,
            version=int(place(workspace, "Biblioteket")["version"]),
        )  # fmt: skip
    with pytest.raises(NotAllowedError):
        crisis_places.set_crisis(
            workspace, viewers.of(workspace, "Kyrkan"), row["id"], opens=True, room=1, version=0
        )
