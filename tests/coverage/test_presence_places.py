"""Where presences stand, worked out by hand: timed stops, routes with a dwell, and areas."""

from karta.coverage.gaps import cover
from karta.coverage.reach import shares
from tests.coverage.town import ah, leg, line, need, present, report, stop, town


def test_a_timed_stop_counts_as_standing_and_the_rest_as_route() -> None:
    """3 adults 20-23 on a route that passes P1 with .1; at 21:00-21:30 they stop there: .3, 3, .3."""
    tables = town(
        needs=[need()],
        lines=[line(start="20:00", end="23:00", adults=3, geometry="route", at={})],
        route_legs=[leg("R1", metres=300)],
        stops=[stop("R1", "21:00", "21:30")],
    )
    assert present(tables, "20:00", "20:45", "21:00", "21:15", "21:30") == [0.3, 0.3, 3, 3, 0.3]


def test_adults_at_a_stop_are_nowhere_else() -> None:
    """While they stop at P2 they do not pass P1, and at 150 m from P2 they count half there."""
    tables = town(
        places=("P1", "P2"),
        needs=[need()],
        lines=[line(start="20:00", end="22:00", geometry="route", at={})],
        route_legs=[leg("R1", metres=1500)],
        stops=[stop("R1", "20:30", "21:00", "P2", far=150)],
    )
    assert present(tables, "20:15", "20:30", "21:00") == [1, 0, 1]
    assert present(tables, "20:15", "20:30", "21:00", place=1) == [0, 1, 0]


def test_a_stop_outside_the_chosen_places_still_takes_its_time() -> None:
    """Looking at P1 alone, the half hour at P2 is missing at P1 all the same."""
    tables = town(
        needs=[need()],
        lines=[line(start="20:00", end="22:00", geometry="route", at={})],
        route_legs=[leg("R1", metres=1500)],
        stops=[stop("R1", "20:30", "21:00", "P2")],
    )
    assert present(tables, "20:15", "20:30", "21:00") == [1, 0, 1]


def test_the_dwell_outside_the_chosen_places_still_takes_its_time() -> None:
    """Half of each hour is spent at P2, which is not looked at: passing P1 along half the route counts .5 x .5 x 2."""
    tables = town(
        needs=[need()],
        lines=[line(geometry="route", at={})],
        route_legs=[leg("R1", "P1", metres=1500), leg("R1", "P2", dwell=30, metres=0)],
    )
    assert present(tables, "18:00") == [0.5]


def test_a_stop_after_midnight_lies_on_the_same_night() -> None:
    """A round 22-02 with a stop 00:30-01:00 stops on Saturday."""
    tables = town(
        needs=[need()],
        lines=[line(start="22:00", end="02:00", geometry="route", at={})],
        stops=[stop("R1", "00:30", "01:00")],
    )
    assert present(tables, "00:15", "00:30", "00:45", "01:00") == [0, 2, 2, 0]


def test_a_stop_is_cut_to_what_was_reported() -> None:
    """The round went home at 21:15: of the stop 21:00-22:00 a quarter of an hour was held."""
    tables = town(
        needs=[need("P1", "20:00", "23:00")],
        lines=[line(start="20:00", end="23:00", geometry="route", at={})],
        stops=[stop("R1", "21:00", "22:00")],
        delivered=[report(start_local="2026-09-18T20:00", end_local="2026-09-18T21:15")],
    )
    assert ah(tables, "delivered") == (6, 0.5, 5.5, 0)


def test_a_stop_after_they_went_home_is_not_held() -> None:
    """Home at 20:30, a stop 21:00-22:00 planned: half an hour of the walk at half a share, 2 x .5 x .5."""
    tables = town(
        needs=[need("P1", "20:00", "23:00")],
        lines=[line(start="20:00", end="23:00", geometry="route", at={})],
        route_legs=[leg("R1", metres=1500)],
        stops=[stop("R1", "21:00", "22:00")],
        delivered=[report(start_local="2026-09-18T20:00", end_local="2026-09-18T20:30")],
    )
    assert ah(tables, "delivered") == (6, 0.5, 5.5, 0)


def test_the_dwell_of_a_route_takes_time_from_its_walk() -> None:
    """30 min/h at P1 and half the length at P2: shares .5 and .5 x .5 = .25."""
    tables = town(
        places=("P1", "P2"),
        lines=[line(geometry="route", at={})],
        route_legs=[leg("R1", "P1", dwell=30, metres=0), leg("R1", "P2", metres=1500)],
    )
    found = shares(tables).set_index("place_id")["share"]
    assert found.to_dict() == {"P1": 0.5, "P2": 0.25}


def test_a_presence_in_an_area_is_spread_over_the_places_inside() -> None:
    """2 adults somewhere in an area with four places: half an adult at each, marked approximate."""
    places = ("P1", "P2", "P3", "P4")
    tables = town(places=places, needs=[need()], lines=[line(geometry="area", at=dict.fromkeys(places, 0.0))])
    coverage = cover(tables, "planned")
    assert present(tables, "18:00") == [0.5]
    assert coverage.presence.pieces["share"].tolist() == [0.25] * 4
    assert coverage.presence.pieces["approx"].all()


def test_an_area_with_one_place_counts_once() -> None:
    """The cap is one in total: 2 adults in an area with one place are 2 there, and shares below one stay."""
    alone = town(needs=[need()], lines=[line(geometry="area")])
    assert present(alone, "18:00") == [2]
    thin = town(needs=[need()], lines=[line(geometry="area", at={})], route_legs=[leg("R1", metres=750)])
    assert present(thin, "18:00") == [0.5]
