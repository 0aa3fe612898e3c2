"""What a file would change, before it does: the sum of its rows, what is new, what changes, what is wrong and where."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from karta.errors import Issue
from karta.i18n import catalogue, issue_text, number
from karta.services.changes import ChangeSet
from karta.ui import words
from karta.ui.app import Context

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


def show(context: Context, found: ChangeSet, key: str) -> None:
    """Show the sum, then each part that has something in it, a page at a time."""
    _sum(context, found)
    for name, rows in (("places", found.new_places), ("organisations", found.new_organisations)):
        if rows:
            with st.expander(context.say(f"register.new_{name}", count=len(rows))):
                words.bullets(rows[:MOST_NAMES])
                if len(rows) > MOST_NAMES:
                    words.paragraph(context.say("register.and_more", count=len(rows) - MOST_NAMES), "quiet")
    if len(found.changed):
        words.heading(context.say("register.changed", count=found.changed["key"].nunique()), 3)
        _pages(
            context, f"{key}_changed", len(found.changed), lambda part: _cells(context, found.changed[part])
        )
    if len(found.new):
        with st.expander(context.say("register.new", count=len(found.new))):
            kept = _told_columns(found)
            _pages(context, f"{key}_new", len(found.new), lambda part: found.new[kept][part])
    if found.rows_duplicate:
        words.paragraph(context.say("register.unchanged", count=found.rows_duplicate), "quiet")
    if len(found.waiting):
        words.paragraph(context.say("register.will_wait", count=len(found.waiting)), "note")
    if len(found.gone):
        with st.expander(context.say("register.gone", count=len(found.gone))):
            _pages(context, f"{key}_gone", len(found.gone), lambda part: found.gone[["key"]][part])
    _issues(context, found.issues, key)


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


def _told_columns(found: ChangeSet) -> list[str]:
    """Return the columns that say something in some row, without what is only for the people room."""
    rows = found.new
    said = {name: rows[name].notna() & (rows[name] != "") for name in rows.columns if name not in HIDDEN}
    return [name for name, known in said.items() if known.any()]


def _cells(context: Context, changed: pd.DataFrame) -> pd.DataFrame:
    return changed.assign(column=changed["column"].map(lambda name: _column(context, name))).drop(
        columns="key"
    )


def _issues(context: Context, issues: list[Issue], key: str) -> None:
    order = {"error": 0, "question": 1, "warning": 2, "note": 3}
    said = sorted(
        (issue for issue in issues if issue.code != "row_duplicate"),
        key=lambda issue: (order[issue.severity], issue.row or 0),
    )
    if not said:
        return
    words.heading(context.say("register.issues", count=len(said)), 3)
    _pages(context, f"{key}_issues", len(said), lambda part: _faults(context, said[part]))


def _faults(context: Context, said: list[Issue]) -> pd.DataFrame:
    language = context.workspace.language
    return pd.DataFrame(
        {
            context.say("register.row"): [issue.row for issue in said],
            context.say("register.what_happens"): [
                context.say(f"register.severity.{issue.severity}") for issue in said
            ],
            context.say("register.sentence"): [issue_text(issue, language) for issue in said],
            context.say("register.column"): [issue.column or "" for issue in said],
            context.say("register.value"): [issue.value or "" for issue in said],
        }
    ).astype({context.say("register.row"): "Int64"})


def _pages(context: Context, key: str, total: int, part_of: Callable[[slice], pd.DataFrame]) -> None:
    """Show a table a page at a time: a browser that got all rows of a big file at once would stand still."""

    @st.fragment
    def page() -> None:
        last = (total - 1) // PAGE
        at = min(st.session_state.get(key, 0), last)
        rows = part_of(slice(at * PAGE, (at + 1) * PAGE))
        shown = (
            rows.rename(columns=_names(context, rows)).astype(object).map(lambda cell: _plain(context, cell))
        )
        st.dataframe(shown, hide_index=True, height=min(320, 38 + 35 * len(rows)))
        if not last:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            back = st.button(context.say("register.earlier"), disabled=at == 0, key=f"{key}_back")
            on = st.button(context.say("register.later"), disabled=at == last, key=f"{key}_on")
            language = context.workspace.language
            facts = {
                "first": number(at * PAGE + 1, 0, language),
                "last": number(at * PAGE + len(rows), 0, language),
                "total": number(total, 0, language),
            }
            words.paragraph(context.say("register.rows_shown", **facts), "quiet")
        if back or on:
            st.session_state[key] = at + (1 if on else -1)
            st.rerun(scope="fragment")

    page()


def _names(context: Context, rows: pd.DataFrame) -> dict[str, str]:
    known = context.workspace.language
    return {
        name: _column(context, name)
        for name in rows.columns
        if f"register.column_of.{name}" in catalogue(known)
    }


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
