"""The chores of the server: done when due, by one process alone, and tried again when they fail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from karta.errors import InputError
from karta.services.chores import CHORES, DAY, LEASE, Chore, do_due
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    now = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give the clock."""
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Workspace:
    """Give an empty workspace."""
    return create(tmp_path / "own", now=clock)


def test_a_chore_is_done_when_it_is_due(workspace: Workspace, clock: Clock) -> None:
    """Once at first, not again before its time, then once more; the revision does not move."""
    done: list[datetime] = []
    chores = (Chore("count", DAY, lambda _: done.append(clock.now)),)
    revision = workspace.store.revision()
    for hours, expected in ((0, ["count"]), (23, []), (24, ["count"]), (25, [])):
        clock.now = NOW + timedelta(hours=hours)
        assert do_due(workspace, chores) == expected
    assert done == [NOW, NOW + DAY]
    assert workspace.store.revision() == revision


def test_of_many_processes_one_does_it(workspace: Workspace, clock: Clock) -> None:
    """Eight at the same moment, each with connections of its own: the chore is done once."""
    done: list[int] = []
    together = Barrier(8)

    def run(number: int) -> None:
        own = create(workspace.folder, now=clock)
        together.wait()
        do_due(own, (Chore("once", DAY, lambda _: done.append(number)),))

    threads = [Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1


def failing(workspace: Workspace) -> None:
    """Fail as a service does."""
    raise InputError("mail_off")


def killed(workspace: Workspace) -> None:
    """Fail as a process that is killed does: nothing after it is done."""
    raise KeyboardInterrupt


def test_what_fails_is_noted_and_the_next_one_done(workspace: Workspace, clock: Clock) -> None:
    """The fault is stored as a code; the chore after it is done all the same, and itself when it is due next."""
    assert do_due(workspace, (Chore("a", DAY, failing), Chore("b", DAY, lambda _: None))) == ["b"]
    rows = workspace.store.frame("chore").set_index("name")
    assert rows.loc["a", "fault"] == "mail_off"
    assert rows["done_at"].isna().to_dict() == {"a": True, "b": False}
    clock.now = NOW + DAY
    assert do_due(workspace, (Chore("a", DAY, lambda _: None),)) == ["a"]


@pytest.mark.parametrize(("after", "expected"), [(LEASE - timedelta(seconds=1), []), (LEASE, ["a"])])
def test_what_a_killed_process_took_is_done_by_another(
    workspace: Workspace, clock: Clock, after: timedelta, expected: list[str]
) -> None:
    """A chore that was taken and not finished is free again when its lease is over, not before."""
    with pytest.raises(KeyboardInterrupt):
        do_due(workspace, (Chore("a", DAY, killed),))
    clock.now = NOW + after
    assert do_due(workspace, (Chore("a", DAY, lambda _: None),)) == expected


def test_the_chores_of_karta_run_on_an_empty_workspace(workspace: Workspace) -> None:
    """Every chore on the list is done without a mail server and without a row, and has a name of its own."""
    names = [chore.name for chore in CHORES]
    assert len(set(names)) == len(names)
    assert do_due(workspace) == names
