"""Eight people who read the same shift, person or setting and edit it at once: one is stored, seven are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from karta.errors import ConflictError
from karta.model.shift import Stop
from karta.services import mail
from karta.services.follow_up import shift_reports
from karta.services.rosters import cancelling, changes, notice_mail, routes, series, shifts, volunteers
from karta.services.workspace import Workspace, set_setting
from tests.guests import invite
from tests.services.at_once import WRITERS, at_once, only_winner
from tests.services.rosters.conftest import COORDINATOR, NOW, Plan, later, occurrences, sign, undo_last


@pytest.mark.parametrize(
    ("scope", "weekly"), [("all", True), ("one", True), ("from", True), ("all", False), ("one", False)]
)
def test_a_shift_is_the_winners(workspace: Workspace, plan: Plan, scope: str, weekly: bool) -> None:
    """Of eight who change the notes of a shift, of one date of a series, or from it on, one does, and once."""
    shift = plan(weekly=weekly)
    name = occurrences(workspace)[1 if weekly else 0].occurrence_id
    days = [occurrence.day for occurrence in occurrences(workspace)]
    act = {
        "all": lambda notes, version: changes.edit_all(
            workspace, COORDINATOR, shift, version=version, notes=notes
        ),
        "one": lambda notes, version: changes.edit_occurrence(
            workspace, COORDINATOR, name, version=version, notes=notes
        ),
        "from": lambda notes, version: series.edit_from(
            workspace, COORDINATOR, name, version=version, notes=notes
        ),
    }[scope]
    winner = only_winner(
        lambda: shifts.occurrence(workspace, COORDINATOR, name).version,
        lambda number, version: act(f"Text {number}", version),
    )
    stored = occurrences(workspace)
    assert [occurrence.day for occurrence in stored] == days
    assert {occurrence.notes for occurrence in stored} - {""} == {f"Text {winner}"}


def test_what_else_is_done_with_a_shift_is_done_once(workspace: Workspace, plan: Plan, square: str) -> None:
    """Repeated, left out, routed, given stops, cancelled and ended by eight at once: one of each, the winner's."""
    shift = plan(weekly=False)

    def read() -> object:
        return occurrences(workspace)[0].version

    ends = [date(2026, 11, 6 + number) for number in range(WRITERS)]
    winner = only_winner(read, lambda n, v: changes.repeat(workspace, COORDINATOR, shift, ends[n], version=v))
    assert workspace.store.frame("schedule")["valid_to"].iloc[0] == ends[winner]
    days = [occurrence.day for occurrence in occurrences(workspace)[1:]]
    winner = only_winner(
        read, lambda n, v: series.set_days_off(workspace, COORDINATOR, shift, [days[n % 7]], version=v)
    )
    off = [day for day, is_off in series.days_off(workspace, COORDINATOR, shift).items() if is_off]
    assert off == [days[winner % 7]]
    name = occurrences(workspace)[0].occurrence_id
    ways = [[(15.0, 59.0), (15.01 + n / 100, 59.0)] for n in range(WRITERS)]
    winner = only_winner(
        read, lambda n, v: routes.set_route(workspace, COORDINATOR, name, ways[n], "all", version=v)
    )
    assert routes.route(workspace, COORDINATOR, shift)[1] == pytest.approx(ways[winner][1])
    stops = [[Stop(square, "21:00", f"21:{10 + n}")] for n in range(WRITERS)]
    winner = only_winner(
        read, lambda n, v: routes.set_stops(workspace, COORDINATOR, name, stops[n], "all", version=v)
    )
    assert routes.stops(workspace, COORDINATOR, shift) == stops[winner]
    winner = only_winner(
        read, lambda n, v: cancelling.cancel(workspace, COORDINATOR, name, f"Text {n}", version=v)
    )
    assert list(workspace.store.frame("schedule_exception")["notice"]) == [f"Text {winner}"]
    lasts = [date(2026, 10, 2 + number) for number in range(WRITERS)]
    only_winner(
        lambda: occurrences(workspace)[1].version,
        lambda n, v: cancelling.cancel_from(workspace, COORDINATOR, shift, lasts[n], version=v),
    )


