"""Samverkansblad: one A4 sheet for a meeting about an area and a week. Who is there first, then what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from karta.i18n import day as day_text
from karta.i18n import number, share, text
from karta.reports.paper import Column
from karta.reports.week_map import WeekMap

# No part of a sheet that is cut has fewer rows.
LEAST = 2
# How much of that each section gets: what is missing gets more than what is there.
SHARES = {"tasks": 0.8, "filled": 0.7, "gaps": 1.4, "unknown": 1.0, "double": 0.6, "changed": 0.8}


@dataclass(frozen=True)
class Changes:
    """What differs from a snapshot: its name and day, and whether the two may be compared (METHOD 3.6).

    `measures`: measure, before, now, delta (NaN where not comparable). `rows`: what (new, gone), place, start, end
    (local wall clock, aware), adult_hours.
    """

    name: str
    day: date
    comparable: bool
    measures: pd.DataFrame
    rows: pd.DataFrame


@dataclass(frozen=True)
class Meeting:
    """The figures of a sheet, redacted and finished.

    `totals`: as they are shown, with double_ah; `span`: the shares of need between which coverage lies (NaN: no need).
    `filled`: place, covered_ah, who; `gaps`: place, start, end, adult_hours; `unknown`: place, unknown_ah, awaited
    (whose roster; "" where the viewer may not know, or where it is a number that is missing); `double`: place, day,
    adult_hours, who. `ranked` is False where the gaps stand by time. `from_day` and `to_day` are service days.
    """

    area: str
    from_day: date
    to_day: date
    view: str
    made: datetime
    totals: dict[str, float]
    span: tuple[float, float]
    filled: pd.DataFrame
    gaps: pd.DataFrame
    unknown: pd.DataFrame
    double: pd.DataFrame
    ranked: bool
    changes: Changes | None = None
    # Of the invented municipality: the sheet says so.
    invented: bool = False
    # Whether some distance is a straight line x 1.3, and whose view it is: what was redacted for whom.
    approximate: bool = False
    seen_by: str = ""
    # The scope of the viewer that it is for.
    audience: str = ""
    # What the data come from: each source with its licence.
    sources: tuple[tuple[str, str], ...] = ()
    # Numbers of the method that are not its own, in words.
    settings: str = ""
    # What was promised at meetings and is not done: words, place, responsible, due; None where nothing ever was.
    tasks: pd.DataFrame | None = None
    # Where the places lie; None where none of them lies anywhere.
    week_map: WeekMap | None = None


@dataclass(frozen=True)
class Section:
    """A part of the sheet in words: a heading, what it says beside, columns and rows, and a sentence where empty."""

    key: str
    heading: str
    beside: str
    columns: list[Column]
    rows: list[list[str]]
    empty: str
    rest: str = ""


def title(meeting: Meeting, language: str) -> str:
    """Return what the sheet is called: area and week."""
    return text(
        "sheets.meeting_title", language, area=meeting.area, week=meeting.from_day.isocalendar().week,
        first=day_text(meeting.from_day, language, weekday=False),
        last=day_text(meeting.to_day, language, weekday=False),
        year=meeting.to_day.year,
    )  # fmt: skip


def about(meeting: Meeting, language: str) -> list[tuple[str, str]]:
    """Return what every sheet and export carries: view, period, completeness, when and for whom, sources."""
    return [
        (text("sheets.view", language), text(f"gaps.view.{meeting.view}", language)),
        (text("sheets.area", language), meeting.area),
        (text("sheets.period", language), f"{meeting.from_day} – {meeting.to_day}"),
        (text("sheets.completeness", language), share(meeting.totals["completeness"], language)),
        (text("sheets.made_at", language), f"{meeting.made:%Y-%m-%d %H:%M}"),
        (
            text("sheets.distances", language),
            text("sheets.distances_straight" if meeting.approximate else "sheets.distances_known", language),
        ),
        *([(text("sheets.settings", language), meeting.settings)] if meeting.settings else []),
        *([(text("sheets.seen_by", language), meeting.seen_by)] if meeting.seen_by else []),
        (text("sheets.spreading", language), text("sheets.not_public", language)),
        *([(text("sheets.sources", language), sources(meeting))] if meeting.sources else []),
    ]


def sources(meeting: Meeting) -> str:
    """Return the sources of a sheet with their licences: `A (CC0); B`."""
    return "; ".join(f"{source} ({licence})" if licence else source for source, licence in meeting.sources)


def figures(meeting: Meeting, language: str) -> list[tuple[str, str]]:
    """Return the sums of the sheet, in adult-hours, and the two shares."""
    amounts = [(name, meeting.totals[f"{name}_ah"]) for name in ("need", "covered", "gap", "unknown")]
    return [
        *[(text(f"sheets.sum_{name}", language), number(hours, 1, language)) for name, hours in amounts],
        (text("sheets.sum_double", language), number(meeting.totals["double_ah"], 1, language)),
        (text("sheets.sum_coverage", language), share(meeting.totals["coverage_share"], language)),
        (text("sheets.sum_completeness", language), share(meeting.totals["completeness"], language)),
    ]


def caption(meeting: Meeting, language: str) -> str:
    """Return the caption of the figures: completeness, and the span of coverage while a part is unknown."""
    sentence = text("gaps.caption", language, completeness=share(meeting.totals["completeness"], language))
    low, high = (share(end, language) for end in meeting.span)
    if low == high:
        return sentence
    return f"{sentence} {text('sheets.covered_between', language, low=low, high=high)}"


def sections(meeting: Meeting, language: str, most: int | None = None) -> list[Section]:
    """Return the parts of the sheet in words, with about `most` rows each (None: all)."""
    parts = [_filled(meeting, language), _gaps(meeting, language), _unknown(meeting, language),
             _double(meeting, language)]  # fmt: skip
    if meeting.tasks is not None:
        parts.insert(0, _tasks(meeting.tasks, language))
    if meeting.changes is not None:
        parts.append(_changed(meeting.changes, language))
    return [_cut(part, most, language) for part in parts]


def changes_sentence(changes: Changes, language: str) -> str:
    """Return in a sentence how the sums differ from the snapshot, or that they cannot be compared."""
    facts = {"name": changes.name, "day": day_text(changes.day, language)}
    if not changes.comparable:
        return text("sheets.not_comparable", language, **facts)
    parts = [
        text(
            f"sheets.delta_{row.measure}", language,
            delta=("+" if row.delta > 0 else "") + number(row.delta, 1, language),
            now=number(row.now, 1, language),
        )
        for row in changes.measures.itertuples()
    ]  # fmt: skip
    return text("sheets.since", language, **facts, parts=", ".join(parts))


def _cut(section: Section, most: int | None, language: str) -> Section:
    rows = len(section.rows) if most is None else max(LEAST, round(most * SHARES[section.key]))
    if len(section.rows) <= rows:
        return section
    rest = text("sheets.and_more", language, count=len(section.rows) - rows)
    return replace(section, rows=section.rows[:rows], rest=rest)


def _tasks(tasks: pd.DataFrame, language: str) -> Section:
    rows = [
        [row.words, row.place or "–", row.responsible, day_text(row.due, language)]
        for row in tasks.itertuples()
    ]
    columns = _columns(language, ("task", 44), ("place", 20), ("responsible", 20), ("due", 16))
    return _section("tasks", columns, rows, language)


def _filled(meeting: Meeting, language: str) -> Section:
    rows = [[row.place, row.who, number(row.covered_ah, 1, language)] for row in meeting.filled.itertuples()]
    return _section("filled", _columns(language, ("place", 34), ("who", 50), ("hours", 16)), rows, language)


def _gaps(meeting: Meeting, language: str) -> Section:
    rows = [
        [row.place, _when(row.start, row.end, language), number(row.adult_hours, 1, language)]
        for row in meeting.gaps.itertuples()
    ]
    beside = text("sheets.gaps_beside" if meeting.ranked else "gaps.not_ranked", language)
    columns = _columns(language, ("place", 50), ("when", 34), ("hours", 16))
    return replace(_section("gaps", columns, rows, language), beside=beside)


def _unknown(meeting: Meeting, language: str) -> Section:
    waiting = text("sheets.awaited_somebody", language)
    rows = [
        [row.place, row.awaited or waiting, number(row.unknown_ah, 1, language)]
        for row in meeting.unknown.itertuples()
    ]
    columns = _columns(language, ("place", 34), ("waiting_for", 50), ("hours", 16))
    return _section("unknown", columns, rows, language)


def _double(meeting: Meeting, language: str) -> Section:
    rows = [
        [row.place, day_text(row.day, language), row.who, number(row.adult_hours, 1, language)]
        for row in meeting.double.itertuples()
    ]
    columns = _columns(language, ("place", 30), ("day", 16), ("who", 38), ("hours", 16))
    return _section("double", columns, rows, language)


def _changed(changes: Changes, language: str) -> Section:
    rows = [
        [
            text(f"sheets.changed_{row.what}", language),
            row.place,
            _when(row.start, row.end, language),
            number(row.adult_hours, 1, language),
        ]
        for row in changes.rows.itertuples()
    ]
    columns = _columns(language, ("what", 26), ("place", 32), ("when", 26), ("hours", 16))
    return _section("changed", columns, rows, language)


def _section(key: str, columns: list[Column], rows: Sequence[list[str]], language: str) -> Section:
    return Section(
        key=key,
        heading=text(f"sheets.{key}_title", language),
        beside=text(f"sheets.{key}_beside", language),
        columns=columns,
        rows=list(rows),
        empty=text(f"sheets.{key}_none", language),
    )


def _columns(language: str, *wanted: tuple[str, float]) -> list[Column]:
    return [
        Column(text(f"sheets.column_{name}", language), share_, "RIGHT" if name == "hours" else "LEFT")
        for name, share_ in wanted
    ]


def _when(start: datetime, end: datetime, language: str) -> str:
    return f"{day_text(start, language)} {start:%H:%M}–{end:%H:%M}"
