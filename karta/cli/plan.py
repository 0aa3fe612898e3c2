"""`karta plan shifts|rosters|routes|visits|whatif`: walks, who walks, which way, visits, what if; nothing is stored."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from karta.cli import plan_rosters, plan_routes, plan_shifts, plan_whatif
from karta.cli.arguments import Verbs, day
from karta.i18n import day as day_text
from karta.i18n import number, text

if TYPE_CHECKING:
    from karta.services.planning.visit_plans import Proposal

WEEKS = 1
WAYS = ("walk", "cycle", "car")


def add(verbs: Verbs) -> None:
    """Add the verb."""
    plan = verbs.add_parser("plan", help=text("cli.help_plan"))
    what = plan.add_subparsers(required=True, metavar="WHAT")
    plan_shifts.add(what)
    plan_rosters.add(what)
    plan_routes.add(what)
    plan_whatif.add(what)
    visits = what.add_parser("visits", help=text("cli.help_plan_visits"))
    visits.add_argument("--from", dest="from_", type=day, metavar="DATE", help=text("cli.help_plan_from"))
    visits.add_argument("--weeks", type=int, default=WEEKS, help=text("cli.help_plan_weeks"))
    visits.add_argument("--way", choices=WAYS, default="car", help=text("cli.help_plan_way"))
    visits.add_argument("--area", metavar="A", help=text("cli.help_plan_area"))
    visits.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    visits.set_defaults(act=_visits)


def _visits(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.planning import visit_plans
    from karta.services.planning.visit_question import Wanted
    from karta.services.register import town
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    area = None if options.area is None else town.area_named(workspace, viewers.local(), options.area)
    wanted = Wanted(options.from_ or workspace.today, options.weeks, options.way, area_id=area)
    proposal = visit_plans.propose(workspace, viewers.local(), wanted)
    if options.json:
        print(json.dumps(_as_json(proposal, options.area), ensure_ascii=False, indent=1))
        return 0
    for visit in proposal.visits:
        who = f"{visit.officer} + {visit.along}" if visit.along else visit.officer
        print(f"{day_text(visit.day)}  {visit.start}-{visit.end}  {who:<24}  {visit.place}")
    if not proposal.visits:
        print(text("cli.plan_no_visits"))
    for row in proposal.late:
        why = text(f"visits.why.{row.code}", day=day_text(row.day), officer=row.officer, minutes=row.minutes)
        print(text("visits.late_row", place=row.place, due=day_text(row.due), days=row.days, why=why))
    if proposal.question.asked_first:
        print(text("cli.plan_ask_first", places=", ".join(proposal.question.asked_first)))
    if proposal.share is not None:
        print(text("visits.share", share=number(100 * min(1.0, proposal.share), 0)))
    return 0


def _as_json(proposal: "Proposal", area: str | None) -> dict[str, Any]:
    return {
        "from": proposal.question.first.isoformat(),
        "days": proposal.question.problem.days,
        "area": area,
        "visits": [
            {
                "place": visit.place, "day": visit.day.isoformat(), "start": visit.start, "end": visit.end,
                "officer": visit.officer, "along": visit.along or None,
            }
            for visit in proposal.visits
        ],
        "late": [
            {
                "place": row.place, "due": row.due.isoformat(), "days": row.days, "why": row.code,
                "day": row.day.isoformat(), "officer": row.officer or None, "minutes": row.minutes,
            }
            for row in proposal.late
        ],
        "ask_first": list(proposal.question.asked_first),
        "share_of_best": proposal.share,
        "main_officer_share": proposal.main_share,
    }  # fmt: skip
