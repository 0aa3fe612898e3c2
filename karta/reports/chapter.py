"""The chapter of a situation picture and an action plan, in words: from a kept week alone, whoever makes it and when.

Its parts are those that the law's picture and plan have. What Karta may not hold - other information about the place,
the analysis - is headed space, to be written in the finished document. Each figure has a foot number; the list at the
end says at which address it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from karta.i18n import day as day_text
from karta.i18n import number, text
from karta.reports import chapter_plan, meeting_pictures, week_hours, week_map
from karta.reports import meeting as sheet_words
from karta.reports.chapter_blocks import (
    Block,
    Chapter,
    Feet,
    Figures,
    Foot,
    Part,
    Picture,
    Room,
    Table,
    Words,
)
from karta.reports.kept_week import KeptWeek, hour_names
from karta.reports.paper import Column

# The parts of a chapter in their order; the last two are never left out.
PARTS = ("mapping", "other_information", "analysis", "measures", "follow_up", "not_claimed", "feet")
# How many sentences say what may not be claimed, and what may be asked in each room to write in.
CLAIMS = 6
# What a template may ask for in the midst of a line: the sums as the sheet has them, and what tells whose they are.
SUMS = ("behov", "tackt", "lucka", "okant", "samordna", "tackningsgrad", "datatackning")
FACTS = ("titel", "omrade", "vecka", "fran", "till", "vy", "blad", "sparat", "framtaget", "bildtext", *SUMS)
PROMPTS = {"other_information": 4, "analysis": 4, "measures": 3, "follow_up": 3}


# What an address names, and the key of the heading under which the kept sheet shows it.
HEADINGS = {
    "sums": "chapter.sums", "map": "sheets.map_title", "hours": "chapter.hours_table", "days": "chapter.days",
    "measures": "measures.plan", "follow_up": "measures.results",
    **{name: f"sheets.{name}_title" for name in ("tasks", "filled", "gaps", "unknown", "double")},
}  # fmt: skip


@dataclass
class _Numbers:
    """Foot numbers as they are given out: `address` says where a part of the kept sheet is shown."""

    address: Callable[[str], str]
    feet: list[Foot] = field(default_factory=list)

    def next(self, what: str, at: str) -> int:
        self.feet.append(Foot(len(self.feet) + 1, what, self.address(at)))
        return len(self.feet)


def chapter(
    kept: KeptWeek,
    address: Callable[[str], str],
    made: datetime,
    language: str,
) -> Chapter:
    """Return the chapter of a kept week.

    `address`: where a part of the kept sheet is shown. Tables of the measures, and of what came of them, stand before
    the space to write in.
    """
    sheet, numbers = kept.sheet, _Numbers(address)
    plan, results = chapter_plan.tables(kept.measures, language)
    title = text("chapter.title", language, sheet=sheet_words.title(sheet, language))
    blocks: dict[str, tuple[Block, ...]] = {
        "mapping": tuple(_mapping(kept, numbers, language)),
        "other_information": tuple(_rooms("other_information", language)),
        "analysis": tuple(_rooms("analysis", language)),
        "measures": (_numbered(plan, numbers, "measures"), *_rooms("measures", language)),
        "follow_up": (_numbered(results, numbers, "follow_up"), *_rooms("follow_up", language)),
        "not_claimed": tuple(_not_claimed(language)),
    }
    feet = (Words(text("chapter.feet_lead", language), "quiet"), Feet(tuple(numbers.feet)))
    return Chapter(
        title=title,
        made=made,
        language=language,
        facts=_facts(kept, title, made, language),
        about=(
            (text("chapter.from_sheet", language), f"{kept.name} ({kept.day})"),
            *[
                (text("chapter.kept_at", language) if name == text("sheets.made_at", language) else name, value)
                for name, value in sheet_words.about(sheet, language)
            ],
        ),
        lead=tuple(_lead(kept, language)),
        parts=tuple(
            Part(key, text(f"chapter.{key}", language), blocks.get(key, feet)) for key in PARTS
        ),
    )  # fmt: skip


def week_tables(kept: KeptWeek, language: str) -> list[Table]:
    """Return the days, hours and measures of a kept week as tables without foot numbers, as the screen shows them."""
    numbers = _Numbers(lambda _: "")
    blocks = [*_hours(kept, numbers, language), _days(kept, numbers, language)]
    blocks += chapter_plan.tables(kept.measures, language)
    return [block for block in blocks if isinstance(block, Table)]


def _lead(kept: KeptWeek, language: str) -> list[Words]:
    sheet = kept.sheet
    return [
        *([Words(text("ui.demo_banner", language), "quiet")] if sheet.invented else []),
        Words(sheet_words.caption(sheet, language), "note"),
        Words(text("chapter.lead", language)),
    ]


def _mapping(kept: KeptWeek, numbers: _Numbers, language: str) -> list[Block]:
    sheet = kept.sheet
    blocks: list[Block] = [
        Words(text("chapter.mapping_lead", language)),
        Figures(
            tuple(sheet_words.figures(sheet, language)),
            numbers.next(text("chapter.sums", language), "sums"),
        ),
        Words(meeting_pictures.bar_sentence(sheet.totals, language)),
    ]
    if sheet.week_map is not None:
        words = meeting_pictures.map_words(sheet.week_map, language)
        heading = text("sheets.map_title", language)
        blocks.append(Picture(heading, week_map.png(sheet.week_map), words, numbers.next(heading, "map")))
    blocks += [*_hours(kept, numbers, language), _days(kept, numbers, language)]
    for section in sheet_words.sections(sheet, language):
        blocks.append(
            Table(
                section.heading, section.beside, tuple(section.columns), tuple(map(tuple, section.rows)),
                section.empty, numbers.next(section.heading, section.key),
            )
        )  # fmt: skip
    return blocks


def _hours(kept: KeptWeek, numbers: _Numbers, language: str) -> list[Block]:
    """Return the week as a picture, and its hours in words."""
    heading = text("chapter.hours", language)
    names = hour_names()
    rows = tuple(
        (
            day_text(day, language),
            ", ".join(
                text("chapter.hour_missing", language, hour=names[hour], adults=number(float(amount), 0, language))
                for hour, amount in enumerate(missing)
                if amount > 0
            )
            or text("chapter.hour_none", language),
        )
        for day, missing in zip(kept.dates(), kept.missing, strict=True)
    )  # fmt: skip
    columns = (
        Column(text("sheets.column_day", language), 22),
        Column(text("chapter.column_hours", language), 78),
    )
    table = Table(
        text("chapter.hours_table", language), text("chapter.hours_words", language), columns, rows, "",
        numbers.next(heading, "hours"),
    )  # fmt: skip
    if not np.any(kept.missing > 0):
        return [table]
    days = [day_text(day, language).split()[0] for day in kept.dates()]
    png = week_hours.hours_png(days, names, kept.missing, float(kept.missing.max()))
    return [Picture(heading, png, text("chapter.hours_words", language), table.foot), table]


def _days(kept: KeptWeek, numbers: _Numbers, language: str) -> Table:
    heading = text("chapter.days", language)
    amounts = ("need", "covered", "gap", "unknown")
    rows = tuple(
        (
            day_text(row["service_day"], language),
            *(number(float(row[f"{name}_ah"]), 1, language) for name in amounts),
        )
        for row in kept.days.to_dict("records")
    )
    columns = (
        Column(text("sheets.column_day", language), 24),
        *(Column(text(f"chapter.column_{name}", language), 19, "RIGHT") for name in amounts),
    )
    return Table(
        heading, text("chapter.days_beside", language), columns, rows, text("chapter.days_none", language),
        numbers.next(heading, "days"),
    )  # fmt: skip


def _rooms(part: str, language: str) -> list[Block]:
    return [
        Words(text(f"chapter.{part}_lead", language), "quiet"),
        *(Room(text(f"chapter.{part}_{at}", language)) for at in range(1, PROMPTS[part] + 1)),
    ]


def _numbered(table: Table, numbers: _Numbers, part: str) -> Table:
    return replace(table, foot=numbers.next(table.heading, part))


def _not_claimed(language: str) -> list[Block]:
    return [
        Words(text("chapter.not_claimed_lead", language)),
        *(Words(text(f"chapter.not_claimed_{at}", language), "bullet") for at in range(1, CLAIMS + 1)),
    ]


def _facts(kept: KeptWeek, title: str, made: datetime, language: str) -> dict[str, str]:
    """Return what a template may ask for in the midst of a line, by the name that it asks with."""
    sheet = kept.sheet
    sums = dict(zip(SUMS, (value for _, value in sheet_words.figures(sheet, language)), strict=True))
    return {
        "titel": title,
        "omrade": sheet.area,
        "vecka": str(sheet.from_day.isocalendar().week),
        "fran": sheet.from_day.isoformat(),
        "till": sheet.to_day.isoformat(),
        "vy": text(f"gaps.view.{sheet.view}", language),
        "sparat": kept.day.isoformat(),
        "blad": kept.name,
        "framtaget": f"{made:%Y-%m-%d %H:%M}",
        "bildtext": sheet_words.caption(sheet, language),
        **sums,
    }
