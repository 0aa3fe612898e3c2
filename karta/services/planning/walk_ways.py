"""Which way: a walk of a shift from a meeting point over the streets, with timed stops where adults are missing most.

Closed paths are no part of the streets; unlit ones are gone round where the map says that they are. What it says
nothing of is allowed, and that is told.
"""

import shapely
from pyproj import Transformer

from karta.errors import ContractError, InputError
from karta.i18n import text
from karta.model import typed_numbers
from karta.model.shift import MIN_TEAM, Stop
from karta.planning.check import faults_of_routes
from karta.planning.plan import Plan
from karta.planning.route_problem import Route, RouteProblem, lingering
from karta.planning.walk_routes import routes, shared_out
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.reports.gpx import Waypoint, gpx
from karta.services.planning import walk_spots, way_ground
from karta.services.planning.walk_spots import Spot
from karta.services.planning.way_ground import Ground
from karta.services.planning.way_proposal import Left, Point, Way, WayProposal
from karta.services.rosters import series, shifts, way_groups
from karta.services.rosters.series import Scope
from karta.services.search import Search
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES

SECONDS, MOST_GROUPS = 1.0, 4
GROUPS = "ABCD"


def propose(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    meeting: Point | None = None,
    *,
    lit: bool = True,
    groups: int = 1,
    search: Search[WayProposal] | None = None,
) -> WayProposal:
    """Return the ways of a shift that stop where most agreed adults are missing; nothing is stored.

    `meeting` is where it begins and ends (lon, lat), the shift's own place where none is given. `search` gets the
    greedy ways at once, and the better ones before their bound; stopped, no bound is known.

    Raises
    ------
    InputError
        `walk_way_off` where no street is near the meeting point, `walk_way_nowhere` where the shift has no place on
        the map and none is given, `number_outside` for a number of groups that is none.
    """
    require(viewer, "see_gaps", WORKSPACE)
    typed_numbers.whole(groups, 1, MOST_GROUPS)
    search = search or Search()
    occurrence = shifts.occurrence(workspace, viewer, occurrence_id)
    ground = way_ground.survey(workspace, viewer, occurrence, meeting, lit=lit)
    adults = max(occurrence.adults, occurrence.min_team)
    if groups > 1:
        # They part: no group is one adult alone.
        adults = max(MIN_TEAM, adults // groups)
    chosen = ground.spots(adults, ground.near(), walk_spots.MOST_SPOTS * groups)
    stand = ground.stand({spot.row for spot in chosen})
    problem = walk_spots.problem_of(chosen, stand.metres, stand.number, ground.minutes, groups)

    def proposal(plan: Plan[Route]) -> WayProposal:
        walked = [lingering(problem, route) for route in shared_out(problem, plan.chosen)]
        faults = faults_of_routes(problem, walked)
        if faults:
            codes = ", ".join(sorted({fault.code for fault in faults}))
            raise ContractError("plan_breaks_rules", faults=codes)
        return WayProposal(
            occurrence_id=occurrence_id, version=occurrence.version, meeting=ground.meeting, groups=groups,
            adults=adults, ways=tuple(ground.way(route, chosen, stand) for route in walked),
            left=_left(ground, chosen, problem, plan), streets=ground.streets is not None,
            light_known=ground.light_known, lit=lit and ground.light_known, bound=plan.bound, audience=viewer.scope,
        )  # fmt: skip

    def better(plan: Plan[Route]) -> None:
        search.better(proposal(plan))

    return proposal(routes(problem, SECONDS, stop=search.stopped, better=better))


def take(
    workspace: Workspace, viewer: Viewer, proposal: WayProposal, number: int = 0, scope: Scope = "one"
) -> None:
    """Let a way become the route of its shift with its stops, of one occurrence, it and all later ones, or all.

    Raises
    ------
    InputError
        `walk_way_empty` where no way has that number.
    ConflictError
        `row_changed` when somebody has changed the shift since the proposal was made.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    require_for(viewer, "see_gaps", proposal.audience)
    way = _numbered(proposal, number)
    series.edit(
        workspace, viewer, proposal.occurrence_id, scope, version=proposal.version, verb="take_way", route=_line(way),
        stops=_stops(way),
    )  # fmt: skip


def take_all(workspace: Workspace, viewer: Viewer, proposal: WayProposal) -> int:
    """Let the way of the first group become the route of its shift, and make a shift of its own for each other one.

    Return how many shifts there are of it then. Nobody is put on a new one: it counts once enough have signed up.

    Raises
    ------
    InputError
        `walk_way_empty` where there is no way, `shift_in_past` for a shift that has begun.
    ConflictError
        `row_changed` when somebody has changed the shift since the proposal was made.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    require_for(viewer, "see_gaps", proposal.audience)
    _numbered(proposal, 0)
    ways = [
        way_groups.GroupWay(
            text("ways.group", workspace.language, group=GROUPS[number]), _line(way), _stops(way)
        )
        for number, way in enumerate(proposal.ways)
    ]
    way_groups.part(workspace, viewer, proposal.occurrence_id, ways, version=proposal.version)
    return len(ways)


def proposed_gpx(workspace: Workspace, viewer: Viewer, proposal: WayProposal, number: int) -> bytes:
    """Return a way that is proposed as a GPX file, before any shift has it; no name of a person is in it."""
    require_for(viewer, "see_gaps", proposal.audience)
    way = _numbered(proposal, number)
    unnamed = text("ui.unnamed", workspace.language)
    points = [
        Waypoint(stop.place or unnamed, *stop.at, f"{stop.start:%H:%M}\u2013{stop.end:%H:%M}", stop.start)
        for stop in way.stops
    ]
    group = text("ways.group", workspace.language, group=GROUPS[number])
    return gpx(f"{group} {way.leave:%Y-%m-%d %H:%M}", way.line, points)


def _numbered(proposal: WayProposal, number: int) -> Way:
    if not 0 <= number < len(proposal.ways):
        raise InputError("walk_way_empty")
    return proposal.ways[number]


def _line(way: Way) -> shapely.LineString:
    to_metres = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
    return shapely.LineString([to_metres.transform(lon, lat) for lon, lat in way.line])


def _stops(way: Way) -> list[Stop]:
    return [Stop(stop.place_id, f"{stop.start:%H:%M}", f"{stop.end:%H:%M}") for stop in way.stops]


def _left(ground: Ground, chosen: list[Spot], problem: RouteProblem, plan: Plan[Route]) -> tuple[Left, ...]:
    """Return the places at which no group stops at all, once each, with why."""
    visited = {chosen[node - 1].row for route in plan.chosen for node in route.nodes}
    why: dict[int, str] = {}
    for unfilled in plan.unfilled:
        row = chosen[unfilled.what[0] - 1].row
        if row not in visited and problem.worth[unfilled.what[0]] > 0:
            why.setdefault(row, unfilled.reasons[0].code)
    return tuple(Left(*ground.name(row), code) for row, code in why.items())
