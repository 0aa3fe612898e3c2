"""Agreements by hand: what was delivered to the minute, the term by month, the claim, and an annex that adds up."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.follow_up import agreement_annex, agreement_delivery, agreements
from karta.services.follow_up.agreements import AgreedTerms
from karta.services.importing import entries
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR, Plan

# The clock says noon of Wednesday 16 September 2026.
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 30)


@pytest.fixture
def terms(workspace: Workspace, org: str, square: str) -> AgreedTerms:
    """Give sixty days in which the night walkers promise 120 adult-hours at the square, 400 kronor a walk."""
    town = organisations.add_organisation(workspace, COORDINATOR, "Kommunen")
    return AgreedTerms(
        org, town, 120.0, FIRST, LAST, "nämnden", (square,), "vuxna på torget", "jackor och lokal", 20_000.0, 400.0,
        town,
    )  # fmt: skip


@pytest.fixture
def agreed(workspace: Workspace, terms: AgreedTerms) -> str:
    """Give the id of that agreement."""
    return agreements.make(workspace, COORDINATOR, terms)


def report(workspace: Workspace, shift_id: str, day: date, **said: object) -> None:
    """Store what came of a shift of one party."""
    parties = workspace.store.frame("shift_party")
    (party,) = parties.loc[parties["shift_id"] == shift_id, "id"]
    with workspace.store.act("test", "import") as act:
        act.insert(
            "report", [{"party_id": party, "date": day, "outcome": "carried_out", "adults": 2.0, **said}]
        )


@pytest.fixture
def walked(workspace: Workspace, plan: Plan, square: str) -> None:
    """Let two walk 21:00-22:00, three 21:00-21:50, nobody once; a line on two Tuesdays is without a report."""
    days = [date(2026, 9, day) for day in (4, 5, 11)]
    entries.add_shift(
        workspace, COORDINATOR, org="Nattvandrarna", place_id=square, kind="night_walker", weekdays=["TU"],
        start="19:00", end="20:00", adults=2, from_day=date(2026, 9, 8),
    )  # fmt: skip
    shifts = [plan(day=day) for day in days]
    report(workspace, shifts[0], days[0])
    report(
        workspace,
        shifts[1],
        days[1],
        adults=3.0,
        start_local="2026-09-05T21:00",
        end_local="2026-09-05T21:50",
    )
    report(workspace, shifts[2], days[2], outcome="no_show", adults=0.0)


@pytest.mark.usefixtures("walked")
def test_delivered_hours_to_the_minute(workspace: Workspace, agreed: str) -> None:
    """2 x 60 + 3 x 50 minutes are 270; the walk that nobody came to has 0, two are not reported."""
    done = agreement_delivery.delivered(workspace, COORDINATOR, agreed)
    assert done is not None
    assert (done.minutes, done.walks, done.unreported) == (270, 2, 2)
    assert list(done.shifts["minutes"]) == [120, 150, 0]
    assert agreement_annex.clock(done.minutes) == "4:30"


@pytest.mark.usefixtures("walked")
def test_only_the_places_of_the_agreement_count(
    workspace: Workspace, terms: AgreedTerms, square: str
) -> None:
    """Promised in the park, nothing has been delivered; promised anywhere, all of it."""
    (park,) = set(workspace.store.frame("place")["id"]) - {square}
    for places, minutes in (((park,), 0), ((), 270)):
        agreement_id = agreements.make(workspace, COORDINATOR, replace(terms, place_ids=places))
        done = agreement_delivery.delivered(workspace, COORDINATOR, agreement_id)
        assert done is not None
        assert done.minutes == minutes


@pytest.mark.usefixtures("walked")
def test_the_annex_adds_up_to_the_delivered_hours(workspace: Workspace, agreed: str) -> None:
    """Read back, its minutes are 270; kronor: the grant, and 2 walks at 400."""
    page = load_workbook(BytesIO(agreement_annex.annex(workspace, COORDINATOR, agreed))).active
    assert page is not None
    rows = [row for row in page.iter_rows(min_row=8, values_only=True) if row[0]]
    assert sum(row[3] or 0 for row in rows) == 270
    assert [(row[0], row[5]) for row in rows if row[5] is not None] == [
        ("Kommunen", 20_000),
        ("Kommunen", 800),
    ]
    assert {row[0] for row in rows if row[3] is not None} == {"Nattvandrarna"}


def test_a_term_month_by_month(workspace: Workspace, agreed: str) -> None:
    """120 hours in 60 days are 2 a day: 60 in September's 30 days and 60 in October's 30.

    The square needs two adults for an hour on Fridays: four in September, five in October.
    """
    rows = agreement_delivery.months(workspace, COORDINATOR, agreed)
    assert [(row.month, pytest.approx(row.promised_ah)) for row in rows] == [
        ("2026-09", 60.0),
        ("2026-10", 60.0),
    ]
    assert [(row.need_ah, row.uncovered_ah) for row in rows] == [(8.0, 0.0), (10.0, 0.0)]


def test_what_the_promise_does_not_reach(workspace: Workspace, terms: AgreedTerms) -> None:
    """6 hours promised over 60 days are 3 a month: of 8 and 10 hours, 5 and 7 are not covered."""
    agreement_id = agreements.make(workspace, COORDINATOR, replace(terms, promised_ah=6.0))
    rows = agreement_delivery.months(workspace, COORDINATOR, agreement_id)
    assert [pytest.approx(row.uncovered_ah) for row in rows] == [5.0, 7.0]


@pytest.mark.usefixtures("walked")
def test_the_claim_is_ready_when_the_term_is_over_and_all_is_reported(
    workspace: Workspace, agreed: str
) -> None:
    """Two walks at 400 are 800, and not ready: the term runs. Ended the 5th, with all reported, it is."""
    claim = agreement_delivery.claim(workspace, COORDINATOR, agreed)
    assert claim is not None
    assert (claim.walks, claim.kronor, claim.payer, claim.ready) == (2, 800.0, "Kommunen", False)
    version = agreements.agreement(workspace, COORDINATOR, agreed).version
    agreements.end(workspace, COORDINATOR, agreed, date(2026, 9, 5), version=version)
    claim = agreement_delivery.claim(workspace, COORDINATOR, agreed)
    assert claim is not None
    assert claim.ready


def test_how_many_people_a_promise_needs(workspace: Workspace, agreed: str) -> None:
    """120 hours in 60 days are 60.8 a month: eight people with 8 hours each."""
    assert agreement_delivery.people_needed(agreements.agreement(workspace, COORDINATOR, agreed), 8.0) == 8


def test_only_its_parties_and_the_coordinator_see_it(workspace: Workspace, agreed: str) -> None:
    """The association and the municipality see it, another association does not, and a field worker none at all."""
    organisations.add_organisation(workspace, COORDINATOR, "Scouterna")
    for name, role, count in (
        ("Nattvandrarna", "organiser", 1),
        ("Kommunen", "municipality", 1),
        ("Scouterna", "organiser", 0),
    ):
        assert len(agreements.listed(workspace, viewers.of(workspace, name, role))) == count
    with pytest.raises(NotFoundError):
        agreements.agreement(workspace, viewers.of(workspace, "Scouterna"), agreed)
    with pytest.raises(NotAllowedError):
        agreements.listed(workspace, Viewer("fältarbetare", "field_worker"))


def test_reports_that_are_not_shared_are_not_counted_for_the_other(workspace: Workspace, agreed: str) -> None:
    """Reports are partners' until the association says more: the municipality is told that, not that nothing came."""
    town = viewers.of(workspace, "Kommunen", "municipality")
    assert agreement_delivery.delivered(workspace, town, agreed) is None
    assert agreement_delivery.claim(workspace, town, agreed) is None


