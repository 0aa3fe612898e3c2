"""The figures of follow-up over months, by hand: what a year comes to, whose it is, and what is held back."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.model.small_counts import shown_groups
from karta.privacy import Viewer
from karta.services.follow_up import comparison, figures, neighbours, own_result, raised, year_facts
from karta.services.gaps import period
from karta.services.needs import requests
from tests.services.follow_up.followed_town import LOCAL, admin, make


def test_sixty_nights_of_which_forty_eight_were_carried_out(tmp_path: Path) -> None:
    """48 of 60 are 80 %, 7 cancelled, 5 short; 19 of 48 met nobody.

    53 nights are planned with 2 x 2 h each, 212 adult-hours; delivered 48 x 4 + 5 x 2 = 202, at 100 kronor an hour.
    """
    town = make(tmp_path / "own")
    alfa = admin(town)
    (own,) = figures.done(alfa, year_facts.year(town, alfa))
    assert (own.whose, own.shifts.planned, own.shifts.carried_out_share) == ("own", 60, 0.8)
    assert (own.shifts.results["cancelled"], own.shifts.results["short"]) == (7, 5)
    assert own.shifts.zero_contact_share == pytest.approx(19 / 48)
    assert (own.hours.planned_ah, own.hours.delivered_ah, own.hours.rate) == (
        212,
        202,
        pytest.approx(202 / 212),
    )
    assert (own.volunteer_ah, own.kronor, own.kronor_ah) == (202, 20_200, 202)


def test_the_months_are_those_of_the_engine(tmp_path: Path) -> None:
    """Each month's sums, planned and delivered, are the same to 1e-6 as those of that month computed by itself.

    July: 3 adults asked for 2 h on 31 nights, 186 adult-hours; all of it is unknown or covered, no roster is complete.
    """
    town = make(tmp_path / "own", {"Beta": 40})
    year = year_facts.year(town, LOCAL)
    months = {each.month: each for each in figures.need_by_month(year)}
    assert list(months) == ["2026-06", "2026-07", "2026-08", "2026-09"]
    assert months["2026-07"].planned["need_ah"] == 186
    for month, last in (("2026-06", 30), ("2026-07", 31), ("2026-08", 31), ("2026-09", 15)):
        first, end = date(2026, int(month[5:]), 1), date(2026, int(month[5:]), last)
        for view in ("planned", "delivered"):
            exact = period.between(town, LOCAL, first, end, view).totals
            sums = getattr(months[month], view)
            for name in ("need_ah", "covered_ah", "gap_ah", "unknown_ah", "completeness"):
                assert sums[name] == pytest.approx(exact[name], abs=1e-6)


def test_two_others_are_held_back_and_three_are_a_sum(tmp_path: Path) -> None:
    """With two others each would know the other; with three their 6 + 4 + 2 nights are one row of twelve."""
    two = make(tmp_path / "two", {"Beta": 6, "Gamma": 4})
    alfa = admin(two)
    assert [each.whose for each in figures.done(alfa, year_facts.year(two, alfa))] == ["own"]
    three = make(tmp_path / "three", {"Beta": 6, "Gamma": 4, "Delta": 2})
    alfa = admin(three)
    own, others = figures.done(alfa, year_facts.year(three, alfa))
    assert (own.shifts.planned, others.whose, others.organisations, others.shifts.planned) == (
        60,
        "others",
        3,
        12,
    )


def test_a_coordinator_sees_sums_and_nobodys_own(tmp_path: Path) -> None:
    """Of four organisations the sum; of two nothing; whoever sits at the machine sees all."""
    four = make(tmp_path / "four", {"Beta": 6, "Gamma": 4, "Delta": 2})
    coordinator = Viewer("samordnare", "coordinator")
    (row,) = figures.done(coordinator, year_facts.year(four, coordinator))
    assert (row.whose, row.organisations, row.shifts.planned) == ("others", 4, 72)
    assert row.rate == pytest.approx((202 + 48) / (212 + 48))
    two = make(tmp_path / "two", {"Beta": 6})
    assert figures.done(coordinator, year_facts.year(two, coordinator)) == []
    (every,) = figures.done(LOCAL, year_facts.year(two, LOCAL))
    assert (every.whose, every.shifts.planned) == ("all", 66)


def test_the_municipality_is_shown_as_an_association_is(tmp_path: Path) -> None:
    """One unit of the municipality beside one association: neither sector is shown to others, each its own to it."""
    town = make(tmp_path / "own", {"Fältgruppen": 6}, sector="municipality")
    coordinator = Viewer("samordnare", "coordinator")
    by_sector = figures.done_by_sector(coordinator, year_facts.year(town, coordinator))
    assert by_sector == {"civil_society": [], "municipality": []}
    unit = admin(town, "Fältgruppen")
    own = figures.done_by_sector(unit, year_facts.year(town, unit))
    assert [(name, [row.shifts.planned for row in rows]) for name, rows in own.items()] == [
        ("civil_society", []), ("municipality", [6]),
    ]  # fmt: skip


def test_a_month_of_few_is_held_back_with_what_would_tell_it(tmp_path: Path) -> None:
    """Three others in July and August, two in a third month: its sum less the others' would be theirs."""
    assert shown_groups({"07": {"B", "C", "D"}, "08": {"B", "C", "D", "E"}, "09": {"B", "C"}}) == {"08"}
    assert shown_groups({"07": {"B", "C", "D"}, "08": {"B", "C"}, "09": {"D"}}) == {"07"}
    assert shown_groups({"07": {"B", "C", "D"}, "08": set()}) == {"07", "08"}
    town = make(tmp_path / "own", {"Beta": 40, "Gamma": 31, "Delta": 31})
    alfa = admin(town)
    months = figures.done_by_month(alfa, year_facts.year(town, alfa))
    assert {month: [row.whose for row in rows] for month, rows in months.items()} == {
        "2026-07": ["own"], "2026-08": ["own"],
    }  # fmt: skip


