"""The book of visits on each database: acts, undo, what a later writer has touched, and what goes in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from karta.errors import ConflictError, NotFoundError
from karta.store import visit_book
from karta.store.database import Store

FRIDAY = date(2026, 9, 18)
OFFICER = {"name": "Områdespolis 1", "kind": "officer", "minutes_a_week": 600}


def visits(store: Store) -> list[tuple[date, str]]:
    """Return day and state of every visit."""
    with store.reading() as reading:
        rows = visit_book.frame(reading, "visit")
    return list(zip(rows["date"], rows["state"], strict=True))


def plan(store: Store, day: date, state: str = "planned") -> tuple[str, str]:
    """Plan a visit, and return the act and the visit."""
    with visit_book.acting(store, "polis", "accept_visit_plan") as act:
        officer = act.insert("visit_officer", OFFICER)
        hours = {"place_id": "p", "officer_id": officer, "start": "17:00", "end": "18:30"}
        return act.id, act.insert("visit", {**hours, "date": day, "state": state})


def test_an_act_is_undone_whole_unless_a_later_one_wrote_its_rows(store: Store) -> None:
    """A change and its undoing; a plan that was answered since cannot be taken back; the workspace's books stand."""
    revision = store.revision()
    act, visit = plan(store, FRIDAY)
    with visit_book.acting(store, "värd", "answer_visit") as answer:
        answer.update("visit", visit, {"state": "accepted"})
    assert visits(store) == [(FRIDAY, "accepted")]
    with pytest.raises(ConflictError):
        visit_book.undo(store, act, "polis")
    visit_book.undo(store, answer.id, "värd")
    assert visits(store) == [(FRIDAY, "planned")]
    with pytest.raises(NotFoundError):
        visit_book.undo(store, "nothing", "polis")
    with pytest.raises(ZeroDivisionError), visit_book.acting(store, "polis", "x") as broken:
        broken.update("visit", visit, {"state": str(1 // 0)})
    assert (visits(store), store.revision()) == ([(FRIDAY, "planned")], revision)


def test_acts_at_once_come_one_after_another(store: Store) -> None:
    """Eight who plan at the same moment make eight acts with numbers of their own, and none is lost."""
    with ThreadPoolExecutor(8) as at_once:
        list(at_once.map(lambda n: plan(store, FRIDAY + timedelta(days=n)), range(8)))
    with store.reading() as reading:
        assert sorted(visit_book.acts(reading, 20)["number"]) == list(range(1, 9))
    assert len(visits(store)) == 8


def test_what_is_past_its_time_goes(store: Store) -> None:
    """A plan of 91 days ago goes, one of 90 stays; what took place stays for two years."""
    ago = [(91, "planned"), (90, "declined"), (91, "done"), (730, "done"), (731, "done")]
    for days, state in ago:
        plan(store, FRIDAY - timedelta(days=days), state)
    with store.aside() as (connection, _):
        assert visit_book.forget(connection, FRIDAY) == 2
    assert sorted((FRIDAY - day).days for day, _ in visits(store)) == [90, 91, 730]