def test_a_person_is_the_winners(workspace: Workspace, org: str) -> None:
    """One person's link open in eight places: of eight mail addresses one is stored; it can be changed after that."""
    _, token = invite(workspace, COORDINATOR, org, "Anna")

    def store(number: int, who: object) -> None:
        assert isinstance(who, volunteers.Volunteer)
        typed = f"anna{number}@example.se"
        notice_mail.set_address(workspace, who.person_id, who.function, typed, shown=who.email)

    winner = only_winner(lambda: volunteers.by_link(workspace, token), store)
    assert volunteers.by_link(workspace, token).email == f"anna{winner}@example.se"
    store(9, volunteers.by_link(workspace, token))
    assert volunteers.by_link(workspace, token).email == "anna9@example.se"


@pytest.mark.parametrize("before", [None, "150"])
def test_a_setting_is_the_winners(workspace: Workspace, before: str | None) -> None:
    """Eight set what nobody had set, or somebody had: one value is stored, and the store refuses nothing by itself."""
    if before is not None:
        set_setting(workspace, COORDINATOR, "d_zero_m", before, version=0)
    winner = only_winner(
        lambda: workspace.settings(["d_zero_m"])["d_zero_m"].version,
        lambda n, seen: set_setting(workspace, COORDINATOR, "d_zero_m", str(200 + n), version=seen),
    )
    assert workspace.setting("d_zero_m") == str(200 + winner)


def test_the_same_setting_for_all_is_no_conflict(workspace: Workspace) -> None:
    """Eight who set the same value of a new setting all get what they wanted, in one act."""
    before = workspace.store.revision()
    winners, errors = at_once(
        lambda: 0, lambda _, seen: set_setting(workspace, COORDINATOR, "language", "en", version=seen)
    )
    assert (len(winners), errors) == (WRITERS, [])
    assert workspace.store.revision() == before + 1


def test_a_mail_server_is_one_writers_as_a_whole(workspace: Workspace) -> None:
    """The settings of a mail server are one act: never the host of one with the sender of another; cleared, too."""
    servers = [mail.Server(f"mail{n}.se", 25, "none", f"karta{n}@example.se") for n in range(WRITERS)]
    winner = only_winner(
        lambda: mail.read_server(workspace)[1],
        lambda n, seen: mail.set_server(workspace, COORDINATOR, servers[n], versions=seen),
    )
    server, versions = mail.read_server(workspace)
    assert server == servers[winner]
    undo_last(workspace)
    assert mail.server(workspace) is None
    with pytest.raises(ConflictError, match="row_changed"):
        mail.set_server(workspace, COORDINATOR, replace(servers[0], port=26), versions=versions)


def test_a_report_is_the_winners(workspace: Workspace, plan: Plan) -> None:
    """Of eight reports of a shift one is stored."""
    plan(day=date(2026, 9, 16), start="13:00", end="15:00")
    after = later(workspace, NOW + timedelta(hours=4))
    walked = shifts.past(after, COORDINATOR)[0]
    winner = only_winner(
        lambda: shift_reports.stored_report(after, COORDINATOR, walked).version,
        lambda n, v: shift_reports.report(
            after, COORDINATOR, walked.occurrence_id, carried_out=True, adults=n + 1, met="0", version=v
        ),
    )
    assert shift_reports.stored_report(after, COORDINATOR, walked).adults == winner + 1


def test_a_sign_up_is_no_change_of_the_shift(
    workspace: Workspace, plan: Plan, person: Callable[..., volunteers.Volunteer]
) -> None:
    """Who edits a shift while people sign up is not refused for it, nor who edits a series with a date cancelled."""
    shift = plan(weekly=True)
    first, second = occurrences(workspace)[:2]
    sign(workspace, person(), first.occurrence_id)
    cancelling.cancel(workspace, COORDINATOR, second.occurrence_id, version=second.version)
    changes.edit_all(workspace, COORDINATOR, shift, version=first.version, notes="Ta med västar")
    assert occurrences(workspace)[0].notes == "Ta med västar"
    with pytest.raises(ConflictError, match="row_changed"):
        changes.edit_occurrence(
            workspace, COORDINATOR, second.occurrence_id, version=second.version, notes="x"
        )
