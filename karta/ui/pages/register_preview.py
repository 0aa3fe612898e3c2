"""What a file would change, before it does: the sum of its rows, what is new, what changes, what is wrong and where."""

import pandas as pd
import streamlit as st

from karta.errors import Issue
from karta.i18n import issue_text
from karta.services.changes import ChangeSet
from karta.ui import words
from karta.ui.app import Context

SHOWN = 200
HIDDEN = {
    "key",
    "geometry",
    "entrances",
    "persons",
    "phones",
    "routine_on",
    "external_ids",
    "place_key",
    "parent_key",
}


def show(context: Context, found: ChangeSet) -> None:
    """Show the sum, then each part that has something in it."""
    _sum(context, found)
    for name, rows in (("places", found.new_places), ("organisations", found.new_organisations)):
        if rows:
            with st.expander(context.say(f"register.new_{name}", count=len(rows))):
                words.bullets(rows[:SHOWN])
    if len(found.changed):
        words.heading(context.say("register.changed", count=found.changed["key"].nunique()), 3)
        cells = found.changed.assign(column=found.changed["column"].map(lambda name: _column(context, name)))
        _table(context, cells.drop(columns="key").rename(columns=_names(context, cells)))
    if len(found.new):
        with st.expander(context.say("register.new", count=len(found.new))):
            _rows(context, found.new)
    if len(found.waiting):
        words.paragraph(context.say("register.will_wait", count=len(found.waiting)), "note")
    if len(found.gone):
        words.paragraph(context.say("register.gone", count=len(found.gone)), "quiet")
    _issues(context, found.issues)


def sentence(context: Context, issue: Issue) -> str:
    """Return an issue as a sentence that begins with its row."""
    said = issue_text(issue, context.workspace.language)
    if issue.row is None:
        return said
    return f"{context.say('cli.row', row=issue.row).capitalize()}: {said}"


def _sum(context: Context, found: ChangeSet) -> None:
    counts = found.counts
    words.figures(
        [
            (
                context.say(f"register.count.{name}"),
                str(counts[f"rows_{name}"]),
                context.say(f"register.count_what.{name}"),
            )
            for name in ("read", "stored", "duplicate", "rejected", "pending")
        ],
        context.say("register.sum", **counts),
    )
    layers = {name: int(frame.attrs.get("read", len(frame))) for name, frame in found.intake.layers.items()}
    told = [context.say(f"register.layer.{name}", count=count) for name, count in layers.items() if count]
    if told:
        words.paragraph(context.say("register.layers", layers=", ".join(told)))


def _rows(context: Context, rows: pd.DataFrame) -> None:
    """Show rows as read, without empty columns and without what is only for the people room."""
    kept = [
        name for name in rows.columns if name not in HIDDEN and rows[name].map(lambda v: v not in (None, "")).any()
        and not rows[name].isna().all()
    ]  # fmt: skip
    _table(context, rows[kept].rename(columns=_names(context, rows)))


def _issues(context: Context, issues: list[Issue]) -> None:
    said = [issue for issue in issues if issue.code != "row_duplicate"]
    if not said:
        return
    order = {"error": 0, "question": 1, "warning": 2, "note": 3}
    said.sort(key=lambda issue: (order[issue.severity], issue.row or 0))
    words.heading(context.say("register.issues", count=len(said)), 3)
    language = context.workspace.language
    _table(
        context,
        pd.DataFrame(
            {
                context.say("register.row"): [issue.row for issue in said],
                context.say("register.what_happens"): [
                    context.say(f"register.severity.{issue.severity}") for issue in said
                ],
                context.say("register.sentence"): [issue_text(issue, language) for issue in said],
                context.say("register.column"): [issue.column or "" for issue in said],
                context.say("register.value"): [issue.value or "" for issue in said],
            }
        ).astype({context.say("register.row"): "Int64"}),
    )


def _table(context: Context, table: pd.DataFrame) -> None:
    st.dataframe(
        table.head(SHOWN).astype(object).map(lambda cell: _plain(context, cell)),
        hide_index=True,
        height=min(320, 38 + 35 * min(len(table), SHOWN)),
    )
    if len(table) > SHOWN:
        words.paragraph(context.say("register.first_rows", count=SHOWN, total=len(table)), "quiet")


def _names(context: Context, rows: pd.DataFrame) -> dict[str, str]:
    return {name: _column(context, name) for name in rows.columns}


def _column(context: Context, name: str) -> str:
    return context.say(f"register.column_of.{name}")


def _plain(context: Context, value: object) -> str:
    """Return a cell as text: whole numbers bare, yes or no in words, nothing where it is blank."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return context.say("register.yes" if value else "register.no")
    if isinstance(value, float):
        return "" if value != value else f"{value:g}"
    return "…" if isinstance(value, dict) else str(value)
