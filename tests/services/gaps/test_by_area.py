"""An area of the gaps is the whole town's gaps, seen at its places alone."""

import numpy as np

from karta.coverage.gaps import cover
from karta.services.gaps.known_tables import only_places
from tests.coverage.town import leg, line, need, stop, town


def test_looking_at_one_area_changes_no_presence_there() -> None:
    """A round that dwells and stops at P2 counts at P1 the same whether P2 is looked at or not."""
    tables = town(
        places=("P1", "P2"),
        needs=[need(), need("P2")],
        lines=[line(start="18:00", end="22:00", geometry="route", at={})],
        route_legs=[leg("R1", "P1", metres=1500), leg("R1", "P2", dwell=30, metres=300)],
        stops=[stop("R1", "20:00", "20:30", "P2")],
    )
    town_wide, area = cover(tables, "planned"), cover(only_places(tables, {"P1"}), "planned")
    assert town_wide.gap[0].sum() > 0
    np.testing.assert_array_equal(area.presence.adults[0], town_wide.presence.adults[0])
    np.testing.assert_array_equal(area.gap[0], town_wide.gap[0])
