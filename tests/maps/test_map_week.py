"""A week arrives in the browser with the figures that it had, and one that does not add up is refused."""

from typing import Any

import numpy as np
import pytest

from karta import maps
from karta.errors import ContractError
from tests.maps.pictures import opened, week


def test_figures_arrive_as_they_were_to_a_hundredth() -> None:
    """States, adults missing, adults present and marks come back out of the looks; a missing figure is 0."""
    marks = np.array([[0, maps.DOUBLE, 0], [maps.AROUND_TRAINING, 0, maps.OPEN_UNSTAFFED]], dtype=np.uint8)
    contents = opened(maps.pack_week(week(marks=marks)).parcel.content)
    by_hour = [contents["looks"][cell] for cell in contents["cells"]]
    assert by_hour == [
        [4, 200, 0, 0], [0, 0, 0, 8], [3, 50, 150, 1], [1, 0, 0, 0], [2, 0, 200, 0], [5, 0, 0, 2],
    ]  # fmt: skip
    assert contents["name"] == ["{{7*7}}", "B"]
    assert contents["days"] == [[0, "fre 18 sep"], [2, "lör 19 sep"]]
    assert (contents["lon"], contents["lat"]) == ([15_010_000, 15_020_000], [59_010_000, 59_020_000])
    assert [contents["kinds"][number] for number in contents["kind"]] == [
        ["square", "Torg"],
        ["school", "Skola"],
    ]


def test_more_than_256_looks_take_two_bytes_and_too_many_are_rounded() -> None:
    """300 different figures come back exactly; 70,000 come back to a tenth."""
    for count, error in ((300, 0), (70_000, 5)):
        amounts = np.arange(count, dtype=float)[None, :] / 100
        plain = np.full((1, count), 4, dtype=np.uint8)
        place = week().places.iloc[[0]]
        shown = maps.Week(place, [f"x {n}" for n in range(count)], plain, amounts % 600, amounts // 600)
        contents = opened(maps.pack_week(shown).parcel.content)
        got = [contents["looks"][cell][1] for cell in contents["cells"]]
        wanted = np.rint((amounts % 600) * 100)[0]
        assert max(abs(np.array(got) - wanted)) <= error
        assert {name: kind for name, kind, _, _ in contents["arrays"]}["cells"] == "u2"


def test_a_walk_arrives_with_its_line_and_hours() -> None:
    """A route of two points over the second hour: steps in microdegrees and the hours, both included."""
    walk = maps.Walk("Vandring <b>", [(15.0, 59.0), (15.00001, 59.0)], [(1, 1)])
    contents = opened(maps.pack_week(week(walks=[walk])).parcel.content)
    assert contents["walks"] == [
        {"name": "Vandring <b>", "line": [15_000_000, 59_000_000, 10, 0], "hours": [[1, 1]], "style": 0}
    ]


def test_a_place_without_a_position_is_named() -> None:
    """A place that lies nowhere cannot be drawn: the fault says which."""
    places = week().places.assign(lat=[59.01, np.nan])
    with pytest.raises(ContractError) as fault:
        week(places=places)
    assert fault.value.facts == {"places": ["b"]}


@pytest.mark.parametrize(
    "change",
    [
        {"states": np.zeros((2, 2), dtype=np.uint8)},
        {"gap": np.zeros((1, 3))},
        {"presence": np.zeros((2, 3, 1))},
        {"marks": np.zeros((3, 2), dtype=np.uint8)},
    ],
)
def test_a_week_that_does_not_add_up_is_refused(change: dict[str, Any]) -> None:
    """Tables of another shape than places x hours are faults."""
    with pytest.raises(ContractError):
        week(**change)
