"""`karta plan rosters`: who could walk on the shifts that need people, for each organisation; nothing is stored."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from karta.cli.arguments import day
from karta.i18n import day as day_text
from karta.i18n import text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from karta.model.shift import ShiftOccurrence
    from karta.services.planning.rosters import RosterProposal


def add(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb below `plan`."""
    parser = what.add_parser("rosters", help=text("cli.help_plan_rosters"))
    parser.add_argument("--org", metavar="NAME", help=text("cli.help_plan_org"))
    parser.add_argument("--from", dest="from_", type=day, metavar="DATE", help=text("cli.help_plan_from"))
    parser.add_argument("--weeks", type=int, default=1, help=text("cli.help_plan_weeks"))
    parser.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    parser.set_defaults(act=_rosters)


def _rosters(options: argparse.Namespace) -> int:
    from karta.errors import NotFoundError
    from karta.services.access import viewers
    from karta.services.planning import rosters
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    wanted = rosters.organisations(workspace, viewer)
    if options.org is not None:
        wanted = {org: name for org, name in wanted.items() if name.casefold() == options.org.casefold()}
        if not wanted:
            raise NotFoundError("no_such_organisation", name=options.org)
    first = options.from_ or workspace.service_day
    proposals = [rosters.propose(workspace, viewer, org, first, 7 * options.weeks) for org in wanted]
    if options.json:
        organisations = [_as_json(proposal, workspace.zone) for proposal in proposals]
        answer = {"from": first.isoformat(), "days": 7 * options.weeks, "organisations": organisations}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return 0
    if not proposals:
        print(text("cli.plan_no_volunteers"))
    for proposal in proposals:
        _print(proposal, workspace.zone)
    return 0


def _print(proposal: "RosterProposal", zone: "ZoneInfo") -> None:
    print(
        text("cli.plan_roster_org", org=proposal.organisation, count=proposal.volunteers, said=proposal.said)
    )
    if not proposal.shifts and not proposal.left:
        print(text("cli.plan_no_rosters"))
    for row in proposal.shifts:
        names = ", ".join(each.name for each in row.people)
        print(f"{_when(row.shift, zone)}  {row.shift.place}: {names}")
    for left in proposal.left:
        why = ", ".join(text(f"rosters.who_reason.{code}", count=count) for code, count in left.reasons)
        print(text("cli.plan_roster_left", when=_when(left.shift, zone), place=left.shift.place, why=why))


def _when(shift: "ShiftOccurrence", zone: "ZoneInfo") -> str:
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    return f"{day_text(start)}  {start:%H:%M}-{end:%H:%M}"


def _as_json(proposal: "RosterProposal", zone: "ZoneInfo") -> dict[str, Any]:
    def shift(row: "ShiftOccurrence") -> dict[str, Any]:
        return {
            "shift": row.occurrence_id, "place": row.place, "start": row.start.astimezone(zone).isoformat(),
            "end": row.end.astimezone(zone).isoformat(), "adults": row.adults, "least": row.min_team,
        }  # fmt: skip

    return {
        "organisation": proposal.organisation,
        "volunteers": proposal.volunteers,
        "said_when": proposal.said,
        "over": proposal.over,
        "staffed": [
            {
                **shift(row.shift),
                "people": [
                    {"name": each.name, "role": each.role, "asked": each.is_asked} for each in row.people
                ],
            }
            for row in proposal.shifts
        ],
        "not_staffed": [
            {
                **shift(left.shift),
                "reasons": dict(left.reasons),
                "would_help": [{"what": code, "who": name or None} for code, name in left.changes],
            }
            for left in proposal.left
        ],
    }
