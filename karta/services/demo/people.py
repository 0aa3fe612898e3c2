"""The demo's people, first names or functions alone, and what they have signed up for."""

from dataclasses import replace
from datetime import date

from karta.errors import ConflictError
from karta.model.free_times import FreeTimes
from karta.model.shift import SignUp
from karta.model.walltime import DAY
from karta.services.demo.occurrences import Occurrences
from karta.services.demo.town import Row, Town
from karta.services.rosters import notices
from karta.services.rosters.clashes import rest_between
from karta.services.rosters.refusals import refuse
from karta.services.workspace import Workspace
from karta.store import availability, links, people, sign_ups
from karta.store.acts import Act

Person = tuple[str, str]
_CAPS = ("week_cap", "month_cap", "longest_hours")
_MARKS = ("leads", "first_aid", "wants_day", "wants_short")


def invite_all(act: Act, town: Town, rows: list[Row], today: date) -> dict[str, Person]:
    """Put people into the people room, and return the ids of each and of the organisation by name.

    Each has a personal link whose token nobody knows: whoever tries the demo as one of them makes a new one.
    """
    invited = {}
    for row in rows:
        org_id = town.organisations[row["organisation"]]
        person_id = people.add(
            act, org_id, row["name"], phone=row["phone"] or None, declared_adult=True,
            routine_on=today - int(row["routine"]) * DAY if row["routine"] else None,
        )  # fmt: skip
        links.issue(act, person_id)
        invited[row["name"]] = (person_id, org_id)
    return invited


def say_when(act: Act, invited: dict[str, Person], rows: list[Row], today: date) -> None:
    """Store when people can walk and what they wish, as if they had said it on their own pages."""
    for row in rows:
        person_id, _ = invited[row["person"]]
        caps = {name: int(row[name]) if row[name] else None for name in _CAPS}
        marks = {name: name in f"{row['can']} {row['wants']}".split() for name in _MARKS}
        latest = row["latest_home"] or None
        times = FreeTimes(frozenset(row["free"].split())).stored
        availability.put(act, person_id, {"times": times, "latest_home": latest, **caps, **marks})
        if row["away"]:
            first, last = (today + int(days) * DAY for days in row["away"].split())
            availability.add_away(act, person_id, first, last)
        if row["with"]:
            availability.add_companion(act, person_id, row["with"], availability.WITH)


def sign_up_all(
    act: Act,
    workspace: Workspace,
    occurrences: Occurrences,
    series: dict[str, str],
    invited: dict[str, Person],
    rows: list[Row],
) -> None:
    """Sign people up for dates; who wants a stand-in is told to those who organise.

    Raises
    ------
    ConflictError, NotFoundError
        Where nobody could sign up so in the app: the shift is full, another's, or collides with one of theirs.
    """
    rest = rest_between(workspace)
    for row in rows:
        occurrence = occurrences.at(series[row["shift"]], int(row["date"]))
        person_id, org_id = invited[row["person"]]
        sign_up = SignUp(person_id, org_id, row["state"], row["role"] or None)
        # Whoever goes said so the day before.
        refuse(workspace, occurrence, invited[row["person"]], occurrences.all(), rest, occurrence.start - DAY)
        if occurrence.is_full != (sign_up.state == sign_ups.WAITING):
            raise ConflictError("shift_full", most=occurrence.max_team)
        sign_ups.put(
            act, person_id, occurrence.series_id, occurrence.original_start, sign_up.state, sign_up.role
        )
        occurrence = replace(occurrence, sign_ups=(*occurrence.sign_ups, sign_up))
        occurrences.put(occurrence)
        if sign_up.state == sign_ups.STAND_IN:
            notices.tell(act, "stand_in", occurrence, [None])
