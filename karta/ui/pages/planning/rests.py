"""Where no shift is needed: days on which nothing is missing, and walks that could rest."""

from datetime import date, datetime

from karta.i18n import number
from karta.services.planning.quiet_nights import Quiet
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context, quiet: Quiet) -> None:
    """Show the days and the walks, with the hours that this frees."""
    say, language = context.say, context.workspace.language
    words.paragraph(say("quiet_nights.lead"), "quiet")
    if not quiet.nights and not quiet.rest:
        words.paragraph(say("quiet_nights.none"))
        return
    if quiet.nights:
        words.paragraph(say("quiet_nights.nights", days=", ".join(on(context, day) for day in quiet.nights)))
    words.bullets([
        say(
            "quiet_nights.could_rest", when=hours(context, walk.start, walk.end), place=walk.place or say("ui.unnamed"),
            org=walk.organisation or say("quiet_nights.somebody"), adults=walk.adults,
            hours=number(walk.frees, 1, language),
        )
        for walk in quiet.rest
    ])  # fmt: skip
    if len(quiet.rest) > 1:
        words.paragraph(say("quiet_nights.frees", hours=number(quiet.frees, 1, language)), "quiet")


def hours(context: Context, start: datetime, end: datetime) -> str:
    """Return a day and hours as people say them."""
    day: date = start.date()
    return f"{on(context, day)} {start:%H:%M}\u2013{end:%H:%M}"
