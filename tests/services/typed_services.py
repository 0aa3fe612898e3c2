"""Every service that stores what people type, by file and function: how it is called, and with what it goes through.

Each value of a call is tried with hostile ones of its kind: texts, days, numbers. A service that is not in the table
is found by `tests/house/test_typed_services.py`.
"""

from datetime import timedelta

import pandas as pd

from karta.services import mail
from karta.services.access import light_languages, operator
from karta.services.follow_up import shift_reports
from karta.services.gaps import period
from karta.services.importing import entries, feeds, unplaced_rows
from karta.services.needs import (
    deciding,
    decisions,
    method_settings,
    priorities,
    proposals,
    request_shifts,
    requests,
    rule_rows,
)
from karta.services.planning import scenarios
from karta.services.register import (
    addresses,
    agreements,
    contacts,
    merging,
    organisations,
    sessions,
    sharing,
)
from karta.services.rosters import (
    routes,
)
from karta.services.sheets import meeting_sheet, walk_sheets
from karta.services.workspace import set_setting
from tests.services.typed_agreements import AGREEMENTS
from tests.services.typed_measures import MEASURES
from tests.services.typed_members import MEMBERS
from tests.services.typed_months import MONTHS
from tests.services.typed_open import OPEN
from tests.services.typed_rosters import ROSTERS
from tests.services.typed_service import Service, Values, plain, unset
from tests.services.typed_town import COORDINATOR, FRIDAY, Town

_HOURS = {"start": "20:00", "end": "22:00"}
_RULE = {
    "adults": 2, "days": "FR", "start": "20:00", "end": "22:00", "mode": "stay", "type": "base", "anchor": "clock",
    "responsible": "Kommunen", "decided_by": "Nämnden", "reason": "Lägesbild", "valid_from": FRIDAY,
    "valid_to": FRIDAY, "start_offset_min": 0.0, "end_offset_min": 60.0, "min_civil_society": 1.0, "min_trained": 1.0,
}  # fmt: skip


def _rules(town: Town) -> Values:
    return {"shown": [town.rule]}


def _compared(town: Town) -> scenarios.Comparison:
    return scenarios.Comparison(
        FRIDAY, FRIDAY, 4.0, 0.0, (), pd.DataFrame(), pd.DataFrame(), (), COORDINATOR.scope
    )


def _chosen(town: Town) -> Values:
    return {"rule_ids": [town.rule]}


def _prolonged(town: Town, values: Values) -> object:
    """Prolong a decision that ends on Friday."""
    decisions.end(town.workspace, COORDINATOR, [town.rule], FRIDAY)
    rules = decisions.decisions(town.workspace, COORDINATOR)
    return decisions.prolong(town.workspace, COORDINATOR, list(rules["rule_id"]), **values)


def _request(town: Town) -> Values:
    return {"version": town.row_version("request", town.request)}


def _organisation(town: Town) -> Values:
    return {"version": town.row_version("organisation", town.org)}


def _place(town: Town) -> Values:
    return {"version": town.row_version("place", town.place)}


