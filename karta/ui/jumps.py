"""The hours that one comes to by a press: now, this evening, Friday night, a risk evening."""

from datetime import date, datetime, time, timedelta

import numpy as np

from karta.i18n import day as day_text
from karta.maps import Jump
from karta.services import gaps, map_layers
from karta.ui import view
from karta.ui.app import Context
from karta.ui.view import View

# Where the jumps of the hour control land, and where a service day begins.
EVENING, FRIDAY_NIGHT, DAY_BEGINS = 20, 23, 6
FRIDAY = 4


def jumps(context: Context, shown_period: gaps.Period, shown: View) -> list[Jump]:
    """Return the hours that one comes to by a press: now, this evening, Friday night, a risk evening."""
    now = context.workspace.now().astimezone(shown_period.coverage.grid.tz)
    evening = now.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    # The night belongs to the evening before: the service day begins at six.
    today = (now - timedelta(hours=DAY_BEGINS)).date()
    if now.date() != today:
        evening -= timedelta(days=1)
    friday = shown.week + timedelta(days=FRIDAY)
    wanted = [
        (context.say("map.jump_now"), view.monday(today), now),
        (context.say("map.jump_tonight"), view.monday(today), evening),
        (context.say("map.jump_friday"), shown.week, _at(friday, FRIDAY_NIGHT, now)),
    ]
    for day in map_layers.risk_evenings(context.workspace, context.viewer, shown_period):
        label = context.say("map.jump_risk", day=day_text(day, context.workspace.language, weekday=False))
        wanted.append((label, view.monday(day), _at(day, EVENING, now)))
    return [_jump(label, week, moment, shown_period, shown) for label, week, moment in wanted]


def _at(day: date, hour: int, like: datetime) -> datetime:
    return datetime.combine(day, time(hour), like.tzinfo)


def _jump(label: str, week: date, moment: datetime, shown_period: gaps.Period, shown: View) -> Jump:
    if week == shown.week and not shown.typical:
        return Jump(label, hour_at(shown_period, moment))
    begins = _at(week, DAY_BEGINS, moment)
    hours = int((moment.timestamp() - begins.timestamp()) // 3600)
    return Jump(label, max(0, hours), week.isoformat())


def hour_at(shown_period: gaps.Period, moment: datetime) -> int:
    """Return the hour of the period that an aware moment lies in, the nearest end of it otherwise."""
    ends = np.array([start.timestamp() + 3600 for start in shown_period.hours.start])
    return min(int(np.searchsorted(ends, moment.timestamp(), side="right")), len(ends) - 1)
