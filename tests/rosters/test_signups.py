"""Signing up and off: every rule, within the act that writes; what is refused leaves nothing."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import invitations, register, rosters, signups
from karta.services import workspace as workspaces
from karta.services.workspace import Workspace
from tests.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, later, place_id, turn_of, turns


def sign(workspace: Workspace, who: signups.Volunteer, turn_id: str, **rest: object) -> str:
    """Sign somebody up who says to be of age."""
    return signups.sign_up(workspace, who, turn_id, is_adult=True, **rest)


def refusal(workspace: Workspace, who: signups.Volunteer, turn_id: str, **rest: object) -> KartaError:
    """Return why somebody is refused; the refusal must leave nothing behind."""
    before = workspace.store.revision()
    with pytest.raises(KartaError) as caught:
        signups.sign_up(workspace, who, turn_id, **{"is_adult": True, **rest})
    assert workspace.store.revision() == before
    return caught.value


def undo_last(workspace: Workspace) -> None:
    """Undo the latest act."""
    register.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))


def test_a_sixth_waits_and_gets_the_place_that_becomes_free(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Five are taken, the sixth is refused and may wait; the first sign-off lets the first waiter in."""
    plan()
    turn_id = turns(workspace)[0].turn_id
    people = [person() for _ in range(7)]
    for one in people[:5]:
        assert sign(workspace, one, turn_id) == "signed"
    error = refusal(workspace, people[5], turn_id)
    assert (error.code, error.facts) == ("shift_full", {"most": 5})
    assert sign(workspace, people[5], turn_id, wait=True) == "waiting"
    assert sign(workspace, people[6], turn_id, wait=True) == "waiting"
    assert turn_of(workspace, turn_id).adults == 5
    signups.sign_off(workspace, people[0], turn_id)
    turn = turn_of(workspace, turn_id)
    assert turn.state_of(people[5].person_id) == "signed"
    assert turn.state_of(people[6].person_id) == "waiting"
    assert turn.adults == 5
    undo_last(workspace)
    turn = turn_of(workspace, turn_id)
    assert [turn.state_of(one.person_id) for one in people] == ["signed"] * 5 + ["waiting"] * 2


