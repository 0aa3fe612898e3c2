"""The meeting's sheet on paper: as many rows of each part as one page holds."""

from textwrap import shorten

from karta.i18n import share, text
from karta.reports import meeting as meeting_words
from karta.reports import meeting_pictures, week_map
from karta.reports.meeting import LEAST, Meeting, Section
from karta.reports.paper import QUIET, Paper

# Rows of a section to begin with; the sheet has as many as fit on one page, but no fewer than LEAST.
MOST = 14
# So many signs of the sources stand on paper: the files have all of them.
MOST_OF_SOURCES = 320


def pdf(meeting: Meeting, language: str) -> bytes:
    """Return the sheet as a PDF, with as many rows of each part as one page holds."""
    most = MOST
    paper = _drawn(meeting, language, most)
    while paper.page_no() > 1 and most > LEAST:
        # What was drawn tells how much too much it was.
        most = max(LEAST, min(most - 1, int(most / paper.pages_used())))
        paper = _drawn(meeting, language, most)
    # The first guess may have been too small: rows are added as long as the page holds them.
    while most < MOST and (fuller := _drawn(meeting, language, most + 1)).page_no() == 1:
        most, paper = most + 1, fuller
    return paper.content()


def _drawn(meeting: Meeting, language: str, most: int) -> Paper:
    view = text(f"gaps.view.{meeting.view}", language)
    covered = text(
        "sheets.foot", language, name=text("sheets.meeting", language), area=meeting.area,
        week=meeting.from_day.isocalendar().week, view=view,
        completeness=share(meeting.totals["completeness"], language),
    )  # fmt: skip
    paper = Paper(meeting_words.title(meeting, language), covered, meeting.made, language)
    paper.title_line(text("sheets.meeting", language), view)
    paper.paragraph(meeting_words.title(meeting, language), 11.5, bold=True, gap=2)
    if meeting.invented:
        paper.paragraph(text("ui.demo_banner", language), 8.5, QUIET)
    stamp = text("sheets.not_public", language)
    if meeting.seen_by:
        stamp = f"{stamp} {text('sheets.seen_by', language)}: {meeting.seen_by}."
    paper.paragraph(stamp, 8.5, QUIET)
    rest = meeting_words.sections(meeting, language, most)
    if meeting.tasks is not None:
        # What was promised and is not done opens the sheet.
        _write(paper, rest.pop(0))
    paper.figures(meeting_words.figures(meeting, language))
    meeting_pictures.draw_bar(paper, meeting.totals, language)
    paper.note(meeting_words.caption(meeting, language))
    if meeting.week_map is not None:
        week_map.draw(paper, meeting.week_map)
        paper.paragraph(meeting_pictures.map_words(meeting.week_map, language), 7.5, QUIET, gap=1)
    if meeting.approximate:
        distances = dict(meeting_words.about(meeting, language))[text("sheets.distances", language)]
        paper.note(f"{text('sheets.distances', language)}: {distances}.")
    if meeting.changes is not None:
        paper.paragraph(meeting_words.changes_sentence(meeting.changes, language), 8.8)
    for section in rest:
        _write(paper, section)
    if meeting.sources:
        credits_line = f"{text('sheets.sources', language)}: {meeting_words.sources(meeting)}"
        paper.paragraph(shorten(credits_line, MOST_OF_SOURCES, placeholder=" …"), 7, QUIET)
    return paper


def _write(paper: Paper, section: Section) -> None:
    paper.heading(section.heading, section.beside)
    if section.rows:
        paper.rows(section.columns, section.rows)
    else:
        paper.paragraph(section.empty, 8.8)
    if section.rest:
        paper.paragraph(section.rest, 8, QUIET, gap=0)
