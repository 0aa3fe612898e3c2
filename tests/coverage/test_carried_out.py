"""Carried out of planned, zero contact, and before and after: all by hand (METHOD 3.6, 3.8)."""

import pytest

from karta.coverage.before_after import Asked, difference
from karta.coverage.carried_out import PartyReport, Walk, counted
from karta.errors import InputError


def held(adults: float, met: str | None = None, *, least: float = 2) -> Walk:
    """Return a shift that was held by so many adults."""
    return Walk(least, reports=(PartyReport("carried_out", adults, met),))


def test_sixty_planned_walks_of_which_forty_eight_were_carried_out() -> None:
    """48 of 60 are 80 %: 7 cancelled and 5 under two adults are counted; 19 of 48 met nobody, 39.6 %."""
    walks = [held(2, "0")] * 19 + [held(3, "1-10")] * 20 + [held(2, "11-30")] * 9
    walks += [Walk(2, cancelled=True)] * 7 + [held(1, "0")] * 5
    every = counted(walks)
    assert (every.planned, every.results["carried_out"], every.results["cancelled"], every.results["short"]) == (
        60, 48, 7, 5,
    )  # fmt: skip
    assert every.carried_out_share == 0.8
    assert every.met == {"0": 19, "1-10": 20, "11-30": 9, ">30": 0}
    assert every.zero_contact_share == pytest.approx(0.3958, abs=5e-5)


def test_who_has_not_reported_is_no_missed_shift() -> None:
    """Unreported shifts are planned and not carried out, and stand apart from those that nobody came to."""
    every = counted([Walk(2, reports=(None,)), Walk(2, reports=(PartyReport("no_show", 0),)), held(2)])
    assert (every.results["unreported"], every.results["not_held"], every.results["carried_out"]) == (1, 1, 1)
    assert every.carried_out_share == pytest.approx(1 / 3)
    assert (every.answered, every.zero_contact_share) == (0, None)


def test_parties_of_a_shift_count_together() -> None:
    """One adult each of two organisations are two; with one of them silent it is not known; the larger class holds."""
    one, nobody = PartyReport("carried_out", 1, "1-10"), PartyReport("carried_out", 1, "0")
    assert (Walk(2, reports=(one, nobody)).result, Walk(2, reports=(one, nobody)).met) == (
        "carried_out", "1-10",
    )  # fmt: skip
    assert Walk(2, reports=(one, None)).result == "unreported"
    assert Walk(2, reports=(one, PartyReport("no_show", 0))).result == "short"


def test_a_report_without_a_number_is_not_known() -> None:
    """Held, but by how many was not said: neither carried out nor short."""
    assert Walk(2, reports=(PartyReport("carried_out", None),)).result == "unreported"


def test_nothing_planned_has_no_share() -> None:
    """Without shifts there is no figure, not a zero."""
    assert counted([]).carried_out_share is None


def test_before_and_after_that_chance_could_give() -> None:
    """52 -> 58 % of 200 against 50 -> 53 % of 200 each: +3 points.

    Variances: .52*.48/200 = .001248, .58*.42/200 = .001218, .5*.5/200 = .00125, .53*.47/200 = .0012455; together
    .0049615, root .0704379, times 1.959964 = .1380558: from -10.8 to +16.8 points, which holds zero.
    """
    change = difference(Asked(200, 0.52), Asked(200, 0.58), Asked(200, 0.50), Asked(200, 0.53))
    assert change.estimate == pytest.approx(0.03)
    assert (change.low, change.high) == (
        pytest.approx(-0.1080558, abs=1e-6),
        pytest.approx(0.1680558, abs=1e-6),
    )
    assert not change.is_clear


def test_before_and_after_that_chance_would_seldom_give() -> None:
    """40 -> 60 % of 1,000 against 50 -> 50 % of 1,000: +20 points.

    Variances .24, .24, .25 and .25 over 1,000 are .00098; root .0313050, times 1.959964 = .0613566.
    """
    change = difference(Asked(1000, 0.4), Asked(1000, 0.6), Asked(1000, 0.5), Asked(1000, 0.5))
    assert (change.low, change.high) == (
        pytest.approx(0.1386434, abs=1e-6),
        pytest.approx(0.2613566, abs=1e-6),
    )
    assert change.is_clear


def test_nobody_asked_is_refused() -> None:
    """A share of nobody, or more than all, is no answer."""
    for number, share in ((0, 0.5), (10, 1.2), (10, float("nan"))):
        with pytest.raises(InputError, match="asked_outside"):
            Asked(number, share)