def test_a_role_is_taken_and_missed_until_it_is(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Two roles are needed: one taken leaves the other missing, who only waits takes none, and signing off frees it."""
    plan(roles=("walk_leader", "first_aid"), max_team=2)
    turn_id = turns(workspace)[0].turn_id
    leader, other, waiter = person(), person(), person()
    sign(workspace, leader, turn_id, role="walk_leader")
    assert turn_of(workspace, turn_id).missing_roles == ("first_aid",)
    sign(workspace, other, turn_id, role="king")
    sign(workspace, waiter, turn_id, wait=True, role="first_aid")
    assert turn_of(workspace, turn_id).missing_roles == ("first_aid",)
    signups.ask_stand_in(workspace, leader, turn_id)
    assert turn_of(workspace, turn_id).missing_roles == ("first_aid",)
    signups.sign_off(workspace, leader, turn_id)
    assert turn_of(workspace, turn_id).missing_roles == ("walk_leader",)


def test_one_under_eighteen_is_refused_and_nothing_is_stored(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """A no is refused before anything is written, also for somebody who said yes before; no answer is asked for."""
    plan()
    turn_id, who = turns(workspace)[0].turn_id, person()
    assert refusal(workspace, who, turn_id, is_adult=False).code == "under_age"
    assert refusal(workspace, who, turn_id, is_adult=None).code == "adult_unanswered"
    assert workspace.store.frame("person")["declared_adult"].tolist() == [None]
    assert isinstance(refusal(workspace, who, turn_id, is_adult=False), NotAllowedError)
    sign(workspace, who, turn_id)
    assert workspace.store.frame("person")["declared_adult"].tolist() == [True]
    undo_last(workspace)
    assert workspace.store.frame("person")["declared_adult"].tolist() == [None]
    assert turn_of(workspace, turn_id).adults == 0


def test_a_shift_at_the_same_time_is_named_in_the_refusal(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """On Torget 21-22, one can not be in the park 21:30-23, but the shift that touches needs the rest to be 0 hours."""
    park = place_id(workspace, "Parken")
    plan()
    plan(place_id=park, start="21:30", end="23:00")
    plan(place_id=park, start="22:00", end="23:00")
    own, overlapping, touching = (turn.turn_id for turn in turns(workspace))
    who = person()
    sign(workspace, who, own)
    error = refusal(workspace, who, overlapping)
    assert error.code == "shift_overlaps"
    assert error.facts == {"place": "Torget", "when": "fre 18 sep 21:00\u201322:00"}
    error = refusal(workspace, who, touching)
    assert (error.code, error.facts["hours"]) == ("shift_rest", 8.0)
    workspaces.set_setting(workspace, COORDINATOR, "rest_hours", "0")
    assert sign(workspace, who, touching) == "signed"


@pytest.mark.parametrize(("start", "fits"), [("05:59", False), ("06:00", True)])
def test_rest_is_counted_from_end_to_start(
    workspace: Workspace, plan: Plan, person: Person, start: str, fits: bool
) -> None:
    """After a shift that ends at 22, eight hours of rest are over at 06, not a minute earlier."""
    plan()
    plan(day=date(2026, 9, 19), start=start, end="09:00")
    first, second = (turn.turn_id for turn in turns(workspace))
    who = person()
    sign(workspace, who, first)
    if fits:
        assert sign(workspace, who, second) == "signed"
    else:
        assert refusal(workspace, who, second).code == "shift_rest"


def test_rest_is_counted_in_real_hours_when_the_clock_goes_back(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """From 22 on 24 October to 05 on the 25th the clock shows seven hours, and eight pass."""
    plan(day=date(2026, 10, 24))
    plan(day=date(2026, 10, 25), start="05:00", end="09:00")
    who = person()
    for turn in turns(workspace):
        assert sign(workspace, who, turn.turn_id) == "signed"


def test_signing_off_closes_and_a_stand_in_may_take_over(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Until 24 hours before one may sign off; then a stand-in is asked for, counts until found, and frees the place."""
    plan()
    turn_id = turns(workspace)[0].turn_id
    first, second, third = person(), person(), person()
    sign(workspace, first, turn_id)
    sign(workspace, second, turn_id)
    late = later(workspace, datetime(2026, 9, 17, 19, 1, tzinfo=UTC))
    before = workspace.store.revision()
    with pytest.raises(ConflictError) as caught:
        signups.sign_off(late, first, turn_id)
    assert caught.value.code == "sign_off_closed"
    assert caught.value.facts == {"when": "tor 17 sep 21:00"}
    assert workspace.store.revision() == before
    signups.ask_stand_in(late, first, turn_id)
    assert (turn_of(workspace, turn_id).adults, turn_of(workspace, turn_id).stand_ins) == (2, 1)
    assert sign(late, third, turn_id) == "signed"
    turn = turn_of(workspace, turn_id)
    assert {one.person_id for one in turn.going} == {second.person_id, third.person_id}
    assert turn.stand_ins == 0
    signups.ask_stand_in(late, second, turn_id)
    signups.ask_stand_in(late, second, turn_id, wanted=False)
    assert turn_of(workspace, turn_id).stand_ins == 0


def test_a_stand_in_is_possible_on_a_full_shift(workspace: Workspace, plan: Plan, person: Person) -> None:
    """With five taken and one of them looking for a stand-in, the sixth takes that place."""
    plan()
    turn_id = turns(workspace)[0].turn_id
    people = [person() for _ in range(6)]
    for one in people[:5]:
        sign(workspace, one, turn_id)
    signups.ask_stand_in(workspace, people[2], turn_id)
    assert sign(workspace, people[5], turn_id) == "signed"
    turn = turn_of(workspace, turn_id)
    assert turn.adults == 5
    assert turn.state_of(people[2].person_id) is None


def test_two_cannot_take_the_last_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Six threads for three places: three get in, three are told that it is full."""
    plan(max_team=3)
    turn_id = turns(workspace)[0].turn_id
    people = [person() for _ in range(6)]
    said: list[str] = []

    def ask(who: signups.Volunteer) -> None:
        try:
            said.append(sign(workspace, who, turn_id))
        except ConflictError as error:
            said.append(error.code)

    threads = [Thread(target=ask, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["shift_full"] * 3 + ["signed"] * 3
    assert turn_of(workspace, turn_id).adults == 3


def test_what_is_not_theirs_past_or_cancelled_is_refused(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """A shift of another organisation is none for them; begun and cancelled ones say so; twice is once."""
    plan(weekly=True)
    first, second = (turn.turn_id for turn in turns(workspace)[:2])
    who = person()
    scout = person(org_id=rosters.add_organisation(workspace, COORDINATOR, "Scouterna"))
    assert isinstance(refusal(workspace, scout, first), NotFoundError)
    assert signups.shifts_i_could_take(workspace, scout) == []
    begun = later(workspace, datetime(2026, 9, 18, 19, 0, tzinfo=UTC))
    assert isinstance(refusal(begun, who, first), InputError)
    rosters.cancel(workspace, COORDINATOR, second)
    assert refusal(workspace, who, second).code == "shift_cancelled"
    sign(workspace, who, first)
    before = workspace.store.revision()
    assert sign(workspace, who, first) == "signed"
    assert workspace.store.revision() == before
    for name in ("", "x", f"{first}x", f"none.{FRIDAY}"):
        assert refusal(workspace, who, name).code == "turn_unknown"


def test_shifts_that_need_one_more_come_first(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Offered are understaffed ones, then others, full ones last; own, colliding and past ones are left out."""
    plan(weekly=True, until=date(2026, 10, 9))
    mine, staffed, needy, full = (turn.turn_id for turn in turns(workspace))
    rosters.edit_one(workspace, COORDINATOR, full, max_team=2)
    plan(place_id=place_id(workspace, "Parken"), start="20:00", end="21:30")
    for turn_id in (staffed, full):
        for _ in range(2):
            sign(workspace, person(), turn_id)
    who = person()
    sign(workspace, who, mine)
    offered = signups.shifts_i_could_take(workspace, who)
    assert [turn.turn_id for turn in offered] == [needy, staffed, full]
    assert [turn.turn_id for turn in signups.my_shifts(workspace, who).coming] == [mine]


def test_a_waiter_who_collides_by_now_is_passed_over(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The first in line has taken another shift meanwhile: the place goes to the second."""
    plan(max_team=2)
    plan(place_id=place_id(workspace, "Parken"))
    full, other = sorted(
        (turn.turn_id for turn in turns(workspace)), key=lambda i: turn_of(workspace, i).place != "Torget"
    )
    first, second, third, fourth = (person() for _ in range(4))
    for one in (first, second):
        sign(workspace, one, full)
    for one in (third, fourth):
        sign(workspace, one, full, wait=True)
    sign(workspace, third, other)
    signups.sign_off(workspace, first, full)
    assert turn_of(workspace, full).state_of(third.person_id) == "waiting"
    assert turn_of(workspace, full).state_of(fourth.person_id) == "signed"


def test_a_link_can_be_withdrawn_and_is_kept_as_a_hash(workspace: Workspace, org: str) -> None:
    """The token stands nowhere in the file; a new link ends the old one; a withdrawn one opens nothing until undo."""
    person_id, token = invitations.invite(workspace, COORDINATOR, org, "Anna Ek", "070-123 45 67")
    assert len(token) == 32
    assert signups.by_link(workspace, token).name == "Anna Ek"
    everything = b"".join(path.read_bytes() for path in workspace.folder.iterdir())
    assert token.encode() not in everything
    new = invitations.new_link(workspace, COORDINATOR, person_id)
    with pytest.raises(NotFoundError, match="link_unknown"):
        signups.by_link(workspace, token)
    invitations.withdraw_link(workspace, COORDINATOR, person_id)
    for one in (new, "", "x" * 32, token[:-1]):
        with pytest.raises(NotFoundError, match="link_unknown"):
            signups.by_link(workspace, one)
    undo_last(workspace)
    assert signups.by_link(workspace, new).person_id == person_id


def test_names_are_in_no_log_and_for_their_organiser_alone(
    workspace: Workspace, plan: Plan, person: Person, org: str
) -> None:
    """Nothing of a person but an id leaves the people room; another organiser sees neither list nor name."""
    plan()
    who = person("Synnerligen Unik")
    sign(workspace, who, turns(workspace)[0].turn_id)
    changes = workspace.store.frame("change")
    assert not changes["after"].fillna("").str.contains("Unik").any()
    assert not changes["after"].fillna("").str.contains(who.person_id).any()
    own = Viewer("ledare", "organiser", "Nattvandrarna")
    assert [one.name for one in invitations.invited(workspace, own, org)] == ["Synnerligen Unik"]
    other = Viewer("kårchef", "organiser", "Scouterna")
    with pytest.raises(NotAllowedError):
        invitations.invited(workspace, other, org)
    with pytest.raises(NotAllowedError):
        invitations.new_link(workspace, other, who.person_id)
    assert invitations.names(workspace, other, {who.person_id}) == {}
    with pytest.raises(NotAllowedError):
        invitations.invited(workspace, Viewer("områdespolis", "police"), org)


def test_undo_refuses_where_somebody_has_the_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """A sign-off is not undone once another has taken the freed place; a sign-up not once it was signed off again."""
    plan(max_team=1, min_team=1)
    turn_id = turns(workspace)[0].turn_id
    first, second = person(), person()
    sign(workspace, first, turn_id)
    signed = str(workspace.store.acts(1)["id"].iloc[0])
    signups.sign_off(workspace, first, turn_id)
    off = str(workspace.store.acts(1)["id"].iloc[0])
    with pytest.raises(ConflictError, match="undo_touched"):
        register.undo(workspace, COORDINATOR, signed)
    sign(workspace, second, turn_id)
    with pytest.raises(ConflictError, match="undo_touched"):
        register.undo(workspace, COORDINATOR, off)
    assert turn_of(workspace, turn_id).adults == 1


def test_erasing_a_person_frees_the_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """An erased person is on no shift and holds no link."""
    plan()
    turn_id, who = turns(workspace)[0].turn_id, person()
    sign(workspace, who, turn_id)
    invitations.erase(workspace, COORDINATOR, who.person_id)
    assert turn_of(workspace, turn_id).adults == 0
    assert workspace.store.frame("personal_link").empty


def test_a_past_shift_waits_for_its_report(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Once begun, the shift asks those who went for a report, for a week; those who waited are not asked."""
    plan(max_team=2)
    turn_id = turns(workspace)[0].turn_id
    went, waited = person(), person()
    sign(workspace, went, turn_id)
    sign(workspace, person(), turn_id)
    sign(workspace, waited, turn_id, wait=True)
    after = later(workspace, datetime(2026, 9, 18, 20, 5, tzinfo=UTC))
    assert [turn.turn_id for turn in signups.my_shifts(after, went).to_report] == [turn_id]
    assert signups.my_shifts(after, waited).to_report == []
    gone = later(workspace, after.now() + timedelta(days=8))
    assert signups.my_shifts(gone, went).to_report == []
