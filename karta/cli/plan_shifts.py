"""`karta plan shifts`: proposals of walks for a week, and what else would close its gaps; nothing is stored."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from karta.cli.arguments import Verbs, day
from karta.i18n import day as day_text
from karta.i18n import number, text

if TYPE_CHECKING:
    from karta.services.planning.double_work import DoubleWork
    from karta.services.planning.quiet_nights import Quiet
    from karta.services.planning.roster_price import Unknown
    from karta.services.planning.shift_plans import WalkProposal

# What a proposal knows of how it was made: nobody else's business.
MADE = ("revision", "audience", "days", "gaps")


def add(what: Verbs) -> None:
    """Add the verb to those of `karta plan`."""
    walks = what.add_parser("shifts", help=text("cli.help_plan_shifts"))
    walks.add_argument("--from", dest="from_", type=day, metavar="DATE", help=text("cli.help_plan_from"))
    walks.add_argument("--groups", type=int, help=text("cli.help_plan_groups"))
    walks.add_argument("--adult-hours", type=float, help=text("cli.help_plan_hours"))
    walks.add_argument("--kronor", type=float, help=text("cli.help_plan_kronor"))
    walks.add_argument("--fair", action="store_true", help=text("cli.help_plan_fair"))
    walks.add_argument("--by-priority", action="store_true", help=text("cli.help_plan_priority"))
    walks.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    walks.set_defaults(act=_shifts)


def _shifts(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.planning import double_work, quiet_nights, roster_price, shift_plans
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    wishes = shift_plans.WalkWishes(
        options.groups,
        options.adult_hours,
        by_priority=options.by_priority,
        kronor=options.kronor,
        fair=options.fair,
    )
    first = options.from_ or workspace.service_day
    proposal = shift_plans.propose(workspace, viewer, first, wishes)
    double = double_work.propose(workspace, viewer, first)
    unknown = roster_price.to_ask(workspace, viewer, first)
    rest = quiet_nights.quiet(workspace, viewer, first)
    if options.json:
        answer = {name: value for name, value in asdict(proposal).items() if name not in MADE}
        answer["double_work"] = [asdict(row) for row in double.questions]
        answer["bound"] = [asdict(row) for row in double.bound]
        answer["rosters_to_ask_for"] = asdict(unknown)
        answer["could_rest"] = [asdict(row) for row in rest.rest]
        print(json.dumps(answer, ensure_ascii=False, indent=1, default=lambda cell: cell.isoformat()))
        return 0
    _walks(proposal)
    _others(double, unknown, rest)
    print(text("cli.plan_left", gap=number(proposal.gap, 1), left=number(proposal.left, 1)))
    return 0


def _walks(proposal: "WalkProposal") -> None:
    for walk in proposal.walks:
        adults = text("cli.plan_adults", count=walk.adults, hours=number(walk.closes, 1))
        print(f"{_when(walk.start, walk.end)}  {adults:<40}  {walk.place}")
    for row in proposal.questions:
        hours, amount = number(row.hours, 1), number(row.adult_hours, 1)
        print(text("cli.plan_question", who=row.responsible, place=row.place, hours=hours, amount=amount))
    for quiet in proposal.quiet:
        print(text("cli.plan_quiet", day=day_text(quiet)))


def _others(double: "DoubleWork", unknown: "Unknown", rest: "Quiet") -> None:
    """Print whom to ask for what, and which walks could rest."""
    for ease in (*double.questions, *double.bound):
        facts = {
            "org": ease.organisation, "place": ease.to_place, "from_place": ease.from_place,
            "when": _when(ease.start, ease.end), "adults": ease.adults,
            "before": number(ease.gap_before, 1), "after": number(ease.gap_after, 1),
        }  # fmt: skip
        why = text(f"double_work.bound.{ease.bound}", **facts) if ease.bound else ""
        print(why or text("double_work.question", **facts))
    for answer in unknown.answers:
        who = answer.organisation or text("double_work.somebody")
        print(
            text(
                "double_work.settles",
                org=who,
                hours=number(answer.settles, 1),
                places=", ".join(answer.places),
            )
        )
    for walk in rest.rest:
        when = _when(walk.start, walk.end)
        print(text("double_work.could_rest", when=when, place=walk.place, hours=number(walk.frees, 1)))


def _when(start: datetime, end: datetime) -> str:
    return f"{day_text(start)}  {start:%H:%M}-{end:%H:%M}"