def test_what_is_kept_is_kept_by_revision(tmp_path: Path) -> None:
    """Asked for again the year is at hand; after an act it is not, and the figures are the new ones."""
    town = make(tmp_path / "own")
    assert year_facts.kept(town, LOCAL) is None
    told: list[tuple[int, int]] = []
    year = year_facts.year(town, LOCAL, lambda done, total: told.append((done, total)))
    assert (told[-1], year_facts.kept(town, LOCAL) is year) == ((1, 1), True)
    with town.store.act("test", "report") as act:
        row = town.store.frame("report").iloc[-1]
        act.update("report", row["id"], int(row["version"]), {"outcome": "no_show"})
    assert year_facts.kept(town, LOCAL) is None
    (every,) = figures.done(LOCAL, year_facts.year(town, LOCAL))
    assert (every.shifts.results["carried_out"], every.shifts.results["not_held"]) == (47, 1)


def test_who_may_not_see_the_follow_up_gets_nothing(tmp_path: Path) -> None:
    """An evaluator keeps statistics alone."""
    town = make(tmp_path / "own")
    with pytest.raises(NotAllowedError):
        year_facts.year(town, Viewer("utvärderare", "evaluator"))
    with pytest.raises(NotAllowedError):
        year_facts.kept(town, Viewer("utvärderare", "evaluator"))


def test_parts_of_the_year_add_up(tmp_path: Path) -> None:
    """Day types are a division: their need is the year's; the one kind of place has it all."""
    town = make(tmp_path / "own")
    year = year_facts.year(town, LOCAL)
    parts = figures.slices(town, LOCAL, year)
    need = {
        part.dimension: sum(
            figures.need_of_year(year, each).planned["need_ah"]
            for each in parts
            if each.dimension == part.dimension
        )
        for part in parts
    }
    assert need["all"] == need["kind"] == need["day_type"] == 107 * 6


