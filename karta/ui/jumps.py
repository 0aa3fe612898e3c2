"""Jumps of the map's hour control: now, this evening, Friday night, a risk evening."""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from karta.i18n import day as day_text
from karta.maps import Jump
from karta.model.service_day import service_day_bounds
from karta.services.gaps import map_layers, period
from karta.ui import view
from karta.ui.context import Context
from karta.ui.view import View

# Where the jumps of the hour control land.
EVENING, FRIDAY_NIGHT = 20, 23
FRIDAY = 4
# So long after it an evening is over, though its service day is not.
MORNING_AFTER = timedelta(hours=8)


def jumps(context: Context, shown_period: period.Period, shown: View) -> list[Jump]:
    """Return the jumps of the hour control: now, this evening, Friday night, each risk evening."""
    now = context.workspace.now().astimezone(shown_period.coverage.grid.tz)
    # The night belongs to the evening before.
    today = context.workspace.service_day
    tonight = today if now < _at(today, EVENING, now) + MORNING_AFTER else today + timedelta(days=1)
    friday = shown.week + timedelta(days=FRIDAY)
    wanted = [
        (context.say("map.jump_now"), view.monday(today), now),
        (context.say("map.jump_tonight"), view.monday(tonight), _at(tonight, EVENING, now)),
        (context.say("map.jump_friday"), shown.week, _at(friday, FRIDAY_NIGHT, now)),
    ]
    for day in map_layers.risk_evenings(context.workspace, context.viewer, shown_period):
        label = context.say("map.jump_risk", day=day_text(day, context.workspace.language, weekday=False))
        wanted.append((label, view.monday(day), _at(day, EVENING, now)))
    return [_jump(label, week, moment, shown_period, shown) for label, week, moment in wanted]


def _at(day: date, hour: int, like: datetime) -> datetime:
    return datetime.combine(day, time(hour), like.tzinfo)


def _jump(label: str, week: date, moment: datetime, shown_period: period.Period, shown: View) -> Jump:
    if week == shown.week and not shown.typical:
        return Jump(label, hour_at(shown_period, moment))
    on = shown_period.coverage.grid
    begins, _ = service_day_bounds(week, on.tz, on.day_start)
    hours = int((moment - begins) / timedelta(hours=1))
    return Jump(label, max(0, hours), week.isoformat())


def hour_at(shown_period: period.Period, moment: datetime) -> int:
    """Return the hour of the period that an aware moment lies in, the nearest end of it otherwise."""
    return int(shown_period.hours.numbers(pd.Series([moment]))[0])


def been(shown_period: period.Period, now: datetime) -> float | None:
    """Return how many hours of a period have been at a moment; of a typical week that means nothing."""
    if shown_period.weeks > 1:
        return None
    return (now - shown_period.hours.start[0].astimezone(UTC)) / timedelta(hours=1)
