"""What SQLite and PostgreSQL do each in their way comes out alike: orders of letters, kinds of cells, who was first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Event
from time import sleep

import pytest
from sqlalchemy import insert, text

from karta.store import feeds
from karta.store.database import Store
from karta.store.schema.feeds import feed


def add(store: Store, *names: str) -> None:
    """Add places."""
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": name} for name in names])


def test_names_are_ordered_alike_on_both_databases(store: Store) -> None:
    """Names come in the order of their bytes, whatever order the server's language has for its letters."""
    names = ["Öster", "ö", "Zebra", "aula", "Aula", "a-b", "ab", "Ärtan"]
    at = datetime(2026, 9, 18, tzinfo=UTC)
    with store.act("coordinator", "add") as act:
        for name in names:
            row = {"id": act.reserve(1)[0], "name": name, "kind": "roster", "address": "x", "answers": "{}"}
            act.connection.execute(insert(feed).values(tried_at=at, **row))
        act.touched = True
    with store.reading() as reading:
        assert [row["name"] for row in feeds.feeds(reading)] == sorted(names, key=str.encode)


def test_ids_sort_as_their_acts_under_every_order_of_letters(store: Store) -> None:
    """Rows of 300 acts come back in the order of the acts, across the digits and letters of their ids."""
    for n in range(300):
        add(store, str(n))
    assert [int(name) for name in store.frame("place")["name"]] == list(range(300))


def test_every_kind_of_cell_survives_many_rows(store: Store) -> None:
    """Tabs, line breaks, backslashes, blanks, moments, dates and shapes come back as they went in, row by row."""
    words = ["a\tb", "c\nd", "\\N", "\\", 'e"f', "g\r", "{h}", "'", "å😀", None]
    moment = datetime(2026, 10, 25, 0, 59, 59, 123456, tzinfo=UTC)
    with store.act("coordinator", "add") as act:
        act.insert("organisation", [{"name": f"{n}", "admitted_by": word} for n, word in enumerate(words)])
        act.insert(
            "organisation", [{"name": "day", "admitted_on": date(2026, 10, 25), "verified_at": moment}]
        )
    frame = store.frame("organisation")
    assert list(frame["admitted_by"][:10]) == words
    assert frame["admitted_on"][10] == date(2026, 10, 25)
    assert frame["verified_at"][10].to_pydatetime() == moment


def test_acts_that_queue_are_dated_in_their_order(store: Store) -> None:
    """Who queues gets the moment at which it is her turn: acts that come later in the books are never dated earlier."""
    ticks = count()
    store._clock = lambda: datetime(2026, 9, 18, tzinfo=UTC) + timedelta(seconds=next(ticks))
    waiting = Event()

    def late() -> None:
        waiting.set()
        add(store, "late")

    with ThreadPoolExecutor(1) as threads:
        with store.act("coordinator", "add") as act:
            second = threads.submit(late)
            waiting.wait()
            sleep(0.3)
            third = store._clock()
            act.insert("place", [{"name": "early"}])
        second.result()
    assert store.acts()["at"].iloc[0] > third


def test_a_writing_that_fails_leaves_nothing(store: Store) -> None:
    """What is written outside of acts is stored whole or not at all."""

    def failing() -> None:
        with store.writing() as connection:
            connection.execute(text("UPDATE meta SET revision = 7"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert store.revision() == 0
