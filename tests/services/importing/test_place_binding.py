"""Places that are handed in again without an id: the same place by name and where it lies, never a second one."""

import shapely

from karta.services import history
from karta.services.importing import acceptance
from karta.services.workspace import Workspace
from tests.services.importing.partial import offered, taken
from tests.services.importing.rows import COORDINATOR, SQUARE, bring, intake, square

FIRST = (
    "id;namn;typ;lat;lon;adress\n"
    "torg;Torget;torg;59,32930;18,05830;Storgatan 1\n"
    "vall;Vallen;idrottsplats;59,34000;18,05830;Vallvägen 3\n"
)


def places(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    """Return name, kind and address of each place."""
    frame = workspace.store.frame("place")
    return sorted(zip(frame["name"], frame["kind"], frame["address"], strict=True))


BOTH = [("Torget", "square", "Storgatan 1"), ("Vallen", "sports_facility", "Vallvägen 3")]


def test_a_list_without_ids_and_kinds_makes_no_second_place(workspace: Workspace) -> None:
    """Positions a few metres off, one with a new address: that cell alone changes, and nothing is said to be gone."""
    taken(workspace, "places", FIRST)
    again = (
        "namn;lat;lon;adress\nTORGET;59,32932;18,05831;Torggatan 2\nVallen;59,34000;18,05830;Vallvägen 3\n"
    )
    outcome = taken(workspace, "places", again)
    assert {(cell["row"], cell["field"]) for cell in outcome.changed} == {
        (2, "name"), (2, "geometry"), (2, "address"),
    }  # fmt: skip
    assert places(workspace) == [("TORGET", "square", "Torggatan 2"), BOTH[1]]
    assert taken(workspace, "places", again).act_id is None


def test_what_the_list_lacks_is_not_gone_where_its_rows_are_bound(workspace: Workspace) -> None:
    """The file of the same name without its ids offers to take nothing out."""
    taken(workspace, "places", FIRST)
    rows = [{"key": "torget|1", "name": "Torget", "geometry": workspace.store.frame("place")["geometry"][0]}]
    shown = acceptance.preview(workspace, COORDINATOR, intake("places", *rows, source="places.csv"))
    assert list(shown.gone["key"]) == ["vall"]


def test_a_row_without_a_position_is_bound_by_address_or_as_the_only_one(workspace: Workspace) -> None:
    """By its address among two of a name; by its name where there is one; at another address it waits."""
    head = "id;namn;typ;lat;lon;adress\n"
    parks = "a;Parken;park;59,30;18,05;Norra vägen 1\nb;Parken;park;59,40;18,05;Södra vägen 2\n"
    taken(workspace, "places", head + parks + "t;Torget;torg;59,35;18,05;Storgatan 1\n")
    head = "namn;adress;kris\n"
    outcome = offered(workspace, "places", f"{head}Parken;södra vägen 2;ja\nTorget;;ja\n", "lista.csv")
    assert [(cell["row"], cell["field"]) for cell in outcome.changed] == [
        (2, "address"), (2, "crisis"), (3, "crisis"),
    ]  # fmt: skip
    offered(workspace, "places", f"{head}Parken;;nej\nTorget;Annangatan 9;nej\n", "andra.csv")
    located = workspace.store.frame("place")
    assert sorted(zip(located["address"], located["crisis"], strict=True), key=str) == [
        ("Norra vägen 1", None), ("Storgatan 1", True), ("södra vägen 2", True),
    ]  # fmt: skip
    assert list(workspace.store.frame("import_row")["state"]).count("needs_place") == 2


def test_two_things_of_a_name_at_a_spot_stay_two(workspace: Workspace) -> None:
    """A school and its hall have one name and one spot: each row finds its own, in whatever order they come."""
    head = "namn;typ;lat;lon;adress\n"
    hall, school = "Ekskolan;idrottsplats;59,33;18,05;{}\n", "Ekskolan;grundskola;59,33;18,05;{}\n"
    taken(workspace, "places", head + school.format("Skolgatan 1") + hall.format("Skolgatan 1"))
    # A few metres on, so that the keys are others.
    rows = (hall + school).replace("59,33;", "59,3301;").format("Hallen", "Skolan")
    taken(workspace, "places", head + rows, "lista.csv")
    assert places(workspace) == [("Ekskolan", "school", "Skolan"), ("Ekskolan", "sports_facility", "Hallen")]


def test_a_place_that_moved_is_known_by_its_address_and_a_far_one_is_another(workspace: Workspace) -> None:
    """300 m away at the same address it is the same place, elsewhere; without an address it is another one."""
    taken(workspace, "places", FIRST)
    taken(workspace, "places", "namn;lat;lon;adress\nTorget;59,33200;18,05830;Storgatan 1\n", "flytt.csv")
    assert places(workspace) == BOTH
    taken(workspace, "places", "namn;lat;lon\nVallen;59,34300;18,05830\n", "annan.csv")
    assert places(workspace) == [BOTH[0], ("Vallen", "other", None), BOTH[1]]


def test_the_only_one_of_its_name_and_kind_in_an_area_is_the_same(workspace: Workspace) -> None:
    """Two lists put a square 120 m apart: within one area it is one square, across a border it is two."""
    east = SQUARE.x + 60
    halves = [
        {
            "key": "v",
            "name": "Väst",
            "geometry": shapely.box(SQUARE.x - 900, SQUARE.y - 900, east, SQUARE.y + 900),
        },
        {
            "key": "o",
            "name": "Öst",
            "geometry": shapely.box(east, SQUARE.y - 900, east + 900, SQUARE.y + 900),
        },
    ]
    bring(workspace, "areas", *halves)
    bring(workspace, "places", square(external_ids="id=p1"))
    here = {"name": "Square", "kind": "square", "geometry": shapely.Point(SQUARE.x - 120, SQUARE.y)}
    act = bring(workspace, "places", {"key": "nearby", **here}, source="other.csv").act_id
    assert len(workspace.store.frame("place")) == 1
    assert act is not None
    history.undo(workspace, COORDINATOR, act)
    beyond = {**here, "key": "beyond", "geometry": shapely.Point(SQUARE.x + 120, SQUARE.y)}
    bring(workspace, "places", beyond, source="other.csv")
    assert len(workspace.store.frame("place")) == 2


def test_the_point_of_a_list_does_not_take_a_shape_away(workspace: Workspace) -> None:
    """A ground drawn as an area stays one when a list without ids names it with a point beside it."""
    ground = SQUARE.buffer(40)
    bring(workspace, "places", square(geometry=ground, external_ids="id=p1"))
    row = {
        "key": "x",
        "name": "Square",
        "geometry": shapely.Point(SQUARE.x + 60, SQUARE.y),
        "address": "Vägen 1",
    }
    bring(workspace, "places", row, source="other.csv")
    stored = workspace.store.frame("place").iloc[0]
    assert (stored["address"], stored["geometry"].equals(ground)) == ("Vägen 1", True)
    assert len(workspace.store.frame("place")) == 1


def test_writings_of_one_name_make_one_place(workspace: Workspace) -> None:
    """Without ids they count once in a file, and another file finds the place by any of them."""
    writings = ["Björktorget", "Bjo\u0308rktorget", "Björk\u00adtorget", "\u0412jörktorget", "BJÖRKTORGET"]
    head, spot = "namn;typ;lat;lon\n", ";torg;59,32930;18,05830\n"
    outcome = taken(workspace, "places", head + "".join(name + spot for name in writings))
    assert outcome.faults == [(row, "row_duplicate") for row in range(3, 7)]
    for name in writings:
        assert taken(workspace, "places", f"{head}{name};torg;59,32931;18,05831\n", "andra.csv").faults == []
    assert len(workspace.store.frame("place")) == 1


def test_a_new_place_of_nearly_the_same_name_beside_another_is_told(workspace: Workspace) -> None:
    """With ids they are two, and it is said; one of another kind, one far off and a part of a place are others."""
    head = "id;namn;typ;lat;lon;del av\n"
    taken(workspace, "places", f"{head}a;Björktorget;torg;59,32930;18,05830;\n")
    rows = (
        "b;Björk-torget;torg;59,32935;18,05830;\nc;Björk torget;torg;59,32930;18,05840;\n"
        "d;Björktorget;park;59,32930;18,05830;\ne;Björktorget;torg;59,40000;18,05830;\nf;Björktorget;torg;59,32930;18,05830;a\n"
    )
    outcome = taken(workspace, "places", head + rows, "andra.csv")
    assert outcome.faults == [(2, "place_alike"), (3, "place_alike")]
    both = f"{head}g;Ny plan;;59,35;18,05;\nh;NY-PLAN;;59,35;18,05;\n"
    assert taken(workspace, "places", both, "tredje.csv").faults == [(3, "place_alike_in_file")]


def test_the_numbers_that_a_program_gives_its_rows_are_no_ids(workspace: Workspace) -> None:
    """An export that numbers its rows anew changes nothing: no place takes another's name and spot."""
    head, spots = "objectid;namn;typ;lat;lon\n", {"Torget": "59,33", "Vallen": "59,34", "Parken": "59,35"}

    def export(*names: str) -> str:
        rows = [f"{at};{name};park;{spots[name]};18,05\n" for at, name in enumerate(names, start=1)]
        return head + "".join(rows)

    taken(workspace, "places", export("Torget", "Vallen", "Parken"))
    assert taken(workspace, "places", export("Parken", "Vallen", "Torget")).act_id is None
    assert taken(workspace, "places", export("Vallen", "Parken"), "andra.csv").changed == []
    assert sorted(workspace.store.frame("place")["name"]) == ["Parken", "Torget", "Vallen"]
