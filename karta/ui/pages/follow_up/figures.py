"""Five light figures over months, and a sixth beside the second: each with a chart, a table and a card."""

from collections.abc import Callable

import streamlit as st

from karta.i18n import number, share
from karta.services.follow_up import figures
from karta.services.follow_up.figures import Done, MonthNeed, Slice
from karta.services.follow_up.year_facts import Year
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.follow_up import cards, charts
from karta.ui.pages.follow_up.charts import Lines
from karta.ui.pages.follow_up.year import year as year_of

NOT_CLAIMED = 5


def show(context: Context) -> None:
    """Show the part."""
    year = year_of(context)
    if year is not None:
        _figures(context, year)
    not_claimed(context)


def not_claimed(context: Context) -> None:
    """Show what may not be claimed from any of the figures."""
    words.heading(context.say("follow_up.not_claimed_title"))
    words.bullets([context.say(f"follow_up.not_claimed_{n}") for n in range(1, NOT_CLAIMED + 1)])


def slice_name(context: Context, part: Slice) -> str:
    """Return a part of the year as people say it."""
    say = context.say
    if part.dimension == "kind":
        return say("follow_up.slice_kind", name=say(f"kinds.{part.value}"))
    if part.dimension == "day_type":
        return say(f"follow_up.day_{part.value}")
    return (
        say("follow_up.slice_area", name=part.name)
        if part.dimension == "area"
        else say("follow_up.slice_all")
    )


def _figures(context: Context, year: Year) -> None:
    say = context.say
    words.paragraph(
        say("follow_up.period", first=on(context, year.first), last=on(context, year.last)), "quiet"
    )
    part = st.selectbox(
        say("follow_up.slice"), figures.slices(context.workspace, context.viewer, year), key="follow_up_slice",
        format_func=lambda each: slice_name(context, each),
    )  # fmt: skip
    whole, done = figures.need_of_year(year, part), figures.done(context.viewer, year, part)
    if not len(year.planned):
        words.paragraph(say("follow_up.no_need"), "note")
    _headlines(context, whole, done)
    months = figures.need_by_month(year, part)
    _need_met(context, year, months, part)
    _delivery(context, year, done, part)
    _completeness(context, months)
    _volunteers(context, year, done, part)
    _zero_contact(context, year, done, part)


def _headlines(context: Context, whole: MonthNeed, done: list[Done]) -> None:
    say, language = context.say, context.workspace.language
    row = next((each for each in done if each.whose == "others"), done[0] if done else None)
    dash = "–"
    pairs = [
        ("need_met", share(whole.planned["coverage_share"], language), say("follow_up.as_planned")),
        (
            "carried_out",
            share(row.shifts.carried_out_share, language) if row else dash,
            _of_planned(context, row) if row else say("follow_up.held_back_short"),
        ),
        ("completeness", share(whole.planned["completeness"], language), say("follow_up.of_need")),
        (
            "volunteers",
            number(row.volunteer_ah, 0, language) if row else dash,
            say("follow_up.adult_hours") if row else say("follow_up.held_back_short"),
        ),
        (
            "zero_contact",
            share(row.shifts.zero_contact_share, language) if row else dash,
            _of_answered(context, row) if row else say("follow_up.held_back_short"),
        ),
    ]
    caption = say("follow_up.known", completeness=share(whole.planned["completeness"], language))
    words.figures(
        [(say(f"follow_up.figure_{name}"), value, beside) for name, value, beside in pairs], caption
    )


def _need_met(context: Context, year: Year, months: list[MonthNeed], part: Slice) -> None:
    say = context.say
    _head(context, "need_met")
    lines: dict[str, dict[str, float | None]] = {}
    lines[say("follow_up.line_planned")] = {each.month: each.planned["coverage_share"] for each in months}
    if any(each.delivered for each in months):
        lines[say("follow_up.line_delivered")] = {
            each.month: each.delivered["coverage_share"] if each.delivered else None for each in months
        }
    known = {each.month: share(each.planned["completeness"], context.workspace.language) for each in months}
    charts.show(
        context, Lines(say("follow_up.figure_need_met"), say("follow_up.axis_share"), lines),
        {say("follow_up.figure_completeness"): known},
    )  # fmt: skip
    _trend(context, year, part)
    if any(each.is_little_known for each in months):
        words.paragraph(say("follow_up.little_known"), "note")
    cards.show(context, "need_met")


def _trend(context: Context, year: Year, part: Slice) -> None:
    say, language = context.say, context.workspace.language
    trend = figures.trend(year, part)
    facts = {
        "now": share(trend.now["coverage_share"], language),
        "before": share(trend.before["coverage_share"], language),
        "known": share(trend.now["completeness"], language),
        "known_before": share(trend.before["completeness"], language),
    }
    if trend.delta is not None and trend.delta == trend.delta:
        words.paragraph(say("follow_up.trend", delta=number(100 * trend.delta, 0, language), **facts))
    elif trend.before["need_ah"]:
        words.paragraph(say("follow_up.trend_not_comparable", **facts), "note")
    else:
        words.paragraph(say("follow_up.trend_none"), "quiet")