def test_an_organisation_makes_its_own_page_and_nobody_elses(tmp_path: Path) -> None:
    """Alfa's page says 60 planned and 48 / 60; Beta's administrator and the coordinator are refused it."""
    town = make(tmp_path / "own", {"Beta": 6})
    alfa, beta = admin(town), admin(town, "Beta")
    (org,) = alfa.organisation_ids
    year = year_facts.year(town, alfa)
    assert list(own_result.organisations(town, alfa, year).values()) == ["Alfa"]
    promised, carried_out, met, claims = own_result.page(town, alfa, year, org)
    assert promised.rows == (
        ("Planerade pass, inställda medräknade", "60"), ("Planerade vuxentimmar, utan inställda pass", "212"),
    )  # fmt: skip
    assert ("Genomförda av planerade pass", "48 / 60 = 80\u00a0%") in carried_out.rows
    assert [count for _, count in met.rows] == ["19", "29", "0", "0", "19 / 48 = 40\u00a0%"]
    assert len(claims.rows) == 5
    paper = pypdf.PdfReader(BytesIO(own_result.pdf(town, alfa, year, org)))
    assert len(paper.pages) == 1
    assert "Alfa: vårt år" in paper.pages[0].extract_text()
    for other in (beta, Viewer("samordnare", "coordinator")):
        with pytest.raises(NotAllowedError):
            own_result.pdf(town, other, year_facts.year(town, other), org)


def test_what_is_raised_is_counted_and_not_told(tmp_path: Path) -> None:
    """Two places where adults are missed, one of them answered, and one to be left alone."""
    town = make(tmp_path / "own")
    place = str(town.store.frame("place")["id"].iloc[0])
    hours: dict[str, Any] = {"place_id": place, "start": "20:00", "end": "22:00", "day": date(2026, 9, 18)}
    for kind in ("missed", "missed", "alone"):
        made = requests.raise_place(town, LOCAL, kind=kind, **hours)
    first = str(town.store.frame("request")["id"].iloc[0])
    assert made != first
    version = int(town.store.frame("request", [first])["version"].iloc[0])
    requests.answer(town, LOCAL, first, "yes", version=version)
    year = replace(year_facts.year(town, LOCAL), last=date(2026, 9, 16))
    assert raised.counts(town, LOCAL, year) == {"missed": (2, 1), "alone": (1, 0)}


def test_before_and_after_is_told_in_points() -> None:
    """52 -> 58 % against 50 -> 53 % of 200 each: +3 points, not clear of chance; a blank field is a missing answer."""
    shown = comparison.compare(LOCAL, [(200, 52), (200, 58), (200, 50), (200, 53)])
    assert (shown.points, shown.is_clear) == (pytest.approx(3), False)
    assert (shown.low, shown.high) == (pytest.approx(-10.80558, abs=1e-4), pytest.approx(16.80558, abs=1e-4))
    with pytest.raises(InputError, match="comparison_incomplete"):
        comparison.compare(LOCAL, [(200, 52), (None, 58), (200, 50), (200, 53)])


def test_presence_before_and_after_at_a_place(tmp_path: Path) -> None:
    """Two adults 21-23 on seven nights from 10 August, and on seven before: 28 -> 28 adult-hours, and no neighbour."""
    town = make(tmp_path / "own")
    year = replace(year_facts.year(town, LOCAL), last=date(2026, 8, 16))
    (place,) = year.places
    near, change = neighbours.moved(town, LOCAL, year, place, date(2026, 8, 10))
    assert (near, change is not None) == (0, True)
    assert change is not None
    assert (change.weeks, change.here_before, change.here_after, change.near_after) == (1, 28, 28, 0)
    with pytest.raises(NotFoundError):
        neighbours.moved(town, LOCAL, year, "another", date(2026, 8, 10))
