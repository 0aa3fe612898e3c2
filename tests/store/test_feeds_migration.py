"""The tables of feeds: the oldest workspace gets them, and keeps what it has."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from karta.store import feeds
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.schema import LOGGED, METADATA
from tests.store.test_old_workspaces import first_version

FEED = {"name": "inbox", "kind": "roster", "address": "/in", "answers": "{}"}


def test_the_oldest_workspace_gets_feeds_and_keeps_what_it_has(tmp_path: Path) -> None:
    """From the first migration on; a feed and a file of it are stored, told gone, and removed together, unlogged."""
    first_version(tmp_path / "own")
    store = Store.open(tmp_path / "own")
    assert list(store.frame("organisation")["name"]) == ["Nattvandrarna"]
    with store.act("samordnare", "add_feed") as act:
        feeds.add(act, FEED)
    with store.reading() as reading:
        (feed,) = feeds.feeds(reading)
    with store.act("samordnare", "read_feeds") as act:
        values = {"sha": "x", "state": "stored", "counts": "{}", "fault": None}
        feeds.put_file(act, feed["id"], "a.csv", values)
        feeds.note(act, feed["id"], None, [])
    with store.reading() as reading:
        (file,) = feeds.files(reading)
    assert (file["name"], file["gone_at"]) == ("a.csv", act.at)
    with store.act("samordnare", "remove_feed") as act:
        feeds.remove(act, feed["id"])
    with store.reading() as reading:
        assert (feeds.feeds(reading), feeds.files(reading)) == ([], [])
    assert not LOGGED & {"feed", "feed_file"}
    assert store.frame("change").empty
    store.close()
    with create_engine(f"sqlite:///{tmp_path / 'own' / FILE}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
