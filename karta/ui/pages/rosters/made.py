"""What a new shift has become, in a sentence: how many, until when, and without which days."""

from collections.abc import Sequence

from karta.i18n import day as day_text
from karta.services.rosters import series_days
from karta.ui.context import Context


def sentences(context: Context, shift_ids: Sequence[str]) -> str:
    """Return the days of several shifts: each series with its own, and how many are held once."""
    by_id = {
        shift_id: series_days.series_days(context.workspace, context.viewer, shift_id)
        for shift_id in shift_ids
    }
    single = [shift_id for shift_id, days in by_id.items() if days.count == 1]
    if len(single) < 2:
        return " ".join(sentence(context, shift_id) for shift_id in shift_ids)
    first, last = (
        day_text(pick(by_id[shift_id].first for shift_id in single), context.workspace.language)
        for pick in (min, max)
    )
    of_single = context.say("rosters.made_single", count=len(single), first=first, last=last)
    return " ".join([*(sentence(context, series) for series in by_id if series not in single), of_single])


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
