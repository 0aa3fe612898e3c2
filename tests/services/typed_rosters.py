"""The services of rosters that store what people type, by file and function."""

from karta.model.shift import ShiftPlan, Stop
from karta.services.access import viewers
from karta.services.rosters import (
    cancelling,
    cases,
    changes,
    dealing,
    invitations,
    joining,
    leaving,
    messages,
    moving,
    notice_mail,
    notices,
    opening,
    own_data,
    poster_contact,
    routes,
    season,
    series,
    shifts,
    sign_ups,
    training_links,
    young_leaders,
)
from karta.services.workspace import Workspace
from tests.services.typed_availability import AVAILABILITY
from tests.services.typed_service import Service, Values, of_volunteer, plain, unset
from tests.services.typed_town import COORDINATOR, FRIDAY, THURSDAY, Town

# What of a new shift is no value of its own.
_APART = ("org_id", "exdate", "role", "stop", "at", "new_organisation")


def _shown_person(town: Town, person_id: object) -> tuple[str, str]:
    """Return name and phone as they stand, nothing of somebody who is not there."""
    rows = town.workspace.store.frame("person")
    row = rows[rows["id"] == person_id].to_dict("records")
    return (row[0]["name"], row[0]["phone"] or "") if row else ("", "")


def _plan(values: Values) -> ShiftPlan:
    rest = {name: value for name, value in values.items() if name not in _APART}
    stop = Stop(values["stop"], values["at"], "21:30")
    return ShiftPlan(
        organisations=(values["org_id"],), exdates=frozenset({values["exdate"]}), roles=(values["role"],),
        stops=(stop,), **rest,
    )  # fmt: skip


_WORDS = {
    "title": "Runda", "meeting_point": "Kiosken", "notes": "Ta lampa", "invite_to": "Öppen hall", "fetch": "Jackor",
}  # fmt: skip
_EDITED = {
    **_WORDS, "start": "20:00", "end": "21:00", "min_team": 2, "max_team": 4, "sign_off_hours": 12.0,
}  # fmt: skip
# All of them are tried on the whole shift.
_SOME_EDITED = {"title": "Runda", "start": "20:00", "end": "21:00", "min_team": 2}


def _as_read(town: Town) -> Values:
    return {"version": town.version}


