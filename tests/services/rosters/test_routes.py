"""The route of a shift and its timed stops: drawn, laid along the streets, kept, told and taken away."""

import pytest
import shapely
from pyproj import Transformer

from karta.errors import InputError
from karta.model.shift import Stop
from karta.services.rosters import routes
from karta.services.workspace import Workspace
from karta.store.layers import put_layer
from tests.coverage.streets.network import EDGES, NODES, at, frames
from tests.services.rosters.conftest import COORDINATOR, Plan, occurrences, place_id, version_of


def degrees(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Return points of the small network as a click gives them."""
    to = Transformer.from_crs(3006, 4326, always_xy=True)
    return [to.transform(point.x, point.y) for point in at(*points)]


def with_streets(workspace: Workspace) -> None:
    """Put the small network into the workspace."""
    nodes, edges = frames(NODES, EDGES)
    with workspace.store.act("samordnare", "add") as act:
        put_layer(act, "walk_nodes", nodes.assign(geometry=shapely.points(nodes[["x", "y"]].to_numpy())))
        put_layer(act, "walk_edges", edges)


def test_a_route_is_laid_along_the_streets_and_kept(workspace: Workspace, plan: Plan) -> None:
    """Straight where the workspace has no streets, 160 m round the corner where it has; kept, drawn, taken away."""
    shift = plan()
    (occurrence,) = occurrences(workspace)
    points = degrees((100, -5), (200, 60))
    bare = routes.lay(workspace, COORDINATOR, points)
    assert (bare.streets, bare.straight, bare.legs, len(bare.line)) == (False, 1, 1, 2)
    assert bare.length_m == pytest.approx(shapely.Point(100, -5).distance(shapely.Point(200, 60)), abs=1e-6)
    with_streets(workspace)
    way = routes.lay(workspace, COORDINATOR, points)
    assert (way.streets, way.straight) == (True, 0)
    assert way.length_m == pytest.approx(160.0, abs=1e-6)
    routes.set_route(
        workspace,
        COORDINATOR,
        occurrence.occurrence_id,
        points,
        version=version_of(workspace, occurrence.occurrence_id),
    )
    assert routes.route(workspace, COORDINATOR, shift) == way.line
    stored = workspace.store.frame("shift", [shift]).iloc[0]
    assert (stored["located"], stored["geometry"].length) == ("route", pytest.approx(160.0))
    assert occurrences(workspace)[0].place == "Torget"
    routes.set_route(
        workspace,
        COORDINATOR,
        occurrence.occurrence_id,
        (),
        version=version_of(workspace, occurrence.occurrence_id),
    )
    assert routes.route(workspace, COORDINATOR, shift) == ()
    with pytest.raises(InputError, match="route_points"):
        routes.set_route(
            workspace,
            COORDINATOR,
            occurrence.occurrence_id,
            points[:1],
            version=version_of(workspace, occurrence.occurrence_id),
        )


def test_stops_are_timed_and_lie_within_the_shift(workspace: Workspace, plan: Plan) -> None:
    """From 22:00 over midnight two stops are kept in order; one before the shift, after it or out of order is not."""
    square, park = place_id(workspace, "Torget"), place_id(workspace, "Parken")
    shift = plan(start="22:00", end="01:00")
    (occurrence,) = occurrences(workspace)
    wanted = [Stop(square, "22:10", "22:30"), Stop(park, "23:50", "00:20")]
    routes.set_stops(
        workspace,
        COORDINATOR,
        occurrence.occurrence_id,
        wanted,
        version=version_of(workspace, occurrence.occurrence_id),
    )
    assert routes.stops(workspace, COORDINATOR, shift) == wanted
    for wrong in (
        [Stop(square, "21:50", "22:10")], [Stop(square, "00:50", "01:10")], [Stop(square, "22:10", "22:10")],
        wanted[::-1],
    ):  # fmt: skip
        with pytest.raises(InputError, match="route_stops"):
            routes.set_stops(
                workspace,
                COORDINATOR,
                occurrence.occurrence_id,
                wrong,
                version=version_of(workspace, occurrence.occurrence_id),
            )
    assert routes.stops(workspace, COORDINATOR, shift) == wanted
    routes.set_stops(
        workspace,
        COORDINATOR,
        occurrence.occurrence_id,
        [],
        version=version_of(workspace, occurrence.occurrence_id),
    )
    assert routes.stops(workspace, COORDINATOR, shift) == []


def test_a_point_is_named_by_a_place_or_told_to_be_nowhere(workspace: Workspace) -> None:
    """A place is found by its name however it is cased; what nothing is called is refused with what was typed."""
    name, (lon, lat) = routes.locate(workspace, COORDINATOR, " torget")
    assert (name, lon, lat) == ("Torget", pytest.approx(15.0), pytest.approx(59.0))
    with pytest.raises(InputError, match="route_nowhere") as caught:
        routes.locate(workspace, COORDINATOR, "Finns inte")
    assert caught.value.facts == {"typed": "Finns inte"}