def _delivery(context: Context, year: Year, done: list[Done], part: Slice) -> None:
    say, language = context.say, context.workspace.language
    _head(context, "carried_out")
    if not done:
        words.paragraph(say("follow_up.held_back"), "note")
    for row in done:
        results, hours = row.shifts.results, row.hours
        words.paragraph(
            say(
                f"follow_up.done_{row.whose}", planned=row.shifts.planned, carried_out=results["carried_out"],
                share=share(row.shifts.carried_out_share, language), cancelled=results["cancelled"],
                short=results["short"], not_held=results["not_held"], unreported=results["unreported"],
                organisations=row.organisations,
            )
        )  # fmt: skip
        words.paragraph(
            say(
                "follow_up.delivery_rate", rate=share(row.rate, language),
                delivered=number(hours.delivered_ah, 0, language),
                reported=number(hours.reported_planned_ah, 0, language),
                unreported=number(hours.unreported_ah, 0, language),
            ),
            "quiet",
        )  # fmt: skip
    if part.dimension == "all":
        _shift_chart(
            context,
            year,
            "carried_out",
            lambda row: row.shifts.carried_out_share,
            lambda row: row.shifts.results["unreported"],
        )
    cards.show(context, "carried_out")
    cards.show(context, "delivery_rate")


def _completeness(context: Context, months: list[MonthNeed]) -> None:
    say = context.say
    _head(context, "completeness")
    values = {each.month: each.planned["completeness"] for each in months}
    unknown = {
        each.month: number(each.planned["unknown_ah"], 0, context.workspace.language) for each in months
    }
    title = say("follow_up.figure_completeness")
    charts.show(
        context, Lines(title, say("follow_up.axis_share"), {title: values}), {say("follow_up.unknown_ah"): unknown}
    )  # fmt: skip
    cards.show(context, "completeness")


def _volunteers(context: Context, year: Year, done: list[Done], part: Slice) -> None:
    say, language = context.say, context.workspace.language
    _head(context, "volunteers")
    for row in done:
        hours = number(row.volunteer_ah, 0, language)
        words.paragraph(
            say(f"follow_up.volunteers_{row.whose}", hours=hours, organisations=row.organisations)
        )
        if row.kronor is None:
            words.paragraph(say("follow_up.no_cost"), "quiet")
        else:
            kronor, of = number(row.kronor, 0, language), number(row.kronor_ah, 0, language)
            words.paragraph(say("follow_up.cost", kronor=kronor, hours=of), "quiet")
    if not done:
        words.paragraph(say("follow_up.held_back"), "note")
    if part.dimension == "all":
        _shift_chart(context, year, "volunteers", lambda row: row.volunteer_ah, as_share=False)
    cards.show(context, "volunteers")


def _zero_contact(context: Context, year: Year, done: list[Done], part: Slice) -> None:
    say, language = context.say, context.workspace.language
    _head(context, "zero_contact")
    for row in done:
        met, said = row.shifts.met, say(f"follow_up.whose_{row.whose}")
        zero = share(row.shifts.zero_contact_share, language)
        facts = {"nobody": met["0"], "answered": row.shifts.answered, "share": zero}
        words.paragraph(f"{said[:1].upper()}{said[1:]}: {say('follow_up.zero_contact', **facts)}")
    if not done:
        words.paragraph(say("follow_up.held_back"), "note")
    if part.dimension == "all":
        _shift_chart(
            context,
            year,
            "zero_contact",
            lambda row: row.shifts.zero_contact_share,
            lambda row: row.shifts.answered,
        )
    cards.show(context, "zero_contact")


def _shift_chart(
    context: Context,
    year: Year,
    name: str,
    value: Callable[[Done], float | None],
    count: Callable[[Done], int] | None = None,
    *,
    as_share: bool = True,
) -> None:
    """Show a figure of shifts month by month, one line for one's own and one for all others; blank where held back.

    `count` is what the table says beside each value (`follow_up.NAME_count`).
    """  # fmt: skip
    say = context.say
    by_name: dict[str, dict[str, float | None]] = {}
    beside: dict[str, dict[str, str]] = {}
    months = figures.done_by_month(context.viewer, year)
    for month, rows in months.items():
        for row in rows:
            whose = say(f"follow_up.whose_{row.whose}")
            by_name.setdefault(whose, {})[month] = value(row)
            if count is not None:
                column = say(f"follow_up.{name}_count", whose=whose)
                beside.setdefault(column, {})[month] = number(count(row), 0, context.workspace.language)
    axis = say("follow_up.axis_share") if as_share else say("follow_up.adult_hours")
    charts.show(context, Lines(say(f"follow_up.figure_{name}"), axis, by_name, as_share), beside)
    if any(len(values) < len(months) for values in by_name.values()):
        words.paragraph(say("follow_up.months_held_back"), "quiet")


def _of_planned(context: Context, row: Done) -> str:
    results = row.shifts.results
    facts = {
        "carried_out": results["carried_out"], "planned": row.shifts.planned, "unreported": results["unreported"],
    }  # fmt: skip
    return context.say("follow_up.of_planned", **facts)


def _of_answered(context: Context, row: Done) -> str:
    facts = {"nobody": row.shifts.met["0"], "answered": row.shifts.answered}
    return context.say("follow_up.of_answered", **facts)


def _head(context: Context, name: str) -> None:
    words.heading(context.say(f"follow_up.figure_{name}"))
    words.paragraph(context.say(f"follow_up.{name}_short"), "quiet")
