"""What a partnership has decided to do, and what came of it, as the chapter's tables: of measures that were kept."""

from datetime import date
from typing import Any

import pandas as pd

from karta.i18n import text
from karta.reports.chapter_blocks import Table
from karta.reports.paper import Column

# What is kept of a measure; days as text, "" for none.
KEPT = (
    "need", "goal", "what", "result", "learned", "aims", "programme", "places", "days", "start", "end", "responsible",
    "decided_by", "decided_on", "look_again", "state",
)  # fmt: skip


def tables(measures: pd.DataFrame, language: str) -> tuple[Table, Table]:
    """Return the plan and its follow-up: a row for each measure (columns KEPT)."""
    rows = measures.to_dict("records")
    plan = [
        (row["need"], row["goal"], what(row, language), where(row, language), row["responsible"]) for row in rows
    ]  # fmt: skip
    results = [
        (row["what"], text(f"measures.state_{row['state']}", language), row["result"] or "–", row["learned"] or "–",
         row["look_again"] or "–")
        for row in rows
    ]  # fmt: skip
    return (
        _table("plan", (("need", 22), ("goal", 20), ("what", 24), ("where", 20), ("responsible", 14)), plan, language),
        _table("results", (("what", 26), ("state", 12), ("result", 26), ("learned", 22), ("look_again", 14)), results,
               language),
    )  # fmt: skip


def what(row: dict[Any, Any], language: str) -> str:
    """Return what is done, with what it is to further and the programme it is part of."""
    aims = [text(f"measures.aim_{aim}", language) for aim in str(row["aims"]).split(";") if aim]
    about = ", ".join([*aims, *([row["programme"]] if row["programme"] else [])])
    return f"{row['what']} ({about})" if about else str(row["what"])


def where(row: dict[Any, Any], language: str) -> str:
    """Return where and when a measure is, in words."""
    days = ", ".join(
        text(f"days.{token}", language)
        for token in str(row["days"] or "").replace(",", ";").split(";")
        if token
    )
    hours = f"{row['start']}–{row['end']}" if row["start"] else ""
    places = row["places"] or text("measures.no_place", language)
    return ", ".join(filter(None, (str(places), f"{days} {hours}".strip())))


def iso(day: date | None) -> str:
    """Return a day as text, "" for none."""
    return "" if day is None or pd.isna(day) else day.isoformat()


def _table(name: str, columns: tuple[tuple[str, float], ...], rows: list[Any], language: str) -> Table:
    return Table(
        text(f"measures.{name}", language),
        text(f"measures.{name}_beside", language),
        tuple(Column(text(f"measures.column_{column}", language), share) for column, share in columns),
        tuple(tuple(map(str, row)) for row in rows),
        text(f"measures.{name}_none", language),
    )
