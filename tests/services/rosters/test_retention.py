"""What is stored for a time only: when it goes, what stays of it, and that nothing goes unannounced."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import retention, viewers
from karta.services.rosters import invitations, own_data, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from tests import guests
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, NOW, Person, Plan, later, occurrences, sign

# The shift is held on Friday 18 September 2026; the thirtieth day after it is 18 October.
LAST_DAY = datetime(2026, 10, 18, 10, tzinfo=UTC)


def ready(workspace: Workspace) -> None:
    """Let the first notice be seven days old, and a backup be made since."""
    assert retention.daily(workspace, NOW).waits == "told"
    retention.note_backup(workspace, COORDINATOR, NOW)


def at(workspace: Workspace, moment: datetime) -> Workspace:
    """Return the workspace with both its clocks at a moment."""
    return create(workspace.folder, now=lambda: moment)


def ran(workspace: Workspace, moment: datetime) -> Counter[str]:
    """Return what a round at a moment took out, without what was nothing."""
    return +Counter(retention.numbers(retention.daily(workspace, moment).due))


def test_nothing_goes_before_a_notice_of_seven_days_and_a_backup(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The first round tells; on the seventh day it waits for a backup, and for one made after it told."""
    plan()
    sign(workspace, person(), occurrences(workspace)[0].occurrence_id)
    retention.note_backup(workspace, COORDINATOR, LAST_DAY - timedelta(days=1))
    first = LAST_DAY + timedelta(days=30)
    assert retention.daily(workspace, first).waits == "told"
    assert retention.daily(workspace, first + timedelta(days=6)).waits == "notice"
    seventh = first + timedelta(days=7)
    assert retention.daily(workspace, seventh).waits == "backup"
    status = retention.status(workspace, COORDINATOR)
    assert (status.first_day, status.waits_for_backup, status.latest_at) == (date(2026, 11, 24), True, None)
    assert len(workspace.store.frame("sign_up")) == 1
    retention.note_backup(workspace, COORDINATOR, seventh)
    assert ran(workspace, seventh) == {"names": 1}
    status = retention.status(workspace, COORDINATOR)
    assert (status.waits_for_backup, status.latest_at, status.latest["names"]) == (False, seventh, 1)


