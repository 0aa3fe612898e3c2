"""Somebody with a personal link, looking: what the templates ask of the visit and of the shifts that it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from karta.i18n import day as day_text
from karta.i18n import figures, text
from karta.model.shift import ShiftOccurrence
from karta.reports.calendar import FEW, counted
from karta.services.rosters import walk_marks
from karta.services.rosters.volunteers import Volunteer
from karta.web.link_visit import LinkVisit


@dataclass(frozen=True, kw_only=True)
class Visit(LinkVisit):
    """A visitor, the link's own address (`here`), the guard of its forms, language and zone."""

    who: Volunteer
    zone: ZoneInfo
    # The languages that the pages speak, each with who has reviewed it.
    spoken: Mapping[str, str]

    def local(self, occurrence: ShiftOccurrence) -> tuple[datetime, datetime]:
        """Return start and end of a shift on the clock of the municipality."""
        return occurrence.start.astimezone(self.zone), occurrence.end.astimezone(self.zone)

    def when(self, occurrence: ShiftOccurrence) -> str:
        """Return day and hours of a shift as people say them."""
        start, end = self.local(occurrence)
        hours = figures(f"{start:%H:%M}\u2013{end:%H:%M}", self.language)
        return f"{day_text(start, self.language)} {hours}"

    def day(self, day: date) -> str:
        """Return a day as people say it."""
        return day_text(day, self.language)

    def clock(self, at: datetime) -> str:
        """Return a moment on the clock of the municipality."""
        return figures(f"{at.astimezone(self.zone):%H:%M}", self.language)

    def about(self, occurrence: ShiftOccurrence) -> str:
        """Return day, hours and place, which tell a button from others of the same words."""
        return f"{self.when(occurrence)}, {occurrence.place}"

    def sign_ups(self, occurrence: ShiftOccurrence) -> str:
        """Return how many have signed up, as a sentence."""
        return counted(occurrence, self.language, FEW)

    def missing_roles(self, occurrence: ShiftOccurrence) -> str:
        """Return the roles that nobody has taken on yet, in words."""
        return ", ".join(text(f"web.role_{role}", self.language) for role in occurrence.missing_roles)

    def state(self, occurrence: ShiftOccurrence) -> str | None:
        """Return the visitor's state on a shift: signed, stand_in or waiting."""
        return occurrence.state_of(self.who.person_id)

    def role(self, occurrence: ShiftOccurrence) -> str | None:
        """Return the role that the visitor has on a shift, None for no role."""
        roles = (sign_up.role for sign_up in occurrence.sign_ups if sign_up.person_id == self.who.person_id)
        return next(roles, None)

    def may_press(self, occurrence: ShiftOccurrence) -> bool:
        """Return whether the team of a shift can say now that it is out or home."""
        return walk_marks.may_press(occurrence, self.workspace.now())

    def may_sign_off(self, occurrence: ShiftOccurrence) -> bool:
        """Return whether the visitor may still sign off: from a place until the deadline, from the queue always."""
        return self.state(occurrence) == "waiting" or self.workspace.now() <= occurrence.sign_off_until
