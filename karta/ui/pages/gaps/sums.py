"""What a week comes to: between which shares the need is covered, as one bar with its sums, and what they rest on."""

import html
from math import isnan

import streamlit as st

from karta.i18n import number, share
from karta.services.gaps import figures
from karta.services.gaps import period as gaps_period
from karta.ui import words
from karta.ui.context import Context

# In the order of the bar, each with its sign in the theme: the unknown lies between the two ends of the span.
PARTS = {"covered": "full", "unknown": "unknown", "gap": "gap"}
# Below this much known need no share of the known is said: it would be a large word on a small ground (METHOD 3.6).
LEAST_KNOWN = 0.6


def show(context: Context, period: gaps_period.Period) -> None:
    """Show the bar of a period and its sums; then, quietly, what they rest on."""
    say, language = context.say, context.workspace.language
    totals = figures.totals(period)
    words.paragraph(say("gaps.caption", completeness=share(totals["completeness"], language)), "caption")
    words.paragraph(_span(context, period), "span")
    st.html(f"{_bar(totals)}<dl class='karta-sums'>{_sums(context, totals)}</dl>")
    if totals["completeness"] >= LEAST_KNOWN:
        known = share(totals["coverage_share"], language)
        words.paragraph(f"{say('gaps.coverage_known', share=known)} {_who(context, period)}", "quiet")
    words.paragraph(say(f"gaps.view_help.{period.view}"), "quiet")
    _notes(context, period)


def _bar(totals: dict[str, float]) -> str:
    segments = "".join(
        f"<i class='{sign}' style='flex:{totals[f'{name}_ah']:g}'></i>"
        for name, sign in PARTS.items()
        if totals[f"{name}_ah"]
    )
    return f"<div class='karta-bar karta-span' aria-hidden='true'>{segments}</div>" if segments else ""


def _sums(context: Context, totals: dict[str, float]) -> str:
    say, language, need = context.say, context.workspace.language, totals["need_ah"]
    rows = [("need", "", need, say("ui.adult_hours"))]
    for name, sign in PARTS.items():
        amount = totals[f"{name}_ah"]
        of_need = say("gaps.of_need", share=share(amount / need, language)) if need else say("ui.adult_hours")
        rows.append((name, sign, amount, of_need))
    if totals["suggested_ah"]:
        rows.append(("suggested", "suggested", totals["suggested_ah"], say("ui.not_in_need")))
    return "".join(
        _sum(sign, say(f"ui.{name}"), number(amount, 1, language), of) for name, sign, amount, of in rows
    )


def _sum(sign: str, name: str, amount: str, meaning: str) -> str:
    quiet = f"<span class='quiet'>{html.escape(meaning)}</span>"
    return f"<div class='{sign}'><dt>{html.escape(name)}</dt><dd><strong>{amount}</strong> {quiet}</dd></div>"


def _span(context: Context, period: gaps_period.Period) -> str:
    """Return between which shares of the need coverage lies, the unknown being what it may."""
    low, high = period.span
    if isnan(low):
        return context.say("gaps.coverage_none")
    language = context.workspace.language
    if share(low, language) == share(high, language):
        return context.say("gaps.coverage_all", high=share(high, language))
    return context.say("gaps.coverage_span", low=number(100 * low, 0, language), high=share(high, language))


def _who(context: Context, period: gaps_period.Period) -> str:
    """Return the share of each sector in the known presence."""
    whole = sum(period.composition.values())
    if not whole:
        return ""
    parts = [
        f"{context.say(f'sectors.{sector}')} {share(hours / whole, context.workspace.language)}"
        for sector, hours in period.composition.items()
    ]
    return context.say("ui.composition", parts=", ".join(parts))


def _notes(context: Context, period: gaps_period.Period) -> None:
    say, windows = context.say, figures.visits(period)
    if windows["needed"] and period.weeks == 1:
        words.paragraph(say("ui.visits", **windows), "quiet")
    if period.view == "delivered" and period.coverage.tables.to_day >= context.workspace.service_day:
        words.paragraph(say("ui.not_yet"), "quiet")
    if period.weeks > 1:
        words.paragraph(say("gaps.typical_says", weeks=period.weeks), "quiet")
    if period.approximate:
        words.paragraph(say("ui.approximate"), "quiet")
    if period.off_streets:
        words.paragraph(period.off_streets, "quiet")
    if period.passed_over:
        words.paragraph(period.passed_over, "note")
