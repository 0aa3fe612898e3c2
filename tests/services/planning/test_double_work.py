"""Story (a): two teams at the square, nobody at the station 600 m away: the question to B, and when it is not put."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.needs import requests, rule_rows
from karta.services.planning import roster_price
from karta.services.planning.double_work import DoubleWork, ask, propose
from karta.services.register import agreements, organisations, places
from karta.services.workspace import Workspace, create
from tests import viewers
from tests.services.planning.double_town import TEAMS, fill

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 9, 14), date(2026, 9, 18)
LOCAL = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the town of the story."""
    folder = tmp_path_factory.mktemp("double")
    town = create(folder, now=lambda: NOW)
    fill(town, FRIDAY)
    town.store.close()
    return folder


def org_of(town: Workspace, name: str) -> str:
    """Return the id of an organisation."""
    return next(org for org, each in organisations.organisations(town, LOCAL).items() if each == name)


def square(town: Workspace) -> str:
    """Return the id of the square."""
    return str(places.places(town, LOCAL).set_index("name")["id"]["Torget"])


def asked(work: DoubleWork) -> list[tuple[str, str, str]]:
    """Return whom is asked, from where and to where."""
    return [(each.organisation, each.from_place, each.to_place) for each in work.questions]


def test_the_question_to_b_closes_the_gap_with_the_adults_that_there_are(workspace: Workspace) -> None:
    """10 adult-hours are known before and after; the gap goes from 4 to 0, empty hours from 2 to 0."""
    work = propose(workspace, LOCAL, MONDAY)
    (ease,) = work.questions
    assert asked(work) == [("Förening B", "Torget", "Stationen")]
    assert (f"{ease.start:%a %H:%M}", f"{ease.end:%H:%M}", ease.adults) == ("Fri 21:00", "23:00", 2)
    assert (ease.known_before, ease.known_after) == (10.0, 10.0)
    assert (ease.gap_before, ease.gap_after) == (4.0, 0.0)
    assert (ease.empty_before, ease.empty_after) == (2.0, 0.0)
    assert (round(ease.walk_m), ease.approx) == (600, True)
    assert work.bound == ()
    # Nothing is stored, and the gap is that of Luckor.
    assert period.week(workspace, LOCAL, MONDAY).totals["gap_ah"] == 4.0
    # Every roster is in: there is nothing to ask for.
    assert roster_price.to_ask(workspace, LOCAL, MONDAY) == roster_price.Unknown((), 0.0, 0.0)


def test_the_question_goes_as_a_request_once(workspace: Workspace) -> None:
    """B gets a request for the station, Friday 21-23, two adults; while it waits the question is not put again."""
    work = propose(workspace, LOCAL, MONDAY)
    ask(workspace, LOCAL, work.questions[0], work.audience)
    (row,) = requests.visible(workspace, LOCAL).to_dict("records")
    assert (row["kind"], row["to_org"], row["place"], row["date"]) == (
        "presence",
        "Förening B",
        "Stationen",
        FRIDAY,
    )
    assert (row["start"], row["end"], row["adults"], row["role"]) == ("21:00", "23:00", 2, "night_walker")
    assert "Torget" in row["why"]
    again = propose(workspace, LOCAL, MONDAY)
    assert [each.asked for each in again.questions] == [True]
    with pytest.raises(ConflictError) as refused:
        ask(workspace, LOCAL, again.questions[0], again.audience)
    assert refused.value.code == "ease_asked"


def promise(town: Workspace, *, start: str = "21:00", day: date = FRIDAY) -> None:
    """Let B say yes to being at the square from an hour until 23."""
    wanted = requests.ask_presence(
        town, LOCAL, place_id=square(town), to_org="Förening B", day=day, start=start, end="23:00"
    )
    (row,) = (row for row in requests.visible(town, LOCAL).to_dict("records") if row["id"] == wanted)
    requests.answer(town, LOCAL, wanted, "yes", version=row["version"])


def name_responsible(town: Workspace) -> None:
    """Let a decision name B as responsible for the square on Friday evening."""
    rule_rows.decide_need(
        town, LOCAL, place_id=square(town), days="FR", start="20:00", end="22:00", adults=1, responsible="förening b",
        valid_to=date(2026, 12, 31),
    )  # fmt: skip


