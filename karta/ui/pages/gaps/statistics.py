"""Statistik: sums of areas over the last weeks, for those who see no place and no hour."""

from karta.i18n import number, share
from karta.services.gaps import statistics
from karta.services.gaps.statistics import AreaSums
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on

COLUMNS = ("need", "covered", "gap", "unknown")


def show(context: Context) -> None:
    """Show the page."""
    say = context.say
    last = statistics.last_day(context.workspace)
    words.title(
        say("ui.page.statistics"), say("statistics.label", weeks=statistics.WEEKS, last=on(context, last))
    )
    words.paragraph(say("statistics.what"), "caption")
    areas = statistics.of_areas(context.workspace, context.viewer)
    shown = [area for area in areas if area.measures is not None]
    withheld = [area.name for area in areas if area.measures is None]
    if not areas:
        words.paragraph(say("statistics.none"))
        return
    if shown:
        columns = [say("ui.area"), *(say(f"ui.{name}") for name in COLUMNS)]
        words.table(columns, [_row(context, area) for area in shown], say("ui.page.statistics"))
        words.paragraph(say("statistics.unit"), "quiet")
    if withheld:
        words.heading(say("statistics.withheld"), 3)
        words.paragraph(say("statistics.withheld_what"), "quiet")
        words.bullets(withheld)


def _row(context: Context, area: AreaSums) -> list[str]:
    language, measures = context.workspace.language, area.measures or {}
    amounts = [number(measures[f"{name}_ah"], 1, language) for name in COLUMNS]
    known = share(measures["completeness"], language)
    return [context.say("statistics.area", area=area.name, completeness=known), *amounts]