ROSTERS: dict[str, Service] = {
    "rosters/cancelling.py: cancel": plain(
        cancelling.cancel, lambda town: {"occurrence_id": town.occurrence, "notice": "Storm"},
        _as_read,
    ),
    "rosters/dealing.py: deal_out": Service(
        lambda town, values: dealing.deal_out(
            town.workspace, COORDINATOR,
            ShiftPlan(
                town.place, FRIDAY, values["start"], "22:00", (town.org,), weekly=True, until=values["until"],
                title=values["title"],
            ),
            [values["name"], "9B"],
        ),
        lambda _: {"start": "20:00", "until": FRIDAY.replace(day=25), "title": "Runda", "name": "9A"},
    ),
    "rosters/messages.py: send": plain(
        messages.send, lambda town: {"occurrence_id": town.occurrence, "whom": "team", "words": "Ta med reflex"}
    ),
    "rosters/moving.py: move": plain(
        moving.move, lambda town: {"occurrence_id": town.occurrence, "to": FRIDAY.replace(day=20)},
        lambda town: {"scope": "from", "version": town.version},
    ),
    "rosters/opening.py: open_sign_up": plain(
        opening.open_sign_up, lambda town: {"occurrence_id": town.line, "min_team": 2, "max_team": 5},
        lambda town: {"scope": "all", "adults_are": "present", "version": town.line_version},
    ),
    "rosters/young_leaders.py: pair": plain(
        young_leaders.pair, lambda town: {"row_id": town.shift, "function": "Tränaren"},
        lambda town: {"what": "shift", "version": town.row_version("shift", town.shift)},
    ),
    "rosters/cancelling.py: cancel_from": plain(
        cancelling.cancel_from, lambda town: {"shift_id": town.shift, "first": FRIDAY, "notice": "Slut"},
        _as_read,
    ),
    "rosters/season.py: copy_season": plain(
        season.copy_season, lambda _: {"from_day": THURSDAY, "to_day": FRIDAY, "new_from": FRIDAY.replace(month=11)}
    ),
    "rosters/changes.py: edit_all": plain(
        changes.edit_all, lambda town: {"shift_id": town.shift, "place_id": town.other_place, **_EDITED},
        _as_read,
    ),
    "rosters/changes.py: edit_occurrence": plain(
        changes.edit_occurrence, lambda town: {"occurrence_id": town.occurrence, **_SOME_EDITED},
        _as_read,
    ),
    "rosters/series.py: edit_from": plain(
        series.edit_from, lambda town: {"occurrence_id": town.occurrence, **_SOME_EDITED},
        _as_read,
    ),
    "rosters/changes.py: repeat": Service(
        lambda town, values: changes.repeat(
            town.workspace, COORDINATOR, values["shift_id"], values["until"], [values["exdate"]],
            version=town.single_version,
        ),
        lambda town: {"shift_id": town.single_shift, "until": FRIDAY, "exdate": FRIDAY},
    ),
    "rosters/series.py: set_days_off": Service(
        lambda town, values: series.set_days_off(
            town.workspace, COORDINATOR, values["shift_id"], [values["day"]], values["notice"],
            version=town.version,
        ),
        lambda town: {"shift_id": town.shift, "day": FRIDAY, "notice": "Lov"},
    ),
    "rosters/invitations.py: invite_all": Service(
        lambda town, values: invitations.invite_all(
            town.workspace, COORDINATOR, values["org_id"], [(values["name"], values["phone"])]
        ),
        lambda town: {"org_id": town.org, "name": "Omar", "phone": "070-000 00 00"},
    ),
    "rosters/invitations.py: new_link": plain(
        invitations.new_link, lambda town: {"person_id": town.person}
    ),
    "rosters/invitations.py: withdraw_link": plain(
        invitations.withdraw_link, lambda town: {"person_id": town.person}
    ),
    "rosters/invitations.py: edit": Service(
        lambda town, values: invitations.edit(
            town.workspace, COORDINATOR, values["person_id"], values["name"], values["phone"],
            shown=_shown_person(town, values["person_id"]),
        ),
        lambda town: {"person_id": town.person, "name": "Omar", "phone": "070-000 00 00"},
    ),
    "rosters/leaving.py: leave": plain(leaving.leave, lambda town: {"org_id": town.org}),
    "rosters/own_data.py: erase": Service(
        lambda town, values: own_data.erase(town.workspace, values["person_id"], viewers.local()),
        lambda town: {"person_id": town.person},
    ),
    "rosters/own_data.py: stay": Service(
        lambda town, values: own_data.stay(town.workspace, values["person_id"], viewers.local()),
        lambda town: {"person_id": town.person},
    ),
    "rosters/invitations.py: erase": plain(invitations.erase, lambda town: {"person_id": town.person}),
    "rosters/poster_contact.py: set_way": plain(
        poster_contact.set_way, lambda town: {"org_id": town.org, "way": "https://example.se/kom"},
        unset,
    ),
    "rosters/training_links.py: put": plain(
        training_links.put,
        lambda town: {
            "org_id": town.org, "pages": {"walk_leader": "https://example.se/leda", "first_aid": ""},
            "versions": {"walk_leader": 0, "first_aid": 0},
        },
    ),
    "rosters/cases.py: find": plain(cases.find, lambda _: {"case": "DSO 2026-14", "sought": "Anna"}),
    "rosters/cases.py: opened": plain(
        cases.opened, lambda town: {"case": "DSO 2026-14", "person_id": town.person}
    ),
    "rosters/invitations.py: note_routine": plain(
        invitations.note_routine, lambda town: {"person_id": town.person, "day": FRIDAY.replace(day=1)}
    ),
    **AVAILABILITY,
    "rosters/joining.py: ask": Service(
        lambda town, values: joining.ask(_with_page(town), COORDINATOR, **values),
        lambda town: {"org_id": town.org, "name": "Omar", "reach": "070-000 00 00"},
    ),
    "rosters/joining.py: answer": Service(
        lambda town, values: joining.answer(town.workspace, COORDINATOR, values["wish_id"], yes=True),
        lambda town: {"wish_id": _wish(town)},
    ),
    "rosters/notice_mail.py: set_address": Service(
        lambda town, values: notice_mail.set_address(
            town.workspace, values["person_id"], "volontär", values["typed"], shown=""
        ),
        lambda town: {"person_id": town.person, "typed": "anna@example.se"},
    ),
    "rosters/notices.py: mark_read": Service(
        lambda town, values: notices.mark_read(town.workspace, values["person_id"], "volontär"),
        lambda town: {"person_id": town.person},
    ),
    "rosters/notices.py: set_alarm_days": plain(notices.set_alarm_days, lambda _: {"days": 5},
        unset,
    ),
    "rosters/routes.py: set_route": Service(
        lambda town, values: routes.set_route(
            town.workspace, COORDINATOR, values["occurrence_id"], [(15.0, 59.0), (values["lon"], values["lat"])],
            version=town.version,
        ),
        lambda town: {"occurrence_id": town.occurrence, "lat": 59.001, "lon": 15.001},
    ),
    "rosters/routes.py: set_stops": Service(
        lambda town, values: routes.set_stops(
            town.workspace, COORDINATOR, values["occurrence_id"],
            [Stop(values["place_id"], values["start"], values["end"])], version=town.version,
        ),
        lambda town: {
            "occurrence_id": town.occurrence, "place_id": town.place, "start": "21:00", "end": "21:30",
        },
    ),
    "rosters/shifts.py: create_shift": Service(
        lambda town, values: shifts.create_shift(
            town.workspace, COORDINATOR, _plan(values), new_organisation=values["new_organisation"]
        ),
        lambda town: {
            "place_id": town.place, "day": FRIDAY, "start": "21:00", "end": "22:00", "org_id": town.org,
            "kind": "night_walker", "min_team": 2, "max_team": 5, "weekly": True, "until": FRIDAY, "exdate": FRIDAY,
            "role": "first_aid", **_WORDS, "sign_off_hours": 24.0, "stop": town.place, "at": "21:00",
            "new_organisation": "Kyrkan",
        },
    ),
    "rosters/sign_ups.py: sign_up": Service(
        lambda town, values: sign_ups.sign_up(town.workspace, town.volunteer, is_adult=True, **values),
        lambda town: {"occurrence_id": _next_week(town), "role": "first_aid"},
    ),
    "rosters/sign_ups.py: sign_off": of_volunteer(
        sign_ups.sign_off, lambda town: {"occurrence_id": town.occurrence}
    ),
    "rosters/sign_ups.py: ask_stand_in": of_volunteer(
        sign_ups.ask_stand_in, lambda town: {"occurrence_id": town.occurrence}
    ),
}  # fmt: skip


def _with_page(town: Town) -> Workspace:
    """Return the workspace, whose organisation has an open page by now."""
    setting = poster_contact.way_setting(town.workspace, town.org)
    poster_contact.set_way(town.workspace, COORDINATOR, town.org, "kom@exempel.se", version=setting.version)
    return town.workspace


def _wish(town: Town) -> str:
    joining.ask(_with_page(town), COORDINATOR, town.org, "Omar", "070-000 00 00")
    return joining.wishes(town.workspace, COORDINATOR, town.org)[0].wish_id


def _next_week(town: Town) -> str:
    return f"{town.occurrence[:-10]}2026-09-25"
