"""What a new shift has become, in a sentence: how many, until when, and without which days."""

from karta.i18n import day as day_text
from karta.services.rosters import series_days
from karta.ui.context import Context


def sentence(context: Context, shift_id: str) -> str:
    """Return the days of a shift: `20 shifts until 30 April, but not on 25 Dec and 1 Jan`."""
    days = series_days.series_days(context.workspace, context.viewer, shift_id)
    language = context.workspace.language
    first = day_text(days.first, language)
    if days.count == 1 and not days.left_out:
        return context.say("rosters.made_one", day=first)
    if days.last is None or days.count is None:
        words = context.say("rosters.made_open", day=first)
    else:
        until = day_text(days.last, language, weekday=False)
        words = context.say("rosters.made_many", count=days.count, until=until)
    off = [day_text(day, language, weekday=False) for day in days.left_out]
    if off:
        listed = (
            context.say("rosters.made_and", first=", ".join(off[:-1]), last=off[-1]) if off[1:] else off[0]
        )
        words = context.say("rosters.made_without", days=words, off=listed)
    return f"{words}."
