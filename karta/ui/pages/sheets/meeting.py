"""Samverkansblad on the screen: the sheet as it is printed, its PDF, and keeping it for the next meeting."""

import html

import streamlit as st

from karta.i18n import text
from karta.reports import meeting as sheet_words
from karta.reports import meeting_pictures, week_map
from karta.reports.meeting import Meeting, Section
from karta.services.sheets import meeting_sheet
from karta.ui import cached_week, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.sheets import statements
from karta.ui.view import View

# The week before as it is known now: no id of a kept sheet.
LAST_WEEK = "*"
# Rows of a section that one printed page has room for.
ROWS = 5


def show(context: Context, shown: View) -> None:
    """Show the sheet with what to do with it above."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    snapshots = meeting_sheet.kept_sheets(workspace, viewer, shown.view, shown.area)
    with st.container(key="karta_unprinted_meeting"):
        words.paragraph(say("sheets.meeting_lead"), "quiet")
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        names = {None: say("sheets.compare_none"), LAST_WEEK: say("sheets.compare_last_week")}
        names |= {
            snapshot.id: f"{snapshot.name} ({on(context, snapshot.day)})"
            for snapshot in snapshots.itertuples()
        }
        since = row.selectbox(
            say("sheets.compare"), list(names), format_func=names.__getitem__, width=320,
            key="since_" + "_".join([shown.view, shown.area or "", *snapshots["id"]]),
        )  # fmt: skip
    with st.spinner(say("ui.computing"), show_time=False):
        period = cached_week.period(context, shown)
        sheet = meeting_sheet.meeting(
            workspace, viewer, shown.week, view=shown.view, area=shown.area, period=period,
            since=None if since == LAST_WEEK else since,
            before=cached_week.period(context, shown.moved(-1)) if since == LAST_WEEK else None,
        )  # fmt: skip
    row.download_button(
        say("sheets.download_pdf"), lambda: meeting_sheet.meeting_pdf(workspace, viewer, sheet), key="meeting_pdf",
        file_name=f"samverkansblad-v{shown.week.isocalendar().week:02d}.pdf", mime="application/pdf",
        icon=":material/picture_as_pdf:", type="primary", on_click="ignore",
    )  # fmt: skip
    st.html(drawn(sheet, workspace.language))
    statements.show(context)
    with st.container(key="karta_unprinted_keep"):
        words.paragraph(say("sheets.print_help"), "quiet")
        _keep(context, shown)


def drawn(sheet: Meeting, language: str, most: int | None = ROWS) -> str:
    """Return the sheet as HTML, with about `most` rows a part (None: all).

    People's words are escaped, and set apart from the direction of the rest.
    """
    rows = None if most is None else most - (sheet.changes is not None)
    figures = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>"
        for name, value in sheet_words.figures(sheet, language)
    )
    about = " · ".join(
        f"{html.escape(name)}: <bdi>{html.escape(value)}</bdi>"
        for name, value in sheet_words.about(sheet, language)
    )
    since = (
        ""
        if sheet.changes is None
        else f"<p>{html.escape(sheet_words.changes_sentence(sheet.changes, language))}</p>"
    )
    banner = html.escape(text("ui.demo_banner", language))
    invented = f"<p class='rest'>{banner}</p>" if sheet.invented else ""
    sections = list(map(_section, sheet_words.sections(sheet, language, rows)))
    # What was promised and is not done opens the sheet.
    first = "" if sheet.tasks is None else sections.pop(0)
    title = html.escape(sheet_words.title(sheet, language))
    pictures = _bar(sheet, language) + _map(sheet, language)
    return (
        f"<article class='karta-sheet' lang='{language}'><h2><bdi>{title}</bdi></h2>"
        f"{invented}<p class='about'>{about}</p>{first}<dl>{figures}</dl>"
        f"<p class='caption'>{html.escape(sheet_words.caption(sheet, language))}</p>{pictures}{since}"
        f"{''.join(sections)}</article>"
    )


def _bar(sheet: Meeting, language: str) -> str:
    """Return the parts of the need as a bar, with their hours in words."""
    shares = meeting_pictures.shares(sheet.totals)
    if not sum(hours for _, hours in shares):
        return ""
    signs = {"gap": "gap", "unknown": "unknown", "covered": "full"}
    parts = "".join(
        f"<i class='{signs[name]}' style='flex:{hours:g}'></i>" for name, hours in shares if hours
    )
    words = html.escape(meeting_pictures.bar_sentence(sheet.totals, language))
    return f"<div class='karta-bar' aria-hidden='true'>{parts}</div><p class='rest'>{words}</p>"


def _map(sheet: Meeting, language: str) -> str:
    """Return the map of the week with what its numbers mean."""
    if sheet.week_map is None:
        return ""
    words = meeting_pictures.map_words(sheet.week_map, language)
    label = text("sheets.map_alt", language, named=words)
    return f"{week_map.image(sheet.week_map, label)}<p class='rest'><bdi>{html.escape(words)}</bdi></p>"


def _section(section: Section) -> str:
    heading = f"<h3>{html.escape(section.heading)} <small>{html.escape(section.beside)}</small></h3>"
    if not section.rows:
        return f"<section>{heading}<p>{html.escape(section.empty)}</p></section>"
    head = "".join(
        f"<th scope='col' class='{column.align.lower()}'>{html.escape(column.name)}</th>"
        for column in section.columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td class='{column.align.lower()}'><bdi>{html.escape(cell)}</bdi></td>"
            for column, cell in zip(section.columns, row, strict=True)
        )
        + "</tr>"
        for row in section.rows
    )
    widths = "".join(f"<col style='width:{column.share:g}%'>" for column in section.columns)
    rest = f"<p class='rest'>{html.escape(section.rest)}</p>" if section.rest else ""
    table = f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<section>{heading}{table}{rest}</section>"


def _keep(context: Context, shown: View) -> None:
    with st.expander(context.say("sheets.keep_title")):
        words.paragraph(context.say("sheets.keep_help"), "quiet")
        default = context.say("sheets.keep_default", week=shown.week.isocalendar().week)
        name = st.text_input(context.say("sheets.keep_name"), default, key=f"keep_name_{shown.week}")
        if st.button(context.say("sheets.keep"), key="keep_sheet"):
            period = cached_week.period(context, shown)
            feedback.perform(
                context,
                lambda: meeting_sheet.keep(context.workspace, context.viewer, period, name, shown.area),
                "sheets.kept",
                name=name.strip(),
            )