def test_an_agreement_is_changed_and_ended_and_both_undone(
    workspace: Workspace, agreed: str, terms: AgreedTerms
) -> None:
    """Undoing brings back hours, places and last day; who has an old version is told."""
    first = agreements.agreement(workspace, COORDINATOR, agreed)
    changed = replace(terms, promised_ah=90.0, place_ids=())
    agreements.change(workspace, COORDINATOR, agreed, changed, version=first.version)
    after = agreements.agreement(workspace, COORDINATOR, agreed)
    assert after.terms == changed
    with pytest.raises(ConflictError):
        agreements.change(workspace, COORDINATOR, agreed, terms, version=first.version)
    agreements.end(workspace, COORDINATOR, agreed, date(2026, 9, 30), version=after.version)
    assert agreements.agreement(workspace, COORDINATOR, agreed).terms.valid_to == date(2026, 9, 30)
    for act_id in list(history.acts(workspace, COORDINATOR)["id"])[:2]:
        history.undo(workspace, COORDINATOR, act_id)
    assert agreements.agreement(workspace, COORDINATOR, agreed).terms == terms


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"valid_to": date(2026, 8, 31)}, "period_reversed"), ({"paid_by_id": None}, "agreement_payer"),
        ({"decided_by": " "}, "function_missing"), ({"promised_ah": -1.0}, "number_outside"),
        ({"counterpart_id": ""}, "organisation_missing"),
        ({"association_gives": "ring Anna Svensson 070-123 45 67"}, "words_about_people"),
    ],
)  # fmt: skip
def test_what_cannot_be_agreed(
    workspace: Workspace, terms: AgreedTerms, wrong: dict[str, object], code: str
) -> None:
    """A fault is told by its own sentence, and nothing is stored."""
    with pytest.raises(InputError) as fault:
        agreements.make(workspace, COORDINATOR, replace(terms, **wrong))  # type: ignore[arg-type]
    assert fault.value.code == code
    assert agreements.listed(workspace, COORDINATOR) == []


def test_parties_are_two(workspace: Workspace, terms: AgreedTerms) -> None:
    """Nobody has an agreement with itself."""
    with pytest.raises(InputError, match="agreement_parties"):
        agreements.make(workspace, COORDINATOR, replace(terms, counterpart_id=terms.association_id))
