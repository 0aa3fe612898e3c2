"""Double work that is eased: one whole team goes where adults are missing, and nobody's gap grows."""

from typing import Any

import numpy as np
import pytest

from karta.coverage.easing import Eased, Move, eased, moved
from karta.coverage.gaps import Coverage, cover
from karta.model.tables import Tables
from tests.coverage.town import line, need, town

TWO = ("P1", "P2")
NEAR = {0: (1,), 1: (0,)}


def found(tables: Tables, near: dict[int, tuple[int, ...]] = NEAR, **over: Any) -> list[Eased]:
    """Return the moves that the tables allow."""
    coverage = cover(tables, "planned")
    ahead = over.get("ahead", np.ones(coverage.grid.shape[1], dtype=bool))
    may = over.get("may", lambda _: True)
    return list(eased(coverage, near, ahead, may, over.get("most", 10)))


def square(*lines: Any, adults: float = 2) -> Tables:
    """Return two places that want so many adults 21-23, with lines."""
    needs = [need(place, "21:00", "23:00", adults) for place in TWO]
    return town(places=TWO, needs=needs, lines=lines)


def clock(coverage: Coverage) -> list[str]:
    """Return the local time at which each slot begins."""
    return [label[11:16] for label in coverage.grid.slots.labels()]


THREE = line("A", "21:00", "23:00", 3, org="Org A")
PAIR = line("B", "21:00", "23:00", 2, org="Org B")


def test_the_smaller_of_two_teams_closes_the_gap_next_door() -> None:
    """Teams of 3 and 2 where 2 are wanted: the pair goes; 10 adult-hours are known before and after, the gap 4 -> 0."""
    (one,) = found(square(THREE, PAIR))
    team = one.before.presence.pieces.iloc[one.move.piece]
    assert (team["org"], one.move.closes_ah) == ("Org B", 4.0)
    effect = one.effect
    assert (effect.known_before, effect.known_after) == (10.0, 10.0)
    assert (effect.gap_before, effect.gap_after) == (4.0, 0.0)
    assert (effect.empty_before, effect.empty_after) == (2.0, 0.0)


def test_a_move_is_what_the_method_makes_of_the_same_roster() -> None:
    """Written out as two lines, at the square until 22 and from then on next door, the gap is the same everywhere."""
    coverage = cover(square(THREE, PAIR), "planned")
    at_22 = clock(coverage).index("22:00")
    piece = int(np.flatnonzero(coverage.presence.pieces["presence_id"] == "B")[0])
    after = moved(coverage, Move(piece, 0, 1, at_22, at_22 + 4, 2.0, 2.0))
    by_hand = square(
        THREE,
        line("B", "21:00", "22:00", 2, org="Org B"),
        line("B2", "22:00", "23:00", 2, org="Org B", at={"P2": 0.0}),
    )
    expected: Coverage = cover(by_hand, "planned")
    assert np.array_equal(after.gap, expected.gap)
    assert np.array_equal(after.presence.adults, expected.presence.adults)
    # The last slot of the period has an end, too.
    assert after.gap.sum() * after.grid.hours == 2.0


@pytest.mark.parametrize(
    ("tables", "near"),
    [
        # Nobody is too many: without either team the square has a gap.
        (square(line("A", "21:00", "23:00", 2, org="Org A"), PAIR, adults=3), NEAR),
        # One alone neither goes nor stays.
        (square(line("A", "21:00", "23:00", 1, org="Org A"), PAIR), NEAR),
        (square(line("A", "21:00", "23:00", 1, org="Org A"), PAIR, adults=1), NEAR),
        # Two teams of one organisation are its own affair.
        (square(THREE, line("B", "21:00", "23:00", 2, org="Org A")), NEAR),
        # Nothing is missing next door.
        (square(THREE, PAIR, line("C", "21:00", "23:00", 2, at={"P2": 0.0})), NEAR),
        # Next door is too far to walk.
        (square(THREE, PAIR), {0: (), 1: ()}),
        # How many they are is not known.
        (square(THREE, line("B", "21:00", "23:00", float("nan"), org="Org B")), NEAR),
        # A quarter is the change of a team.
        (square(THREE, line("B", "21:00", "21:15", 2, org="Org B")), NEAR),
    ],
)
def test_nobody_is_asked_to_go_without_reason(tables: Tables, near: dict[int, tuple[int, ...]]) -> None:
    """No team goes where the square needs it, where it is alone, or where it would help nobody."""
    assert found(tables, near) == []


def test_a_team_that_is_seen_from_a_third_place_stays() -> None:
    """The pair is half an adult's distance from P3, which wants one: going away would open a gap of its own there."""
    needs = [need("P1", "21:00", "23:00"), need("P2", "21:00", "23:00"), need("P3", "21:00", "23:00", 1)]
    pair = line("B", "21:00", "23:00", 2, org="Org B", at={"P1": 0.0, "P3": 150.0})
    tables = town(places=("P1", "P2", "P3"), needs=needs, lines=[THREE, pair])
    (one,) = found(tables, {0: (1,)})
    # The three of the other team go instead: the pair is enough for the square.
    assert one.before.presence.pieces.iloc[one.move.piece]["org"] == "Org A"


def test_what_is_refused_is_told_once_and_the_next_is_tried() -> None:
    """Where the pair may not be asked the three are; where nobody may, nothing moves; what has been is left out."""
    asked: list[str] = []

    def not_b(one: Eased) -> bool:
        asked.append(str(one.before.presence.pieces.iloc[one.move.piece]["org"]))
        return asked[-1] != "Org B"

    (one,) = found(square(THREE, PAIR), may=not_b)
    assert asked == ["Org B", "Org A"]
    assert one.move.adults == 3.0
    assert found(square(THREE, PAIR), may=lambda _: False) == []
    coverage = cover(square(THREE, PAIR), "planned")
    ahead = np.array([label >= "22:00" for label in clock(coverage)])
    (later,) = found(square(THREE, PAIR), ahead=ahead)
    assert (later.move.closes_ah, later.effect.gap_before, later.effect.gap_after) == (2.0, 2.0, 0.0)
