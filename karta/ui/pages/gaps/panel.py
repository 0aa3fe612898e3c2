"""The panel of a place: its state at the hour shown, its own week, who is there, and why an hour is a gap."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from karta.i18n import catalogue, number
from karta.i18n import day as day_text
from karta.services import walking_distances
from karta.services.gaps import figures, hidden, nearby, reasons, school_walks
from karta.services.gaps import period as gaps_period
from karta.services.gaps.figures import STATES
from karta.services.gaps.fillable import fillable
from karta.ui import cached_week, hour_names, why_hidden, words
from karta.ui.context import Context
from karta.ui.pages.gaps import acts
from karta.ui.pages.rosters import from_gap
from karta.ui.view import View
from karta.ui.week_grid import GridRow, packed_grid, week_grid


def show(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show the panel of the chosen place, or what to do while none is chosen."""
    if shown.place is None:
        _hour(context, period, shown.hour or 0)
        return
    place = gaps_period.place(context.viewer, period, shown.place)
    kind = context.say(f"kinds.{place.kind}")
    words.heading(place.name or kind)
    words.paragraph(kind, "quiet")
    _now(context, period, place, shown.hour or 0)
    if period.weeks > 1:
        words.paragraph(context.say("gaps.typical_panel", weeks=period.weeks), "quiet")
        _why(context, period, place, shown.hour or 0)
        _own_week(context, period, place, shown)
        return
    gap = fillable(context.viewer, period, place, shown.hour or 0, context.workspace.now())
    from_gap.show(context, period, place, shown.hour or 0, gap)
    acts.show(context, period, place, shown.hour or 0, gap)
    _who(context, place, period, shown.hour or 0)
    _why(context, period, place, shown.hour or 0)
    _own_week(context, period, place, shown)
    _open(context, period, place)
    _nearby(context, period, place, shown.hour or 0)
    _school(context, place)
    _whole_week_presence(context, place)


def _hour(context: Context, period: gaps_period.Period, hour: int) -> None:
    """Show the hour over the whole town: the adults who are out first, then where they are missing."""
    words.heading(hour_names.hour_label(context, period, hour), stop=True)
    words.paragraph(context.say("ui.panel_none"), "quiet")
    words.paragraph(context.say("ui.parts_of_adults"), "quiet")
    for title, lines in hour_lists(context, period, hour):
        words.heading(title, 3)
        words.bullets(lines)


def hour_lists(context: Context, period: gaps_period.Period, hour: int) -> list[tuple[str, list[str]]]:
    """Return the lists of an hour over the whole town, each with its heading: largest first, empty ones left out.

    A place is listed by its state, as the map draws it: among what is missing, or unknown, never both.
    """
    shown, language = figures.of_hours(period, (slice(None), hour)), context.workspace.language
    names = [
        name or context.say(f"kinds.{kind}")
        for name, kind in zip(period.places["name"], period.places["kind"], strict=True)
    ]
    unsure = np.isin(shown.state, [STATES.index("unknown"), STATES.index("unopened")])
    lists = []
    for key, amounts, listed in (
        ("present", shown.present, shown.present > 0),
        ("missing", shown.missing, shown.missing > 0),
        ("visit", shown.visit, shown.visit > 0),
        ("unknown", shown.unknown, unsure),
    ):
        lines = []
        for row in sorted(np.flatnonzero(listed), key=lambda row: (-amounts[row], names[row])):
            line = f"ui.hour_{key}_line" if amounts[row] else "ui.hour_unsure_line"
            also = key == "missing" and bool(shown.unknown[row])
            facts = {
                name: number(float(getattr(shown, name)[row]), 1, language) for name in ("unknown", "need")
            }
            lines.append(context.say(
                "ui.hour_missing_also_line" if also else line, place=names[row],
                adults=number(float(amounts[row]), 1, language), **facts,
            ))  # fmt: skip
        if lines:
            lists.append((context.say(f"ui.hour_{key}"), lines))
    return lists


def now_sentence(
    context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int
) -> str:
    """Return the state of a place in an hour as a sentence; where it is unknown, with what is missing."""
    shown, language = figures.of_hours(period, (place.row, hour)), context.workspace.language
    state = STATES[int(shown.state)]
    if state == "unknown":
        state = "not_reported" if period.view == "delivered" else "unknown"
        if state == "unknown" and not place.roster_missing[hour]:
            state = "number_unknown"
    return context.say(
        f"gaps.now_{state}" if state in ("unopened", "visit") else f"ui.now_{state}",
        when=hour_names.hour_label(context, period, hour),
        **{
            name: number(float(getattr(shown, name)), 1, language)
            for name in ("missing", "visit", "need", "present")
        },
    )


