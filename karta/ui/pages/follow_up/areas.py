"""Områden: what each has beside the young who live there, in alphabetical order; no area is placed before another."""

from karta.i18n import fixed, number, share
from karta.services.follow_up import fairness, supply
from karta.services.follow_up.fairness import AreaRow
from karta.services.follow_up.supply import SchoolSupply, Supplied
from karta.services.gaps.school_walks import CLASSES_M
from karta.services.gaps.statistics import WEEKS, last_day
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.follow_up import area_dots

NOTHING = "–"


def show(context: Context) -> None:
    """Show the part."""
    say = context.say
    words.paragraph(say("areas.period", weeks=WEEKS, last=on(context, last_day(context.workspace))), "quiet")
    words.paragraph(say("areas.not_ranked"))
    rows = fairness.areas(context.workspace, context.viewer)
    if not rows:
        words.paragraph(say("areas.none"))
        return
    _adult_hours(context, rows)
    _safe_places(context, rows)
    _supply(context)
    _schools(context)


def _adult_hours(context: Context, rows: list[AreaRow]) -> None:
    say = context.say
    title = say("areas.adult_hours_title")
    words.heading(title)
    columns = ("youths", "per_100", "secular_per_100", "need_per_100", "completeness")
    table = [[row.name, *_cells(context, row)] for row in rows]
    words.table([say("ui.area"), *(say(f"areas.{name}") for name in columns)], table, title)
    words.paragraph(say("areas.adult_hours_what"), "quiet")
    if any(row.approximate for row in rows):
        words.paragraph(say("areas.approximate"), "quiet")
    area_dots.show(context, fairness.spread(context.workspace, context.viewer), say("areas.spread_title"))
    even = fairness.evenness(context.workspace, context.viewer)
    if even is not None and even.gini == even.gini:
        words.paragraph(say("areas.gini", gini=number(even.gini, 2, context.workspace.language)), "quiet")


def _cells(context: Context, row: AreaRow) -> list[str]:
    say = context.say
    young = say("areas.few_youths") if row.few_youths else _amount(context, row.youths, 0)
    if row.youths is None:
        return [young, *[NOTHING] * 3, _share(context, row.completeness)]
    return [
        say("areas.about", amount=young) if row.approximate else young,
        _at_least(context, row),
        _amount(context, row.secular_per_100),
        _amount(context, row.need_per_100),
        _share(context, row.completeness),
    ]


def _at_least(context: Context, row: AreaRow) -> str:
    amount = "" if row.per_100 is None else fixed(row.per_100, 1, context.workspace.language)
    if not amount:
        return NOTHING
    return context.say("areas.at_least", amount=amount) if row.at_least else amount


def _safe_places(context: Context, rows: list[AreaRow]) -> None:
    say = context.say
    words.heading(say("areas.safe_title"))
    columns = [say("ui.area"), say("areas.open_h"), say("areas.staffed_h")]
    table = [[row.name, _amount(context, row.open_h), _amount(context, row.staffed_h)] for row in rows]
    words.table(columns, table, say("areas.safe_title"))
    words.paragraph(say("areas.safe_what"), "quiet")


def _supply(context: Context) -> None:
    say = context.say
    rows = supply.supply(context.workspace, context.viewer)
    words.heading(say("areas.supply_title"))
    if not rows:
        words.paragraph(say("areas.supply_none"), "quiet")
        return
    columns = [say("ui.area"), *(say(f"areas.supply_{kind}") for kind in supply.KINDS)]
    table = [[row.name, *(_supplied(context, row.supplied[kind]) for kind in supply.KINDS)] for row in rows]
    words.table(columns, table, say("areas.supply_title"))
    words.paragraph(say("areas.supply_what"), "quiet")


def _supplied(context: Context, cell: Supplied) -> str:
    return context.say(f"areas.{cell.why}") if cell.why else _amount(context, cell.hours)


def _schools(context: Context) -> None:
    say = context.say
    rows = supply.schools(context.workspace, context.viewer)
    words.heading(say("areas.schools_title"))
    if not rows:
        words.paragraph(say("areas.schools_none"), "quiet")
        return
    within = [
        say("areas.within", metres=number(metres, 0, context.workspace.language)) for metres in CLASSES_M
    ]
    table = [[_school(context, row), str(row.schools), *_without(context, row)] for row in rows]
    words.table([say("areas.which"), say("areas.schools"), *within], table, say("areas.schools_title"))
    words.paragraph(say("areas.schools_what"), "quiet")


def _school(context: Context, row: SchoolSupply) -> str:
    say = context.say
    kind = say(f"kinds.{row.kind}")
    ages = say("areas.all_ages") if row.ages is None else say("areas.ages", low=row.ages[0], high=row.ages[1])
    return " · ".join([kind, ages, *([say("areas.supply_drop_in").lower()] if row.drop_in else [])])


def _without(context: Context, row: SchoolSupply) -> list[str]:
    return (
        [context.say("areas.few")] * len(CLASSES_M) if row.without is None else [str(n) for n in row.without]
    )


def _amount(context: Context, amount: float | None, digits: int = 1) -> str:
    return NOTHING if amount is None else fixed(amount, digits, context.workspace.language)


def _share(context: Context, part: float | None) -> str:
    return NOTHING if part is None else share(part, context.workspace.language)