SERVICES: dict[str, Service] = {
    "follow_up/shift_reports.py: report": Service(
        lambda town, values: shift_reports.report(town.workspace, COORDINATOR, carried_out=True, version=0, **values),
        lambda town: {"occurrence_id": town.past, "adults": 2, "start": "21:00", "end": "22:00", "met": "1-10"},
    ),
    "importing/feeds.py: add": plain(
        feeds.add, lambda town: {"address": str(town.workspace.folder.parent), "name": "Inbox", "kind": "roster"}
    ),
    "importing/entries.py: add_place": plain(
        entries.add_place, lambda _: {"name": "Hamnen", "kind": "park", "lat": 59.02, "lon": 15.01}
    ),
    "importing/entries.py: edit_place": plain(
        entries.edit_place, lambda town: {"place_id": town.place, "name": "Hamnen", "kind": "park", "around_min": 45},
        _place,
    ),
    "importing/entries.py: add_shift": Service(
        lambda town, values: entries.add_shift(
            town.workspace, COORDINATOR, weekdays=[values["weekday"]],
            **{name: value for name, value in values.items() if name != "weekday"},
        ),
        lambda town: {
            "org": "Nya laget", "place_id": town.place, "kind": "night_walker", "weekday": "SA", **_HOURS, "adults": 2,
            "from_day": FRIDAY,
        },
    ),
    "importing/entries.py: expect_source": plain(
        entries.expect_source, lambda town: {"org": "Nya laget", "place_id": town.place}
    ),
    "importing/unplaced_rows.py: place_waiting": plain(
        unplaced_rows.place_waiting, lambda town: {"import_row_id": town.waiting, "lat": 59.02, "lon": 15.01}
    ),
    "mail.py: set_server": Service(
        lambda town, values: mail.set_server(
            town.workspace, COORDINATOR, mail.Server(**values), versions=mail.read_server(town.workspace)[1]
        ),
        lambda _: {
            "host": "mail.example.se", "port": 587, "tls": "starttls", "sender": "karta@example.se", "user": "karta",
            "organiser": "samordnare@example.se",
        },
    ),
    "access/operator.py: set_operator": Service(
        lambda town, values: operator.set_operator(
            town.workspace, COORDINATOR, operator.Operator(**values), versions=operator.operator(town.workspace)[1]
        ),
        lambda _: {"name": "Storby kommun", "contact": "dataskydd@example.se"},
    ),
    "access/light_languages.py: set_reviewer": Service(
        lambda town, values: light_languages.set_reviewer(
            town.workspace, COORDINATOR, values["language"], values["who"],
            version=light_languages.reviews(town.workspace)["ar"].version,
        ),
        lambda _: {"language": "ar", "who": "tolkförmedlingen"},
    ),
    "needs/deciding.py: add_risk_evening": plain(
        deciding.add_risk_evening, lambda _: {"day": FRIDAY, "name": "Nattcafé"}
    ),
    "needs/deciding.py: remove_risk_evening": plain(
        deciding.remove_risk_evening, lambda town: {"row_id": town.evening}
    ),
    "needs/deciding.py: decide_nothing": plain(
        deciding.decide_nothing,
        lambda town: {"place_id": town.place, "decided_by": "Nämnden", "reason": "De ungas egen", "valid_to": FRIDAY},
        _rules,
    ),
    "needs/decisions.py: prolong": Service(
        _prolonged, lambda _: {"decided_by": "Nämnden", "until": FRIDAY + timedelta(days=30)}
    ),
    "needs/decisions.py: end": plain(decisions.end, lambda _: {"last_day": FRIDAY}, _chosen),
    "needs/decisions.py: copy": plain(
        decisions.copy,
        lambda _: {"decided_by": "Nämnden", "until": FRIDAY},
        lambda town: {**_chosen(town), "place_ids": [town.other_place]},
    ),
    "needs/priorities.py: set_priority": plain(
        priorities.set_priority,
        lambda town: {
            "place_id": town.place, "weight": 1.5, "decided_by": "Nämnden", "reason": "Lägesbild", "until": FRIDAY,
        },
        _place,
    ),
    "needs/method_settings.py: set_value": plain(
        method_settings.set_value, lambda _: {"name": "d_zero_m", "value": 150.0}, unset
    ),
    "needs/rule_rows.py: decide_need": plain(rule_rows.decide_need, lambda town: {"place_id": town.place, **_RULE}),
    "needs/rule_rows.py: end_need": plain(
        rule_rows.end_need, lambda town: {"rule_id": town.rule, "last_day": FRIDAY}
    ),
    "needs/rule_rows.py: switch_on_default": plain(rule_rows.switch_on_default, lambda _: {"kind": "square"}),
    "needs/request_shifts.py: shift_from": plain(
        request_shifts.shift_from, lambda town: {"request_id": _answered(town)}
    ),
    "needs/requests.py: ask_presence": plain(
        requests.ask_presence,
        lambda town: {
            "place_id": town.place, "to_org": "Vandrarna", **_HOURS, "days": "FR;SA", "until": FRIDAY,
            "role": "night_walker", "adults": 2, "why": "Stökigt", "offered": "Kaffe", "from_org": "Scouterna",
            "kind": "presence",
        },
    ),
    "needs/requests.py: raise_place": plain(
        requests.raise_place,
        lambda town: {
            "kind": "missed", "place_id": town.place, **_HOURS, "day": FRIDAY, "why": "Tomt", "from_org": "Scouterna",
        },
    ),
    "needs/proposals.py: propose": plain(
        proposals.propose, lambda town: {"about": "place", "row_id": town.place, "words": "Grinden har flyttats"},
    ),
    "needs/requests.py: answer": plain(
        requests.answer, lambda town: {"request_id": town.request, "choice": "no", "reply": "Vi är för få"},
        _request,
    ),
    "needs/requests.py: receive": plain(requests.receive, lambda town: {"request_id": town.request}),
    "needs/requests.py: withdraw": plain(requests.withdraw, lambda town: {"request_id": town.request},
        _request,
    ),
    "needs/requests.py: cap_requests": plain(
        requests.cap_requests, lambda _: {"org": "Vandrarna", "most": 3},
        _organisation,
    ),
    "register/agreements.py: note": plain(
        agreements.note, lambda town: {"org_id": town.org, "how": "per telefon"}, _organisation
    ),
    "register/sharing.py: set_levels": Service(
        lambda town, values: sharing.set_levels(
            town.workspace, COORDINATOR, values["org_id"], {values["field"]: values["level"]}, **_organisation(town)
        ),
        lambda town: {"org_id": town.org, "field": "roster", "level": "own"},
    ),
    "register/contacts.py: add_contact": plain(
        contacts.add_contact,
        lambda town: {
            "function": "Fältgruppen", "channel": "010-111 11 11", "hours": "fre 18-24", "valid_to": FRIDAY,
            "organisation_id": town.org,
        },
    ),
    "register/contacts.py: remove_contact": plain(
        contacts.remove_contact, lambda town: {"contact_id": town.contact}
    ),
    "register/merging.py: merge": plain(
        merging.merge, lambda town: {"what": "place", "keep": town.place, "gone": town.other_place}
    ),
    "register/merging.py: decline": plain(
        merging.decline, lambda town: {"what": "place", "first": town.place, "second": town.other_place}
    ),
    "register/organisations.py: add_organisation": plain(
        organisations.add_organisation, lambda _: {"name": "Kyrkan"}
    ),
    "register/organisations.py: admit": plain(
        organisations.admit, lambda _: {"org": "Vandrarna", "on": FRIDAY}
    ),
    "register/organisations.py: confirm_source": plain(
        organisations.confirm_source, lambda _: {"org": "Vandrarna", "place": "Torget", "until": FRIDAY}
    ),
    "register/sessions.py: cancel_session": plain(
        sessions.cancel_session, lambda town: {"activity_id": town.activity, "day": FRIDAY}
    ),
    "register/sessions.py: hold_session": plain(
        sessions.hold_session, lambda town: {"activity_id": _cancelled(town), "day": FRIDAY}
    ),
    "planning/scenarios.py: keep": Service(
        lambda town, values: scenarios.keep(
            town.workspace, COORDINATOR, comparison=_compared(town), **values
        ),
        lambda _: {"name": "Höstens förslag"},
    ),
    "sheets/meeting_sheet.py: keep": Service(
        lambda town, values: meeting_sheet.keep(town.workspace, COORDINATOR, town.period, **values),
        lambda _: {"name": "September", "area": "norr"},
    ),
    "workspace.py: set_setting": plain(set_setting, lambda _: {"key": "stale_after_days", "value": "30"},
        unset,
    ),
    **ROSTERS,
    **MEMBERS,
    **AGREEMENTS,
    **MONTHS,
    **OPEN,
    **MEASURES,
}  # fmt: skip

# What is typed to be looked up or printed, and stored nowhere.
QUESTIONS: dict[str, Service] = {
    "gaps/period.py: between": plain(
        period.between, lambda _: {"from_day": FRIDAY, "to_day": FRIDAY, "view": "planned", "area": "Norr"}
    ),
    "needs/deciding.py: decide": plain(
        deciding.decide,
        lambda town: {"rule_id": town.rule, **_RULE},
        _rules,
    ),
    "register/addresses.py: find": plain(addresses.find, lambda _: {"typed": "Storgatan 3"}),
    "rosters/routes.py: locate": plain(routes.locate, lambda _: {"typed": "Torget"}),
    "sheets/walk_sheets.py: poster_pdf": plain(
        walk_sheets.poster_pdf,
        lambda _: {"organisation": "Vandrarna", "words": "Kom med", "address": "https://example.se"},
    ),
}


def _answered(town: Town) -> str:
    version = town.row_version("request", town.request)
    requests.answer(town.workspace, COORDINATOR, town.request, "yes", version=version)
    return town.request


def _cancelled(town: Town) -> str:
    sessions.cancel_session(town.workspace, COORDINATOR, town.activity, FRIDAY)
    return town.activity
