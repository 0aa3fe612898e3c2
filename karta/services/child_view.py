"""Four questions seen from the children's side, answered before adults are sent anywhere: a tick and a day each.

Nobody's name is stored with them and nothing that was said: only that they were talked through, and on which day.
"""

import re
from dataclasses import dataclass
from datetime import date

from karta.errors import InputError
from karta.i18n import DEFAULT, text

QUESTIONS = ("know", "said", "whose", "away")
_MARK = re.compile(r"(\d+) walks know=(\S+) said=(\S+) whose=(\S+) away=(\S+)")


@dataclass(frozen=True, slots=True)
class ChildView:
    """On which day each question was talked through; None: it was not.

    `know`: do they know that adults come? `said`: have they had a say? `whose`: whose place is it? `away`: what if we
    stay away?
    """

    know: date | None = None
    said: date | None = None
    whose: date | None = None
    away: date | None = None

    def check(self, today: date) -> None:
        """Raise InputError `child_view_missing` unless every question was talked through, today at the latest."""
        if any(day is None or day > today for day in (self.know, self.said, self.whose, self.away)):
            raise InputError("child_view_missing")

    def note(self, walks: int) -> str:
        """Return the answers as the note of an act by which so many walks were accepted."""
        days = (f"{name}={day:%Y-%m-%d}" for name in QUESTIONS if (day := getattr(self, name)) is not None)
        return f"{walks} walks {' '.join(days)}"


def in_words(note: str, language: str = DEFAULT) -> str:
    """Return the note of an act as people read it; one that holds no answers stays as it is."""
    match = _MARK.fullmatch(note)
    if match is None:
        return note
    count, know, said, whose, away = match.groups()
    return text("walk_plans.note", language, count=int(count), know=know, said=said, whose=whose, away=away)