def act_for(town: Workspace) -> None:
    """Note that B has asked the coordinator to act for it."""
    (row,) = (row for row in agreements.listed(town, LOCAL) if row.name == "Förening B")
    agreements.note(town, LOCAL, row.org_id, "per telefon", version=row.version)


@pytest.mark.parametrize(
    ("bind", "reason"), [(promise, "promised"), (name_responsible, "responsible"), (act_for, "acts_for")]
)
def test_who_is_bound_is_not_asked_and_it_says_why(workspace: Workspace, bind: object, reason: str) -> None:
    """B stays and it is told why; the team of three, which the square can do without, is asked instead."""
    assert callable(bind)
    bind(workspace)
    work = propose(workspace, LOCAL, MONDAY)
    assert {(each.organisation, each.bound) for each in work.bound} == {("Förening B", reason)}
    assert asked(work) == [("Förening A", "Torget", "Stationen")]
    with pytest.raises(ConflictError) as refused:
        ask(workspace, LOCAL, work.bound[0], work.audience)
    assert refused.value.code == "ease_bound"


@pytest.mark.parametrize(
    ("bind", "reasons"), [(promise, set()), (name_responsible, {"responsible"}), (act_for, set())]
)
def test_what_binds_another_is_told_to_who_may_know_it(
    workspace: Workspace, bind: object, reasons: set[str]
) -> None:
    """A's organiser sees neither B's answers nor who acts for B: B is not asked, and nothing is said of why."""
    assert callable(bind)
    bind(workspace)
    work = propose(workspace, viewers.of(workspace, "Förening A", "organiser"), MONDAY)
    assert {each.bound for each in work.bound} == reasons
    assert asked(work) == [("Förening A", "Torget", "Stationen")]


def test_a_promise_of_other_hours_binds_nobody(workspace: Workspace) -> None:
    """B has said yes to the square on Thursday: on Friday it may be asked."""
    promise(workspace, day=date(2026, 9, 17))
    assert asked(propose(workspace, LOCAL, MONDAY)) == [("Förening B", "Torget", "Stationen")]


def test_what_has_been_is_no_question_and_who_may_not_see_gaps_gets_none(workspace: Workspace) -> None:
    """The week before holds nothing; a volunteer is refused, so is a week of no days, and an organiser who asks."""
    assert asked(propose(workspace, LOCAL, date(2026, 9, 7))) == []
    with pytest.raises(NotAllowedError):
        propose(workspace, viewers.of(workspace, "Förening A", "volunteer"), MONDAY)
    with pytest.raises(InputError):
        propose(workspace, LOCAL, MONDAY, days=0)
    work = propose(workspace, LOCAL, MONDAY)
    organiser = viewers.of(workspace, "Förening A", "organiser")
    with pytest.raises(NotAllowedError):
        ask(workspace, organiser, work.questions[0], work.audience)


def test_the_dearest_answer_is_named_to_who_may_know_whose_it_is(workspace: Workspace) -> None:
    """Both rosters of the station are out of date there, B's alone at the square: 4 adult-hours need both.

    The square has what it needs, whoever else comes: nothing is unknown there. Once A's is in, B's settles all 4.
    """
    town = {
        name: str(place) for name, place in places.places(workspace, LOCAL).set_index("name")["id"].items()
    }
    for org in TEAMS:
        organisations.confirm_source(workspace, LOCAL, org_of(workspace, org), town["Stationen"], MONDAY)
    both = roster_price.to_ask(workspace, LOCAL, MONDAY)
    assert {(each.organisation, each.settles, each.together) for each in both.answers} == {
        ("Förening A", 0.0, 4.0), ("Förening B", 0.0, 4.0),
    }  # fmt: skip
    organisations.confirm_source(
        workspace, LOCAL, org_of(workspace, "Förening A"), town["Stationen"], date(2026, 9, 30)
    )
    (answer,) = roster_price.to_ask(workspace, LOCAL, MONDAY).answers
    assert (answer.organisation, answer.places, answer.settles) == ("Förening B", ("Stationen",), 4.0)
    other = viewers.of(workspace, "Förening A", "organiser")
    (unnamed,) = roster_price.to_ask(workspace, other, MONDAY).answers
    assert (unnamed.organisation, unnamed.organisation_id, unnamed.settles) == ("", "", 4.0)