def test_names_go_thirty_days_after_the_shift_and_hours_stay(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """On the thirtieth day two names are there, on the next none; two adults went, and a count of one each stays."""
    plan()
    ready(workspace)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    first, second = person(), person()
    for who in (first, second):
        sign(workspace, who, occurrence_id)
    assert ran(workspace, LAST_DAY) == {}
    assert retention.preview(workspace, COORDINATOR, LAST_DAY + timedelta(days=1)).due.names == 2
    assert ran(workspace, LAST_DAY + timedelta(days=1))["names"] == 2
    assert workspace.store.frame("sign_up").empty
    assert workspace.store.frame("notice").empty
    with workspace.store.reading() as reading:
        (held,) = volunteers.occurrences_between(reading, FRIDAY, FRIDAY)
    assert held.adults == 2
    assert held.state_of(first.person_id) is None
    counts = invitations.month_counts(workspace, COORDINATOR, first.organisation_id)
    assert counts[["month", "place", "shifts"]].to_numpy().tolist() == [["2026-09", "Torget", 1]] * 2
    assert set(counts["person_id"]) == {first.person_id, second.person_id}
    # Nothing more happens however often it runs.
    assert ran(workspace, LAST_DAY + timedelta(days=1)) == {}


def test_a_shift_to_come_keeps_its_names(workspace: Workspace, plan: Plan, person: Person) -> None:
    """What is held after the day stays whole, with its notices."""
    plan(day=FRIDAY + timedelta(days=28))
    ready(workspace)
    sign(workspace, person(), occurrences(workspace)[0].occurrence_id)
    assert ran(workspace, LAST_DAY + timedelta(days=2)) == {}
    assert len(workspace.store.frame("sign_up")) == 1


def test_links_end_after_a_season_and_are_gone_a_month_later(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """183 days after it was made a link ends, unless its person has a shift to come; 30 days later it is gone."""
    ready(workspace)
    busy, idle = person(), person()
    end = NOW + timedelta(days=183, hours=1)
    plan(day=(end + timedelta(days=5)).date())
    (ahead,) = (o for o in occurrences(at(workspace, end)))
    sign_ups.sign_up(at(workspace, end - timedelta(days=1)), busy, ahead.occurrence_id, is_adult=True)
    assert ran(workspace, end - timedelta(hours=2)) == {}
    assert ran(at(workspace, end), end) == {"links_ended": 1}
    since = {
        each.person_id: each.link_since
        for each in invitations.invited(workspace, COORDINATOR, idle.organisation_id)
    }
    assert (since[idle.person_id], since[busy.person_id] is None) == (None, False)
    gone = end + timedelta(days=30, hours=1)
    assert ran(at(workspace, gone), gone)["links"] == 1


def test_who_has_been_silent_is_reminded_after_a_year_and_erased_after_thirteen_months(
    workspace: Workspace, org: str
) -> None:
    """Reminded once nothing has happened for 365 days; erased after 396; who says to stay is active again."""
    ready(workspace)
    silent, _token = guests.invite(workspace, COORDINATOR, org, "Silent")
    staying, _ = guests.invite(workspace, COORDINATOR, org, "Staying")
    year = NOW + timedelta(days=366)
    assert ran(at(workspace, year - timedelta(days=1)), year - timedelta(days=1))["reminded"] == 0
    assert ran(at(workspace, year), year)["reminded"] == 2
    reminded = {each.name: each.reminded_on for each in invitations.invited(workspace, COORDINATOR, org)}
    assert reminded == {"Silent": year.date(), "Staying": year.date()}
    own_data.stay(at(workspace, year), staying, viewers.local())
    later_on = NOW + timedelta(days=397)
    assert ran(at(workspace, later_on), later_on)["erased"] == 1
    assert [each.name for each in invitations.invited(workspace, COORDINATOR, org)] == ["Staying"]
    with pytest.raises(NotFoundError):
        own_data.stored(workspace, silent)


def test_a_late_reminder_gives_a_month_all_the_same(workspace: Workspace, org: str) -> None:
    """Where nothing ran for two years the first round reminds, and the next day erases nobody."""
    ready(workspace)
    guests.invite(workspace, COORDINATOR, org, "Silent")
    late = NOW + timedelta(days=730)
    assert ran(at(workspace, late), late)["reminded"] == 1
    assert ran(at(workspace, late + timedelta(days=1)), late + timedelta(days=1))["erased"] == 0
    assert ran(at(workspace, late + timedelta(days=29)), late + timedelta(days=29))["erased"] == 1


def test_what_went_does_not_come_back(workspace: Workspace, plan: Plan, person: Person) -> None:
    """An act of retention is not offered for undoing, and undoing the sign-up itself brings nobody back."""
    plan()
    ready(workspace)
    sign(workspace, person(), occurrences(workspace)[0].occurrence_id)
    signed = str(workspace.store.acts(1)["id"].iloc[0])
    ran(workspace, LAST_DAY + timedelta(days=1))
    assert not history.acts(workspace, COORDINATOR, 1)["can_undo"].any()
    history.undo(workspace, COORDINATOR, signed)
    assert workspace.store.frame("sign_up").empty
    with workspace.store.reading() as reading:
        (held,) = volunteers.occurrences_between(reading, FRIDAY, FRIDAY)
    assert held.adults == 1


def test_retention_is_the_coordinators_to_run(workspace: Workspace) -> None:
    """Police may see when names go, and cannot make them go."""
    police = Viewer("områdespolis", "police")
    assert retention.status(workspace, police).first_day is None
    with pytest.raises(NotAllowedError):
        retention.run(workspace, police, NOW)


def test_a_receipt_says_what_went_and_names_nobody(workspace: Workspace, plan: Plan, person: Person) -> None:
    """One person with one past shift and one to come, a link and a notice: all is counted, and the future is freed."""
    plan()
    plan(day=FRIDAY + timedelta(days=7))
    who = person("Zebulon Testperson")
    past, coming = occurrences(workspace)
    for occurrence in (past, coming):
        sign(workspace, who, occurrence.occurrence_id)
    after = later(workspace, datetime(2026, 9, 20, 10, tzinfo=UTC))
    own = own_data.stored(after, who.person_id)
    assert own["person"]["name"] == "Zebulon Testperson"
    assert [(shift["date"], shift["place"], shift["start"]) for shift in own["shifts"]] == [
        ("2026-09-18", "Torget", "21:00"), ("2026-09-25", "Torget", "21:00"),
    ]  # fmt: skip
    receipt = own_data.erase(after, who.person_id, viewers.local())
    assert {kind: count for kind, count in receipt.counts.items() if count} == {
        "person": 1, "sign_up": 2, "personal_link": 1,
    }  # fmt: skip
    assert receipt.past_shifts == 1
    assert "Zebulon" not in str(receipt)
    with workspace.store.reading() as reading:
        adults = [
            each.adults
            for each in volunteers.occurrences_between(reading, FRIDAY, FRIDAY + timedelta(days=7))
        ]
    assert adults == [1, 0]
    with pytest.raises(NotFoundError):
        own_data.erase(after, who.person_id, viewers.local())
