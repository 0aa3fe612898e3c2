"""The services of an association's month that store what is typed, by file and function."""

from karta.services.follow_up import (
    month_answers,
    month_changes,
    month_lines,
    month_links,
    month_reports,
    month_requests,
)
from karta.services.needs import crowd_events, requests
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, FRIDAY, THURSDAY, Town

MONTH = "2026-09"


def _own(town: Town) -> Values:
    return {"org_id": town.org, "month": MONTH}


def _made(town: Town) -> Values:
    month_links.make_link(town.workspace, COORDINATOR, town.org, MONTH)
    return _link(town)


def _link(town: Town) -> Values:
    return {"org": town.org, "month": MONTH}


def _confirmed(town: Town) -> Values:
    lines = month_lines.lines(town.workspace, COORDINATOR, town.org, MONTH)
    places = month_lines.expected(town.workspace, COORDINATOR, town.org, lines)
    return {**_own(town), "shown": month_lines.fingerprint(lines, places)}


def _noted(town: Town) -> str:
    month_answers.note(town.workspace, COORDINATOR, town.org, town.place, "Fel tid")
    return str(town.workspace.store.frame("month_note")["id"].iloc[-1])


def _note_version(town: Town) -> Values:
    return {"version": int(town.workspace.store.frame("month_note")["version"].iloc[-1])}


def _line(town: Town) -> Values:
    """Return one's own roster line on Fridays, made anew; nobody signs up to it."""
    with town.workspace.store.act("samordnare", "test") as act:
        schedule = {"byday": "FR", "start": "18:00", "end": "20:00", "valid_from": THURSDAY}
        shift = {"schedule_id": act.insert("schedule", [schedule])[0], "place_id": town.place}
        party = {"shift_id": act.insert("shift", [shift])[0], "organisation_id": town.org, "adults": 2.0}
        party_id = act.insert("shift_party", [party])[0]
    line = month_lines.line(town.workspace, COORDINATOR, town.org, MONTH, party_id)
    return {**_own(town), "party_id": party_id, "version": line.version}


def _past(town: Town) -> Values:
    shift = month_reports.to_report(town.workspace, COORDINATOR, town.org)[0]
    return {"org_id": town.org, "party_id": shift.party_id, "day": shift.day, "adults": 1}


def _all_past(town: Town) -> Values:
    with town.workspace.store.act("samordnare", "test") as act:
        for party in act.rows("shift_party", "organisation_id", [town.org]):
            act.update("shift_party", party["id"], None, {"adults": 2.0})
    waiting = month_reports.asked_about(month_reports.to_report(town.workspace, COORDINATOR, town.org))
    return {"org_id": town.org, "shown": month_reports.fingerprint(waiting)}


def _asked(town: Town) -> Values:
    request_id = requests.ask_presence(
        town.workspace,
        COORDINATOR,
        place_id=town.place,
        to_org=town.org,
        start="18:00",
        end="19:00",
        day=FRIDAY,
    )
    return {"org_id": town.org, "request_id": request_id, "choice": "yes", "reply": ""}


def _request_version(town: Town) -> Values:
    return {"version": int(town.workspace.store.frame("request")["version"].iloc[-1])}


def _raised(town: Town) -> Values:
    about = {
        "kind": "missed",
        "place_id": town.place,
        "days": "FR",
        "start": "20:00",
        "end": "23:00",
        "why": "",
    }
    return {**_own(town), **about}


def _event(town: Town) -> Values:
    return {"org_id": town.org, "place_id": town.place, "day": FRIDAY, "kind": "match"}


MONTHS: dict[str, Service] = {
    "follow_up/month_links.py: make_link": plain(month_links.make_link, _link),
    "follow_up/month_links.py: make_links": plain(month_links.make_links, lambda _: {"month": MONTH}),
    "follow_up/month_links.py: revoke_link": plain(month_links.revoke_link, _made),
    "follow_up/month_answers.py: confirm": plain(month_answers.confirm, _confirmed),
    "follow_up/month_answers.py: note": plain(
        month_answers.note, lambda town: {"org_id": town.org, "place_id": town.place, "words": "Fel tid"}
    ),
    "follow_up/month_answers.py: settle": plain(
        month_answers.settle, lambda town: {"note_id": _noted(town)}, _note_version
    ),
    "follow_up/month_changes.py: cancel_day": plain(
        month_changes.cancel_day, lambda town: {**_line(town), "day": FRIDAY}
    ),
    "follow_up/month_changes.py: end_line": plain(month_changes.end_line, _line),
    "follow_up/month_changes.py: set_adults": plain(
        month_changes.set_adults, lambda town: {**_line(town), "adults": 3}
    ),
    "follow_up/month_requests.py: answer": plain(month_requests.answer, _asked, _request_version),
    "follow_up/month_requests.py: raise_place": plain(month_requests.raise_place, _raised),
    "follow_up/month_reports.py: report": plain(month_reports.report, _past),
    "follow_up/month_reports.py: report_all": plain(month_reports.report_all, _all_past),
    "needs/crowd_events.py: add": plain(crowd_events.add, _event),
    "needs/crowd_events.py: remove": plain(
        crowd_events.remove,
        lambda town: {"event_id": crowd_events.add(town.workspace, COORDINATOR, **_event(town))},
    ),
}
