"""The light pages of a personal link, as HTML: no rule is applied here."""

from collections.abc import Mapping
from dataclasses import dataclass

from karta.errors import KartaError
from karta.i18n import error_text
from karta.model.shift import MET, ShiftOccurrence
from karta.services.follow_up.shift_reports import Report
from karta.services.rosters import walk_marks
from karta.services.rosters.notices import Notice
from karta.services.rosters.volunteers import Own
from karta.services.rosters.walk_marks import Mark
from karta.web.page import render
from karta.web.visit import Visit

DONE = frozenset({
    "signed", "waiting", "off", "stand_in", "going", "reported", "read", "address", "stay", "out", "home", "no",
})  # fmt: skip


@dataclass(frozen=True)
class Overview:
    """What the page shows: own and free shifts, unread notices, what was just done; `mails`: whether mail is sent.

    `marks` tells which teams are out and home, by the shift's id; `asked` are shifts that the volunteer is asked about,
    `roles` what they are asked to take on there.
    """

    own: Own
    free: list[ShiftOccurrence]
    news: list[Notice]
    done: str
    host: str
    mails: bool
    marks: Mapping[str, Mark]
    asked: list[ShiftOccurrence]
    roles: Mapping[str, str | None]


def home(visit: Visit, overview: Overview) -> str:
    """Return the page of one's own shifts and those that could be taken."""
    done = overview.done if overview.done in DONE else None
    return _page("home", visit, overview=overview, done=done)


def refused(visit: Visit, error: KartaError, fields: dict[str, str]) -> str:
    """Return the page that says why something was not done, and what one can do instead."""
    sentence = error_text(error, visit.language)
    answers = {"occurrence": fields.get("occurrence", ""), **_answers(fields, "adult")}
    return _page("refused", visit, sentence=sentence, code=error.code, fields=answers)


def ask_age(visit: Visit, fields: dict[str, str]) -> str:
    """Return the question whether somebody is 18 or older; the answer no is stored nowhere."""
    answers = {name: fields.get(name, "") for name in ("occurrence", "wait")}
    return _page("age", visit, fields=answers)


def ask_role(visit: Visit, fields: dict[str, str], missing: tuple[str, ...]) -> str:
    """Return the question which of the missing roles somebody takes on; none is an answer, too."""
    return _page("role", visit, fields=_answers(fields, "occurrence", "wait", "adult"), roles=missing)


def ask_report(
    visit: Visit,
    occurrence: ShiftOccurrence,
    stored: Report,
    typed: dict[str, str] | None = None,
    error: KartaError | None = None,
) -> str:
    """Return the form of the report: ready in four answers.

    `typed` is what it said when somebody else had reported meanwhile: it stays, below what is `stored` now.
    """
    start, end = walk_marks.hours(visit.workspace, occurrence)
    answers = {
        "outcome": "carried_out", "adults": str(max(occurrence.adults, 1)), "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}", "met": "", **{name: value for name, value in (typed or {}).items() if value},
    }  # fmt: skip
    sentence = None if error is None else error_text(error, visit.language)
    return _page(
        "report",
        visit,
        occurrence=occurrence,
        answers=answers,
        met_classes=MET,
        stored=stored,
        sentence=sentence,
    )


def address_changed(visit: Visit, error: KartaError, typed: str) -> str:
    """Return the mail address that was stored meanwhile, and the form with what was typed."""
    return _page("address", visit, sentence=error_text(error, visit.language), typed=typed)


def _answers(fields: dict[str, str], *names: str) -> dict[str, str]:
    return {name: fields[name] for name in names if name in fields}


def _page(template: str, visit: Visit, **content: object) -> str:
    return render(template, visit.language, visit.here, visit.spoken, visit=visit, **content)
