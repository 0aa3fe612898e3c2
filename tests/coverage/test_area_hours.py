"""Adult-hours of areas, by hand: an hour of an adult is one hour, however many places it reaches."""

import pytest

from karta.coverage.area_hours import line_hours
from karta.coverage.grid import grid
from karta.coverage.presence import lay_pieces
from karta.model.tables import Tables
from tests.coverage.town import FRIDAY, leg, line, town

AREA_OF = {"P1": "north", "P2": "north", "P3": "south"}
PLACES = [{"place_id": place, "kind": "square"} for place in AREA_OF]


def hours(tables: Tables) -> dict[tuple[str, str], float]:
    """Return the adult-hours of each line in each area."""
    on = grid(tables)
    rows = line_hours(lay_pieces(tables, on, "planned").pieces, on, AREA_OF)
    cells = (rows[name] for name in ("area_id", "presence_id", "adult_hours"))
    return {(area, name): pytest.approx(amount) for area, name, amount in zip(*cells, strict=True)}


def test_a_pair_that_reaches_two_places_counts_once() -> None:
    """Two adults for four hours at a square 150 m from a station count 2 and 1 there: 8 adult-hours, not 12."""
    here = town(FRIDAY, 1, places=PLACES, lines=[line(at={"P1": 0, "P2": 150})])
    assert hours(here) == {("north", "R1"): 8.0}


def test_a_place_in_another_area_has_its_share() -> None:
    """Of 8 adult-hours that count 2 to 1 over the border, 5.33 are in the north and 2.67 in the south."""
    here = town(FRIDAY, 1, places=PLACES, lines=[line(at={"P1": 0, "P3": 150})])
    assert hours(here) == {("north", "R1"): 16 / 3, ("south", "R1"): 8 / 3}


def test_what_a_walk_gives_its_places_is_left_as_it_is() -> None:
    """A walk of 3,000 m, 300 m of it at each of two places, gives each a tenth of 8 adult-hours."""
    walk = line(geometry="route", at={})
    legs = [leg("R1", "P1", metres=300), leg("R1", "P3", metres=300)]
    here = town(FRIDAY, 1, places=PLACES, lines=[walk], route_legs=legs)
    assert hours(here) == {("north", "R1"): 0.8, ("south", "R1"): 0.8}


def test_an_unknown_number_counts_nowhere() -> None:
    """A line of which nobody knows how many adults it has has no hours, and neither has a place without an area."""
    unknown = town(FRIDAY, 1, places=PLACES, lines=[line(adults=float("nan"))])
    assert hours(unknown) == {}
    on = grid(unknown)
    placed = town(FRIDAY, 1, places=PLACES, lines=[line()])
    assert line_hours(lay_pieces(placed, on, "planned").pieces, on, {}).empty
