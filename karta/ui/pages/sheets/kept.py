"""Sheets that were kept: one of them on the screen as it stood, with all its rows, its days and its hours."""

import streamlit as st

from karta.errors import KartaError
from karta.reports import chapter as chapter_words
from karta.reports.chapter_blocks import Table
from karta.services.sheets import chapter, kept_sheets
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.sheets.meeting import drawn
from karta.ui.view import View


def show(context: Context, _shown: View) -> None:
    """Show the choice of a kept sheet, and the sheet."""
    say = context.say
    with st.container(key="karta_unprinted_kept"):
        snapshot_id = choose(context)
    if snapshot_id is None:
        return
    try:
        with st.spinner(say("ui.computing"), show_time=False):
            sheet = kept_sheets.opened(context.workspace, context.viewer, snapshot_id)
    except KartaError as error:
        feedback.fault(context, error)
        return
    words.paragraph(say("chapter.opened_lead"), "quiet")
    if heading := chapter_words.HEADINGS.get(st.query_params.get(chapter.FIGURES, "")):
        words.paragraph(say("chapter.shown_under", heading=say(heading)), "note")
    st.html(drawn(sheet.sheet, context.workspace.language, None))
    for block in chapter_words.week_tables(sheet, context.workspace.language):
        _table(block)


def choose(context: Context) -> str | None:
    """Show the choice of a kept sheet, and return its id, None where there is none. It stands in the address."""
    say = context.say
    rows = kept_sheets.listed(context.workspace, context.viewer)
    if rows.empty:
        words.paragraph(say("chapter.none_kept"), "note")
        return None
    names = {
        row.id: say("chapter.choice", name=row.name, day=on(context, row.day)) for row in rows.itertuples()
    }
    ids, requested = list(names), st.query_params.get(chapter.SHEET, "")
    key = "kept_sheet_" + "_".join([requested, *ids])
    chosen = st.selectbox(
        say("chapter.choose"), ids, ids.index(requested) if requested in names else 0,
        format_func=names.__getitem__, key=key, width=420,
    )  # fmt: skip
    if chosen != requested:
        st.query_params[chapter.SHEET] = chosen
    return str(chosen)


def _table(block: Table) -> None:
    words.heading(block.heading, 3)
    if block.rows:
        words.paragraph(block.beside, "quiet")
        words.table([column.name for column in block.columns], block.rows, block.heading)
    else:
        words.paragraph(block.empty, "quiet")
