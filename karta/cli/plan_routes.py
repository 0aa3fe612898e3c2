"""`karta plan routes`: which way the walks of the coming week could go, stop by stop; nothing is stored."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from karta.cli.arguments import Verbs
from karta.i18n import day as day_text
from karta.i18n import error_text, number, text

if TYPE_CHECKING:
    from karta.model.shift import ShiftOccurrence
    from karta.services.planning.way_proposal import WayProposal
    from karta.services.workspace import Workspace

DAYS = 7
# What a proposal knows of how it was made: nobody else's business.
MADE = ("version", "audience")


def add(what: Verbs) -> None:
    """Add the verb to those of `karta plan`."""
    ways = what.add_parser("routes", help=text("cli.help_plan_routes"))
    ways.add_argument("--shift", metavar="ID", help=text("cli.help_plan_shift"))
    ways.add_argument("--meeting", metavar="PLACE", help=text("cli.help_plan_meeting"))
    ways.add_argument("--groups", type=int, default=1, help=text("cli.help_plan_route_groups"))
    ways.add_argument("--dark", action="store_true", help=text("cli.help_plan_dark"))
    ways.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    ways.set_defaults(act=_ways)


def _ways(options: argparse.Namespace) -> int:
    from karta.errors import KartaError
    from karta.services.access import viewers
    from karta.services.planning import walk_ways
    from karta.services.rosters import routes
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    meeting = routes.locate(workspace, viewer, options.meeting)[1] if options.meeting else None
    answers: list[dict[str, Any]] = []
    for occurrence in _walks(workspace, options.shift):
        about = {"shift": occurrence.occurrence_id, "place": occurrence.place}
        try:
            proposal = walk_ways.propose(
                workspace,
                viewer,
                occurrence.occurrence_id,
                meeting,
                lit=not options.dark,
                groups=options.groups,
            )
        except KartaError as error:
            # One shift that cannot be walked from there says nothing of the others.
            answers.append({**about, "fault": error_text(error, workspace.language)})
            continue
        answer = {name: value for name, value in asdict(proposal).items() if name not in MADE}
        answer["share"] = proposal.share
        answers.append({**about, **answer})
        if not options.json:
            _print(workspace, occurrence, proposal)
    if options.json:
        print(
            json.dumps(
                {"shifts": answers}, ensure_ascii=False, indent=1, default=lambda cell: cell.isoformat()
            )
        )
        return 0
    for answer in answers:
        if "fault" in answer:
            print(f"{answer['place']}: {answer['fault']}")
    if not answers:
        print(text("cli.plan_no_ways"))
    return 0


def _walks(workspace: "Workspace", occurrence_id: str | None) -> "list[ShiftOccurrence]":
    """Return the shift that is asked for, or those for sign-up of the coming week by time."""
    from karta.services.access import viewers
    from karta.services.rosters import shifts

    viewer = viewers.local()
    if occurrence_id:
        return [shifts.occurrence(workspace, viewer, occurrence_id)]
    ahead = shifts.ahead(workspace, viewer, DAYS)
    return sorted((*ahead.understaffed, *ahead.staffed), key=lambda each: (each.start, each.occurrence_id))


def _print(workspace: "Workspace", occurrence: "ShiftOccurrence", proposal: "WayProposal") -> None:
    from karta.services.planning.walk_ways import GROUPS

    begins = occurrence.start.astimezone(workspace.zone)
    print(f"{day_text(begins)}  {begins:%H:%M}  {occurrence.place}")
    for group, way in zip(GROUPS, proposal.ways, strict=False):
        if len(proposal.ways) > 1:
            print("  " + text("ways.group", group=group))
        for stop in way.stops:
            print(f"  {stop.start:%H:%M}-{stop.end:%H:%M}  {stop.place}")
        metres = number(way.length_m, 0)
        print(
            "  " + text(
                "ways.found", count=len(way.stops), metres=metres, leave=f"{way.leave:%H:%M}", back=f"{way.back:%H:%M}"
            )
        )  # fmt: skip
    if not proposal.ways:
        print("  " + text("ways.nothing"))
    for row in proposal.left:
        print("  " + text(f"ways.left.{row.why}", place=row.place))
