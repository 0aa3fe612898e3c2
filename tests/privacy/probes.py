"""For each act of the policy what a service does when somebody tries it on what is an association's.

A probe returns whether anything came of it: a look returns whether it showed what was asked for; an act that is
refused raises.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from karta.errors import NotAllowedError, NotFoundError
from karta.model.shift import ShiftPlan
from karta.privacy import LEVELS, WORKSPACE, Resource, Viewer, belonging_to, names_owner, require, sees
from karta.services import history, mail
from karta.services.access import api_keys, looking, members, retention
from karta.services.follow_up import month_lines, month_links, shift_reports
from karta.services.gaps import exports, own_area, period
from karta.services.importing import entries, feeds
from karta.services.needs import crowd_events, meetings, place_status, proposals, requests, rule_rows
from karta.services.planning import visit_answers, visit_terms, visits
from karta.services.register import agreements, contacts, merging, organisations, places, sessions, sharing
from karta.services.rosters import asking, cases, invitations, joining, shifts, swaps
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, set_setting
from karta.store import api_keys as store_keys
from karta.store import members as members_in_store
from karta.store import visit_book
from tests.privacy.agreement_probes import AGREEMENT_PROBES, Probe
from tests.privacy.open_probes import OPEN_PROBES
from tests.privacy.probed_town import FRIDAY, LOCAL, NOW, TODAY, Whose

HOURS: dict[str, Any] = {"start": "19:00", "end": "20:00", "day": FRIDAY}


def outcome(probe: Probe, workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    """Return whether the viewer got what the probe tries."""
    try:
        return probe(workspace, viewer, whose) is not False
    except (NotAllowedError, NotFoundError):
        return False


def _edit_place(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    version = _version(workspace, "place", whose.place)
    entries.edit_place(
        workspace, viewer, whose.place, name="Nytt namn", kind="square", around_min=None, version=version
    )


def _version(workspace: Workspace, table: str, row_id: str) -> int:
    return int(workspace.store.frame(table, [row_id])["version"].iloc[0])


def _gaps(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    shown = period.between(workspace, viewer, FRIDAY, FRIDAY)
    return whose.place in set(shown.places["place_id"])


def _export(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    shown = period.between(workspace, viewer, FRIDAY, FRIDAY)
    sheet = meeting_sheet.meeting(workspace, viewer, FRIDAY, period=shown)
    table = exports.export(workspace, viewer, shown, sheet, "grid", "csv").decode("utf-8-sig")
    return f"Torget {whose.name}" in table


def _keep(workspace: Workspace, viewer: Viewer, _: Whose) -> None:
    local = period.week(workspace, viewer, FRIDAY)
    meeting_sheet.keep(workspace, viewer, local, "prov")


def _report(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    shift_reports.report(workspace, viewer, whose.past, carried_out=False, version=0)


def _merge(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    merging.decline(workspace, viewer, "organisation", whose.org, _other(workspace, whose))


def _other(workspace: Workspace, whose: Whose) -> str:
    frame = workspace.store.frame("organisation")
    return str(frame.loc[frame["id"] != whose.org, "id"].iloc[0])


def _elsewhere(workspace: Workspace, whose: Whose) -> str:
    frame = workspace.store.frame("place")
    return str(frame.loc[frame["id"] != whose.place, "id"].iloc[0])


def _log(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return whose.act in set(history.acts(workspace, viewer, 200)["id"])


def _log_contents(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    # One's own acts one may read in any case.
    rows = history.acts(workspace, replace(viewer, function="another"), 200).set_index("id")
    return whose.act in rows.index and bool(rows.loc[whose.act, ["note", "about"]].any())


def _awaited(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return whose.name in set(place_status.sources(workspace, viewer, [whose.place])["org"])


def _session(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    sessions.cancel_session(workspace, viewer, whose.activity, FRIDAY)


def _crowd(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    later = date(2026, 9, 25)
    crowd_events.add(workspace, viewer, org_id=whose.org, place_id=whose.place, day=later, kind="match")


def _roster(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    entries.add_shift(
        workspace, viewer, org=whose.name, place_id=whose.place, kind="night_walker", weekdays=["SA"], start="21:00",
        end="23:00", adults=2, from_day=TODAY,
    )  # fmt: skip


def _contact(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    contacts.add_contact(workspace, viewer, function="Ny", channel="08-123 45", organisation_id=whose.org)


def _people(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return [person.person_id for person in invitations.invited(workspace, viewer, whose.org)] == [
        whose.person
    ]


def _phones(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return any(person.phone for person in invitations.invited(workspace, viewer, whose.org))


def _need(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    rule_rows.decide_need(
        workspace, viewer, place_id=whose.place, days="SA", start="20:00", end="23:00", adults=2, responsible="x"
    )  # fmt: skip


def _rules(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return len(place_status.rules(workspace, viewer, [whose.place])) > 0


def _shift(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return shifts.occurrence(workspace, viewer, whose.occurrence).place != ""


def _request(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    return whose.asked in set(requests.visible(workspace, viewer)["id"])


def _member(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    # A role that may invite but give no role away invites nobody.
    roles = members.grants(viewer)
    if roles:
        members.invite(workspace, viewer, role=roles[0], function="Ny", org=whose.org)
    return bool(roles)


def _key(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    with workspace.store.act("test", "invite_member") as act:
        values = {"role": "org_admin", "function": "administratör", "organisation_id": whose.org}
        store_keys.add(act, members_in_store.add(act, values), "tavla", ["gaps"], NOW + timedelta(days=30))
    api_keys.revoke(workspace, viewer, str(workspace.store.frame("api_key")["id"].iloc[-1]))


def _level(level: str) -> Probe:
    return lambda _workspace, viewer, whose: sees(viewer, level, whose.org)


def _terms(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    (own,) = (each for each in visit_terms.venues(workspace, LOCAL) if each.place_id == whose.place)
    visit_terms.set_terms(workspace, viewer, replace(own, answer="no"))


def _officer(workspace: Workspace, whose: Whose) -> str:
    """Store a function of the association's, and a visit of it at the association's place; return its id."""
    with visit_book.acting(workspace.store, "test", "test") as act:
        values = {
            "organisation_id": whose.org,
            "name": "Områdespolis",
            "kind": "officer",
            "minutes_a_week": 60,
        }
        officer = act.insert("visit_officer", values)
        hours = {"date": FRIDAY, "start": "17:00", "end": "18:30", "state": "planned"}
        return act.insert("visit", {**hours, "place_id": whose.place, "officer_id": officer})


def _visits(workspace: Workspace, viewer: Viewer, whose: Whose) -> bool:
    _officer(workspace, whose)
    rows = visits.listed(workspace, viewer, FRIDAY, FRIDAY)
    visits.history(workspace, viewer)
    return whose.place in {row.place_id for row in rows}


# What no service does yet is asked of the policy itself: by its own issue's services, as they come.
def _asked(action: str, *, owned: bool = False) -> Probe:
    return lambda _workspace, viewer, whose: require(
        viewer, action, belonging_to(whose.org) if owned else WORKSPACE
    )


PROBES: dict[str, Probe] = {
    **OPEN_PROBES,
    "see_register": lambda w, v, _: len(places.places(w, v)) > 0,
    "edit_places": _edit_place,
    "merge_rows": _merge,
    "import_files": _asked("import_files"),
    "import_town": _asked("import_town"),
    "keep_feeds": lambda w, v, _: feeds.feeds(w, v),
    "see_organisations": lambda w, v, _: len(organisations.admissions(w, v)) > 0,
    "add_organisations": lambda w, v, _: organisations.add_organisation(w, v, "Ny förening"),
    "admit_organisations": lambda w, v, t: organisations.admit(w, v, t.org),
    "note_agreement": lambda w, v, t: agreements.note(
        w, v, t.org, "per telefon", version=_version(w, "organisation", t.org)
    ),
    "set_sharing": lambda w, v, t: sharing.set_levels(
        w, v, t.org, {"roster": "own"}, version=_version(w, "organisation", t.org)
    ),
    "see_who_looked": lambda w, v, t: looking.who_looked(w, v, t.org),
    "see_delivery": _asked("see_delivery", owned=True),
    "see_contacts": lambda w, v, _: len(contacts.contacts(w, v)) > 0,
    "edit_contacts": _contact,
    "see_gaps": _gaps,
    "export_gaps": _export,
    "keep_sheets": _keep,
    "see_statistics": lambda _, v, t: require(v, "see_statistics", Resource(area_ids=frozenset({t.area}))),
    "see_own_areas": lambda w, v, t: own_area.own_areas(w, v, t.org),
    **AGREEMENT_PROBES,
    "see_follow_up": lambda _, v, t: require(v, "see_follow_up", Resource(area_ids=frozenset({t.area}))),
    "edit_measures": lambda w, v, _: meetings.hold(w, v, day=FRIDAY, about="Hösten", parties=["samordnare"]),
    "see_shifts": _shift,
    "see_now": lambda _, v, t: require(v, "see_now", Resource(area_ids=frozenset({t.area}))),
    "see_who_is_awaited": _awaited,
    "name_small_organisations": lambda _, v, t: names_owner(replace(v, small_ids=frozenset({t.org})), t.org),
    **{f"rows_{level}": _level(level) for level in LEVELS},
    "plan_shifts": lambda w, v, t: shifts.create_shift(
        w, v, ShiftPlan(t.place, FRIDAY, "18:00", "19:00", (t.org,))
    ),
    "swap_shifts": lambda w, v, t: swaps.offer(w, v, t.org, t.occurrence, _other(w, t)),
    "cancel_sessions": _session,
    "import_rosters": _roster,
    "expect_sources": lambda w, v, t: entries.expect_source(w, v, org=t.name, place_id=_elsewhere(w, t)),
    "confirm_sources": lambda w, v, t: organisations.confirm_source(w, v, t.org, t.place, FRIDAY),
    "make_month_links": lambda w, v, t: month_links.make_link(w, v, t.org, "2026-09"),
    "answer_month": lambda w, v, t: month_lines.lines(w, v, t.org, "2026-09"),
    "see_people": _people,
    "plan_rosters": lambda w, v, t: asking.open_asks(w, v, t.org),
    "ask_to_join": lambda w, v, t: joining.ask(w, v, t.org, "Kim", "070-111 22 33"),
    "see_phones": _phones,
    "report_shifts": _report,
    "see_rules": _rules,
    "decide_need": _need,
    "add_crowd_events": _crowd,
    "see_requests": _request,
    "ask_presence": lambda w, v, t: requests.ask_presence(w, v, place_id=t.place, to_org=t.org, **HOURS),
    "raise_place": lambda w, v, t: requests.raise_place(w, v, kind="missed", place_id=t.place, **HOURS),
    "propose_changes": lambda w, v, t: proposals.propose(w, v, "place", t.place, "Grinden har flyttats"),
    "withdraw_requests": lambda w, v, t: requests.withdraw(
        w, v, t.made, version=_version(w, "request", t.made)
    ),
    "answer_asked": lambda w, v, t: requests.answer(
        w, v, t.asked, "yes", version=_version(w, "request", t.asked)
    ),
    "answer_raised": lambda w, v, t: requests.answer(
        w, v, t.made, "yes", version=_version(w, "request", t.made)
    ),
    "cap_requests": lambda w, v, t: requests.cap_requests(
        w, v, t.org, 3, version=_version(w, "organisation", t.org)
    ),
    "open_case": lambda w, v, _: cases.find(w, v, "2026-14", "ingen alls"),
    "see_visit_terms": lambda w, v, t: t.place in {each.place_id for each in visit_terms.venues(w, v)},
    "edit_visit_terms": _terms,
    "see_visits": _visits,
    "plan_visits": lambda w, v, t: visits.call_off(w, v, _officer(w, t)),
    "answer_visits": lambda w, v, t: visit_answers.answer(w, v, _officer(w, t), accepts=True),
    "see_log": _log,
    "see_log_contents": _log_contents,
    "undo": lambda w, v, t: history.undo(w, v, t.act),
    "run_retention": lambda w, v, _: retention.preview(w, v, NOW),
    "see_retention": lambda w, v, _: retention.status(w, v),
    "leave_karta": _asked("leave_karta", owned=True),
    "edit_settings": lambda w, v, _: set_setting(w, v, "area_kind", "district", version=0),
    "move_workspace": _asked("move_workspace"),
    "verify_audit": _asked("verify_audit"),
    "sign_audit": _asked("sign_audit"),
    "keep_backups": _asked("keep_backups"),
    "edit_mail": lambda w, v, _: mail.set_server(w, v, None, versions=mail.read_server(w)[1]),
    "invite_members": _member,
    "keep_api_keys": _key,
    "make_administrators": _asked("make_administrators"),
    "see_policy": _asked("see_policy"),
}
