"""A term dealt out in turn: a weekly shift whose dates go to one organisation, team or class after the other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from karta.errors import InputError
from karta.model import typed_text
from karta.model.shift import ShiftPlan
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan
from karta.services.workspace import Workspace

# Weeks of a term at most.
MOST = 60


def turns(plan: ShiftPlan, names: Sequence[str] = ()) -> list[tuple[date, str, str]]:
    """Return each date of a weekly plan with whose turn it is: an organisation's id, and the name of a team or class.

    With `names` all dates are the first organisation's and the names take turns; else the organisations do. A date
    that is left out is nobody's turn.

    Raises
    ------
    InputError
        `dealing_open` for a plan without an end, `dealing_few` where there is nobody to take turns with.
    """
    if plan.until is None or (plan.until - plan.day).days > 7 * MOST:
        raise InputError("dealing_open", most=MOST)
    teams = [typed_text.clean(name) for name in names if typed_text.clean(name)]
    if len(teams or plan.organisations) < 2:
        raise InputError("dealing_few")
    weeks = range((plan.until - plan.day).days // 7 + 1)
    days = [day for day in (plan.day + 7 * n * DAY for n in weeks) if day not in plan.exdates]
    if teams:
        return [(day, plan.organisations[0], teams[n % len(teams)]) for n, day in enumerate(days)]
    orgs = plan.organisations
    return [(day, orgs[n % len(orgs)], "") for n, day in enumerate(days)]


def deal_out(workspace: Workspace, viewer: Viewer, plan: ShiftPlan, names: Sequence[str] = ()) -> int:
    """Store a shift for each date of a plan, each for whose turn it is, as one act; return how many.

    Raises as `turns` and `shifts.create_shift` do.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    check_ahead(workspace, plan.day, plan.start)
    dealt = turns(plan, names)
    with workspace.act(viewer, "deal_out") as act:
        for day, org, name in dealt:
            single = replace(
                plan, day=day, weekly=False, until=None, exdates=frozenset(), organisations=(org,),
                title=", ".join(filter(None, (plan.title, name))),
            )  # fmt: skip
            check_plan(act, viewer, single)
            insert_plan(act, single)
    return len(dealt)
