"""Shapes of one kind: what a mixed shape counts as, and what lies nowhere."""

import warnings
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, box

from karta.model.shapes import doors, measurable

SQUARE = box(0, 0, 2, 2)
LINE = LineString([(0, 0), (3, 0)])


def one(shape: Any) -> Any:
    """Return what distances are measured to for one shape."""
    return measurable(np.array([shape], dtype=object))[0]


@pytest.mark.parametrize(
    ("mixed", "counted"),
    [
        (GeometryCollection([Point(9, 9), SQUARE]), SQUARE),
        (GeometryCollection([LINE, Point(9, 9)]), LINE),
        (GeometryCollection([Point(0, 0), Point(1, 1)]), shapely.MultiPoint([(0, 0), (1, 1)])),
        (
            GeometryCollection([LINE, LineString([(5, 5), (6, 6)])]),
            shapely.MultiLineString([LINE, [(5, 5), (6, 6)]]),
        ),
        (GeometryCollection([GeometryCollection([Point(), SQUARE]), Point(9, 9)]), SQUARE),
    ],
)
def test_a_mixed_shape_counts_as_its_widest_kind(mixed: Any, counted: Any) -> None:
    """Areas go before lines and lines before points, however deep they lie; empty parts are nothing."""
    assert shapely.equals(one(mixed), counted)


def test_areas_that_overlap_are_united() -> None:
    """Two squares of 4 m² that share 1 m² are 7 m² of ground, in a mixed shape as well."""
    both = GeometryCollection([SQUARE, MultiPolygon([box(1, 1, 3, 3)]), Point(0, 0)])
    assert one(both).area == 7.0


def test_what_lies_nowhere_is_no_shape() -> None:
    """Empty shapes, and those with a point that is no number or infinite, are None; a plain shape stays itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        broken = [LineString([(0, 0), (float("nan"), 1), (2, 2)]), Point(float("inf"), 0)]
    assert [one(shape) for shape in (*broken, GeometryCollection(), Point(), None)] == [None] * 5
    assert one(SQUARE) is SQUARE


def test_entrances_are_points() -> None:
    """A line or an area is no entrance; a collection of points is."""
    shapes = np.array([Point(1, 1), LINE, SQUARE, GeometryCollection([Point(2, 2)]), None], dtype=object)
    assert list(doors(shapes)) == [Point(1, 1), None, None, Point(2, 2), None]
