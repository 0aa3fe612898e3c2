"""`karta plan shifts`: proposals of walks for a week, and what else would close its gaps; nothing is stored."""

import argparse
import json
from dataclasses import asdict

from karta.cli.arguments import Verbs, day
from karta.i18n import day as day_text
from karta.i18n import number, text

# What a proposal knows of how it was made: nobody else's business.
MADE = ("revision", "audience")


def add(what: Verbs) -> None:
    """Add the verb to those of `karta plan`."""
    walks = what.add_parser("shifts", help=text("cli.help_plan_shifts"))
    walks.add_argument("--from", dest="from_", type=day, metavar="DATE", help=text("cli.help_plan_from"))
    walks.add_argument("--groups", type=int, help=text("cli.help_plan_groups"))
    walks.add_argument("--adult-hours", type=float, help=text("cli.help_plan_hours"))
    walks.add_argument("--by-priority", action="store_true", help=text("cli.help_plan_priority"))
    walks.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    walks.set_defaults(act=_shifts)


def _shifts(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.planning import shift_plans
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    wishes = shift_plans.WalkWishes(options.groups, options.adult_hours, by_priority=options.by_priority)
    first = options.from_ or workspace.service_day
    proposal = shift_plans.propose(workspace, viewers.local(), first, wishes)
    if options.json:
        answer = {name: value for name, value in asdict(proposal).items() if name not in MADE}
        print(json.dumps(answer, ensure_ascii=False, indent=1, default=lambda cell: cell.isoformat()))
        return 0
    for walk in proposal.walks:
        when = f"{day_text(walk.start)}  {walk.start:%H:%M}-{walk.end:%H:%M}"
        print(
            f"{when}  {text('cli.plan_adults', count=walk.adults, hours=number(walk.closes, 1)):<40}  {walk.place}"
        )
    for row in proposal.questions:
        hours = number(row.adult_hours, 1)
        print(
            text(
                "cli.plan_question",
                who=row.responsible,
                place=row.place,
                hours=number(row.hours, 1),
                amount=hours,
            )
        )
    for day_off in proposal.quiet:
        print(text("cli.plan_quiet", day=day_text(day_off)))
    print(text("cli.plan_left", gap=number(proposal.gap, 1), left=number(proposal.left, 1)))
    return 0
