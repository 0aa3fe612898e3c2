"""Days as people say them, with the year where it is not this one."""

from datetime import date

from karta.i18n import day as day_text
from karta.ui.context import Context


def on(context: Context, day: date, today: date | None = None) -> str:
    """Return a day: `fre 18 sep`, or `lör 20 feb 2027` in another year than today's.

    `today` is what has been asked of the workspace once for many days; each asking reads its settings.
    """
    plain = day_text(day, context.workspace.language)
    return plain if day.year == (today or context.workspace.today).year else f"{plain} {day.year}"
