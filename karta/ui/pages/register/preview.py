"""What a file would change, before it does: the sum of its rows, what is new, what changes, what is wrong and where."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from karta.errors import Issue
from karta.i18n import catalogue, issue_text, number
from karta.services.importing.changeset import ChangeSet, cell_text
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.register import admission

PAGE = 100
MOST_NAMES = 50
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


def show(context: Context, changes: ChangeSet, key: str) -> None:
    """Show the sum, then each part that has something in it, a page at a time."""
    _sum(context, changes)
    admission.told(context, changes)
    for name, rows in (("places", changes.new_places), ("organisations", changes.new_organisations)):
        if rows:
            with st.expander(context.say(f"register.new_{name}", count=len(rows))):
                words.bullets(rows[:MOST_NAMES])
                if len(rows) > MOST_NAMES:
                    words.paragraph(context.say("register.and_more", count=len(rows) - MOST_NAMES), "quiet")
    if len(changes.changed):
        title = context.say("register.changed", count=changes.changed["key"].nunique())
        words.heading(title, 3)
        _pages(
            context, f"{key}_changed", title, len(changes.changed),
            lambda part: _cells(context, changes.changed[part]),
        )  # fmt: skip
    if len(changes.new):
        title, columns = context.say("register.new", count=len(changes.new)), _filled_columns(changes)
        with st.expander(title):
            _pages(context, f"{key}_new", title, len(changes.new), lambda part: changes.new[columns][part])
    if changes.rows_duplicate:
        words.paragraph(context.say("register.unchanged", count=changes.rows_duplicate), "quiet")
    if len(changes.waiting):
        words.paragraph(context.say("register.will_wait", count=len(changes.waiting)), "note")
    if len(changes.gone):
        title = context.say("register.gone", count=len(changes.gone))
        with st.expander(title):
            _pages(
                context,
                f"{key}_gone",
                title,
                len(changes.gone),
                lambda part: changes.gone[["key", "line"]][part],
            )
    _issues(context, changes.issues, key)


def sentence(context: Context, issue: Issue) -> str:
    """Return an issue as a sentence that begins with its row."""
    plain = issue_text(issue, context.workspace.language)
    if issue.row is None:
        return plain
    return f"{context.say('cli.row', row=issue.row).capitalize()}: {plain}"


def _sum(context: Context, changes: ChangeSet) -> None:
    counts = changes.counts
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
    layers = {name: int(frame.attrs.get("read", len(frame))) for name, frame in changes.intake.layers.items()}
    parts = [context.say(f"register.layer.{name}", count=count) for name, count in layers.items() if count]
    if parts:
        words.paragraph(context.say("register.layers", layers=", ".join(parts)))


def _filled_columns(changes: ChangeSet) -> list[str]:
    """Return the columns that have a value in some row, without those about people and keys."""
    rows = changes.new
    filled = {name: rows[name].notna() & (rows[name] != "") for name in rows.columns if name not in HIDDEN}
    return [name for name, cells in filled.items() if cells.any()]


def _cells(context: Context, changed: pd.DataFrame) -> pd.DataFrame:
    """Return the changed cells in words; one that has nothing in it afterwards is said to be emptied."""
    emptied = context.say("register.emptied")
    return changed.assign(
        column=changed["column"].map(lambda name: _column(context, name)),
        new=[emptied if cell is None or cell is pd.NA or cell != cell else cell for cell in changed["new"]],
    ).drop(columns="key")


def _issues(context: Context, issues: list[Issue], key: str) -> None:
    order = {"error": 0, "question": 1, "warning": 2, "note": 3}
    shown = sorted(
        (issue for issue in issues if issue.code != "row_duplicate"),
        key=lambda issue: (order[issue.severity], issue.row or 0),
    )
    if not shown:
        return
    title = context.say("register.issues", count=len(shown))
    words.heading(title, 3)
    _pages(context, f"{key}_issues", title, len(shown), lambda part: _faults(context, shown[part]))


def _faults(context: Context, issues: list[Issue]) -> pd.DataFrame:
    language = context.workspace.language
    return pd.DataFrame(
        {
            # What is said of the file as a whole has no row, and a blank is shown as one.
            context.say("register.row"): ["" if issue.row is None else str(issue.row) for issue in issues],
            context.say("register.what_happens"): [
                context.say(f"register.severity.{issue.severity}") for issue in issues
            ],
            context.say("register.sentence"): [issue_text(issue, language) for issue in issues],
            context.say("register.column"): [issue.column or "" for issue in issues],
            context.say("register.value"): [issue.value or "" for issue in issues],
        }
    )


def _pages(
    context: Context, key: str, title: str, total: int, part_of: Callable[[slice], pd.DataFrame]
) -> None:
    """Show a table a page at a time: a browser that got all rows of a big file at once would stand still."""

    @st.fragment
    def page() -> None:
        last = (total - 1) // PAGE
        at = min(st.session_state.get(key, 0), last)
        rows = part_of(slice(at * PAGE, (at + 1) * PAGE))
        shown = (
            rows.rename(columns=_names(context, rows))
            .astype(object)
            .map(lambda cell: cell_text(cell, context.workspace.language))
        )
        words.table(list(shown.columns), shown.itertuples(index=False), title)
        if not last:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            for step, label in ((-1, "earlier"), (1, "later")):
                st.button(
                    context.say(f"register.{label}"), key=f"{key}_{label}", disabled=not 0 <= at + step <= last,
                    on_click=st.session_state.__setitem__, args=(key, at + step),
                )  # fmt: skip
            language = context.workspace.language
            facts = {
                "first": number(at * PAGE + 1, 0, language),
                "last": number(at * PAGE + len(rows), 0, language),
                "total": number(total, 0, language),
            }
            words.paragraph(context.say("register.rows_shown", **facts), "quiet")

    page()


def _names(context: Context, rows: pd.DataFrame) -> dict[str, str]:
    language = context.workspace.language
    return {
        name: _column(context, name)
        for name in rows.columns
        if f"register.column_of.{name}" in catalogue(language)
    }


def _column(context: Context, name: str) -> str:
    return context.say(f"register.column_of.{name}")