def _now(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    words.paragraph(now_sentence(context, period, place, hour))


def _who(context: Context, place: gaps_period.PlaceWeek, period: gaps_period.Period, hour: int) -> None:
    # A pandas timestamp adds real time; the standard library would add wall-clock time in a clock-change night.
    start = pd.Timestamp(period.hours.start[hour])
    there = place.present[
        (place.present["start"] < start + pd.Timedelta(hours=1)) & (place.present["end"] > start)
    ]
    words.heading(context.say("ui.who_title"), 3)
    if there.empty:
        words.paragraph(context.say("ui.nobody_known"), "quiet")
    else:
        words.bullets([_line(context, row) for row in there.itertuples()])
    for source in place.awaited.itertuples():
        whose = context.say("ui.awaited_whose", org=source.org) if source.org else context.say("ui.awaited")
        words.paragraph(whose, "quiet")
    why_hidden.show_all(context, hidden.reasons(context.viewer, there, place.awaited))


def _line(context: Context, row: Any) -> str:
    return context.say(
        "ui.who_line" if row.certain else "ui.who_line_unsure",
        org=row.org or context.say("ui.someone"),
        role=context.say(f"roles.{row.kind}"),
        adults=context.say("ui.count_unknown")
        if np.isnan(row.adults)
        else number(row.adults, 1, context.workspace.language),
        start=f"{row.start:%H:%M}",
        end=f"{row.end:%H:%M}",
        share=number(100 * row.share, 0, context.workspace.language),
    )


def _why(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    words.heading(context.say("ui.need_title"), 3)
    if place.rules.empty:
        words.paragraph(context.say("ui.need_undecided"), "quiet")
    lines = []
    for rule in place.rules.to_dict("records"):
        key = "ui.rule_suggested" if rule["state"] == "suggested" else "ui.rule_decided"
        lines.append(context.say(
            key, adults=number(float(rule["adults"]), 0, context.workspace.language), days=_days(context, rule["days"]),
            start=rule["start_local"], end=rule["end_local"], mode=context.say(f"ui.mode_{rule['mode']}"),
            decided_by=rule["decided_by"] or context.say("gaps.decided_by_nobody_named"),
            responsible=rule["responsible"] or context.say("gaps.decided_by_nobody_named"),
        ))  # fmt: skip
    words.bullets(lines)
    if place.visits and period.weeks == 1:
        words.paragraph(context.say("ui.visits", **place.visits))
    runs = pd.concat([place.gaps, place.unknown]).sort_values("start")
    start = pd.Timestamp(period.hours.start[hour])
    now = (runs["start"] < start + pd.Timedelta(hours=1)) & (runs["end"] > start)
    for run in runs[now].itertuples():
        words.paragraph(_run(context, period, run), "quiet")
    if (~now).any():
        with st.expander(context.say("ui.other_runs", count=int((~now).sum()))):
            words.bullets([_run(context, period, run) for run in runs[~now].itertuples()])


def _run(context: Context, period: gaps_period.Period, run: Any) -> str:
    return f"{hour_names.day_name(context, period, run.start)} {run.start:%H:%M}-{run.end:%H:%M}: {run.why}"


def _days(context: Context, tokens: str) -> str:
    return ", ".join(context.say(f"days.{token}") for token in str(tokens).split(";") if token)


def _own_week(
    context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, shown: View
) -> None:
    words.heading(context.say("ui.own_week"), 3)
    rows, first, of_place = [], 0, figures.of_hours(period, (place.row, slice(None)))
    for (label, count), day in zip(
        hour_names.day_columns(context, period), period.coverage.grid.days, strict=True
    ):
        columns = slice(first, first + count)
        rows.append(GridRow(str(day.date), label, of_place.state[columns], of_place.missing[columns], first))
        first += count
    longest = max(len(row.states) for row in rows)
    hour = shown.hour or 0
    today = int(period.hours.day[hour])
    choice = week_grid(
        packed_grid([_padded(row, longest) for row in rows]),
        [f"{(6 + n) % 24:02d}" for n in range(longest)], [], hour_names.hour_labels(context, period),
        key="own_week", title=context.say("ui.own_week_of", place=place.name),
        chosen=(rows[today].place_id, hour - rows[today].offset),
        language=context.workspace.language,
    )  # fmt: skip
    if choice is not None and choice.hour is not None and choice.hour != shown.hour:
        cached_week.go(replace(shown, hour=choice.hour))


def _open(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek) -> None:
    """Show how long the place is open, how much of it with leaders, and how long it lacks adults."""
    language = context.workspace.language
    words.heading(context.say("gaps.open_title"), 3)
    lines = []
    hours = figures.open_hours(context.viewer, period, place.place_id)
    if hours:
        facts = {name.removesuffix("_h"): number(value, 2, language) for name, value in hours.items()}
        parts = ("hours", *(part for part in ("others", "around", "unsure") if hours[f"{part}_h"]))
        lines = [context.say(f"gaps.open_{part}", **facts) for part in parts]
    else:
        (whom,) = reasons.opening_contacts(context.workspace, context.viewer, [place.place_id]).values()
        lines = [context.say("gaps.open_unknown", whom=whom)]
    lack = figures.lack_of_place(place)
    if lack["gap_ah"] > 0 and period.view != "expected":
        hours_text, gap = number(lack["gap_hours"], 2, language), number(lack["gap_ah"], 1, language)
        lines.append(context.say("gaps.gap_hours", hours=hours_text, adult_hours=gap))
    words.bullets(lines)


def _nearby(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    """Show what is open near the place at the hour, nearest first."""
    words.heading(context.say("gaps.nearby_title"), 3)
    neighbours = nearby.open_nearby(context.workspace, context.viewer, period, place.place_id, hour)
    if not neighbours:
        words.paragraph(
            context.say("gaps.nearby_none", metres=number(walking_distances.WITHIN_M, 0)), "quiet"
        )
    words.bullets([_near_line(context, neighbour) for neighbour in neighbours])


def _school(context: Context, place: gaps_period.PlaceWeek) -> None:
    """Show how far the pupils of a school walk to what is free of charge."""
    reach = cached_week.schools(context)
    if place.place_id not in reach.schools:
        return
    language = context.workspace.language
    words.heading(context.say("gaps.school_title"), 3)
    pairs = zip(school_walks.CLASSES_M, reach.counts(place.place_id), strict=True)
    words.bullets([
        context.say("gaps.school_within", metres=number(metres, 0, language), count=count)
        for metres, count in pairs
    ])  # fmt: skip
    own = reach.walks[reach.walks["school_id"] == place.place_id].head(nearby.MOST)
    if len(own):
        words.bullets([
            f"{row.place or context.say('ui.unnamed')}, {_activity(context, row.activity)}, "
            f"{_walked(context, row.walk_m, approx=row.approx)}"
            for row in own.itertuples()
        ])  # fmt: skip


def _activity(context: Context, kind: str) -> str:
    """Return the word for a kind of activity; the list of kinds is open."""
    key = f"sessions.kind.{kind}"
    return context.say(key) if key in catalogue(context.workspace.language) else kind


def _walked(context: Context, walk_m: float, *, approx: bool) -> str:
    metres = number(10 * round(walk_m / 10), 0, context.workspace.language)
    return context.say("gaps.walk_about" if approx else "gaps.walk", metres=metres)


def _near_line(context: Context, neighbour: nearby.Nearby) -> str:
    language, kind = context.workspace.language, context.say(f"kinds.{neighbour.kind}")
    facts = [f"{neighbour.name} ({kind.lower()})" if neighbour.name else kind]
    if neighbour.activity:
        facts += [_activity(context, neighbour.activity), neighbour.organisation]
        leaders = None if neighbour.leaders is None else number(neighbour.leaders, 0, language)
        facts.append(context.say("gaps.nearby_leaders", leaders=leaders or context.say("ui.count_unknown")))
    else:
        facts.append(context.say("gaps.nearby_open"))
    facts.append(_walked(context, neighbour.walk_m, approx=neighbour.approx))
    return ", ".join(part for part in facts if part)


def _padded(row: GridRow, columns: int) -> GridRow:
    """Return a row of a short day with empty cells at its end (code 9 is no state)."""
    missing = columns - len(row.states)
    return GridRow(
        row.place_id, row.name, np.append(row.states, np.full(missing, 9, np.uint8)),
        np.append(row.missing, np.zeros(missing)), row.offset,
    )  # fmt: skip


def _whole_week_presence(context: Context, place: gaps_period.PlaceWeek) -> None:
    with st.expander(context.say("ui.who_week", count=len(place.present))):
        language = context.workspace.language
        words.bullets(
            [f"{day_text(row.start, language)}: {_line(context, row)}" for row in place.present.itertuples()]
        )
