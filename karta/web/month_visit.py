"""An association with its link of the month, looking: what the templates ask of the visit and of what it shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from karta.i18n import day as day_text
from karta.i18n import text
from karta.model.months import first_day
from karta.privacy import Viewer
from karta.services.follow_up.month_lines import Line
from karta.services.follow_up.month_links import Holder
from karta.services.follow_up.month_reports import PastShift
from karta.services.needs import request_words
from karta.services.workspace import Workspace
from karta.store.cells import Row
from karta.web.link_visit import LinkVisit

WEEK = timedelta(days=7)
# So many dates are told one by one.
MOST_DATES = 8


@dataclass(frozen=True, kw_only=True)
class MonthVisit(LinkVisit):
    """Who holds the link, the link's own address (`here`), the guard of its forms, and the language."""

    who: Holder

    @property
    def about(self) -> tuple[Workspace, Viewer, str]:
        """What every service of the link is asked with: the workspace, who looks, and for which organisation."""
        return self.workspace, self.who.viewer, self.who.organisation_id

    @property
    def month(self) -> str:
        """The month as people say it: `november 2026`."""
        first = first_day(self.who.month)
        return f"{self.say(f'months.month_{first.month}')} {first.year}"

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue."""
        return text(key, self.language, **facts)

    def day(self, day: date) -> str:
        """Return a day as people say it: `fre 18 sep`."""
        return day_text(day, self.language)

    def days(self, line: Line) -> str:
        """Return when a line is held: its weekdays where it comes every week, else its dates."""
        dates = sorted({*line.days, *line.left_out})
        if not line.repeats or (len(dates) <= MOST_DATES and not _is_weekly(dates)):
            return ", ".join(self.day(day) for day in line.days or dates)
        weekdays = sorted({day.weekday() for day in dates})
        names = ", ".join(self.say(f"months.weekday_{weekday}") for weekday in weekdays)
        return names if _is_weekly(dates) else self.say("months.some_days", days=names, count=len(line.days))

    def left_out(self, line: Line) -> str:
        """Return on which days a line is not held although it would be: few are named, many are counted."""
        days = [self.day(day) for day in line.left_out]
        if not line.days and len(days) > 1:
            return self.say("months.paused", last=days[-1])
        if line.days and len(days) > MOST_DATES:
            return self.say("months.left_out_many", count=len(days), first=self.day(line.days[0]))
        return self.say("months.left_out", days=", ".join(days)) if days else ""

    def last(self, line: Line, valid_to: date) -> str:
        """Return the last day of a line that ends well before the day up to which a yes holds, else nothing."""
        return (
            self.day(line.days[-1]) if line.repeats and line.days and line.days[-1] <= valid_to - WEEK else ""
        )

    def adults(self, line: Line) -> str:
        """Return how many adults a line has, in words."""
        if line.sign_up and not line.adults:
            return self.say("months.adults_sign_up")
        if line.adults is None:
            return self.say("months.adults_unknown")
        key = "months.adults_and_sign_up" if line.sign_up else "months.adults"
        return self.say(key, count=int(line.adults))

    def which(self, line: Line) -> str:
        """Return days, hours and place of a line, which tell a button from others of the same words."""
        return f"{self.days(line)} {line.start}\u2013{line.end}, {line.place or line.title}"

    def past_when(self, shift: PastShift) -> str:
        """Return day and hours of a past shift as people say them."""
        start, end = (moment.astimezone(self.workspace.zone) for moment in (shift.start, shift.end))
        return f"{day_text(start, self.language)} {start:%H:%M}\u2013{end:%H:%M}"

    def request_when(self, row: Row) -> str:
        """Return when a request is about: a day and its hours, or the days it repeats on."""
        return request_words.when(row, self.workspace.today, self.language)

    def request_adults(self, row: Row) -> str:
        """Return how many adults a request asks for, and as what."""
        return request_words.adults(row, self.language)


def _is_weekly(dates: list[date]) -> bool:
    """Tell whether dates come again every week on each of their weekdays."""
    by_weekday: dict[int, list[date]] = {}
    for day in dates:
        by_weekday.setdefault(day.weekday(), []).append(day)
    gaps = [b - a for days in by_weekday.values() for a, b in pairwise(days)]
    return bool(gaps) and all(gap == WEEK for gap in gaps)
