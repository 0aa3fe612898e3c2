"""A workspace on a PostgreSQL server: lines that are cut, servers that refuse, old tables."""

import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, text

from karta.errors import InputError, KartaError, StoreError
from karta.i18n import LANGUAGES, error_text
from karta.store import migrate
from karta.store.database import Store
from karta.store.engine import postgresql_url, shown_url
from karta.store.schema import METADATA, people
from tests.postgresql import Server

# A trigger that lets the server answer with a fault of its own once a place called so comes.
FAULT = """CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NEW.name = 'FAULT' THEN {does}; END IF; RETURN NEW; END $$;
CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON place {when} FOR EACH ROW EXECUTE FUNCTION fault()"""
CUT = "PERFORM pg_terminate_backend(pg_backend_pid())"


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    """Give the address of a workspace whose tables may be altered."""
    with postgresql.database() as address:
        yield address


def sentence(error: KartaError) -> str:
    """Return the code of an error that has a sentence in each language."""
    assert all(not error_text(error, language).startswith("[") for language in LANGUAGES)
    return error.code


def add(store: Store, *names: str) -> None:
    """Add places."""
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": name} for name in names])


def test_a_fresh_database_has_every_declared_table(url: str) -> None:
    """The migrations make exactly the tables that the schema declares."""
    engine = create_engine(postgresql_url(url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


@pytest.mark.parametrize("version", ["0001", "0005", "0010"])
def test_an_older_database_is_brought_up_to_date(postgresql: Server, version: str) -> None:
    """A database of an earlier version keeps its settings and gets the tables of today."""
    url = postgresql.empty()
    engine = create_engine(postgresql_url(url))
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrate.FOLDER))
        command.upgrade(config, version)
        connection.execute(
            text(
                "INSERT INTO setting (id, key, value, version, recorded_at)"
                " VALUES ('s', 'municipality', 'Ekby', 1, now())"
            )
        )
    store = Store.connect(url)
    assert list(store.frame("setting")["value"]) == ["Ekby"]
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    store.close()


def test_several_may_make_the_tables_at_once(postgresql: Server) -> None:
    """Four processes that open an empty database at the same time all get the same workspace."""
    url = postgresql.empty()
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(Store.connect, [url] * 4))
    add(stores[0], "Torget")
    assert [list(store.frame("place")["name"]) for store in stores] == [["Torget"]] * 4
    for store in stores:
        store.close()


@pytest.mark.parametrize("table", ["invoice", "alembic_version"])
def test_a_database_of_another_program_is_left_as_it_is(postgresql: Server, table: str) -> None:
    """A database with tables of something else, also of something that migrates as Karta does, is refused."""
    url = postgresql.empty()
    name = url.rpartition("/")[2]
    postgresql.execute(f"CREATE TABLE {table} (version_num text)", name)
    with pytest.raises(StoreError) as caught:
        Store.connect(url)
    assert sentence(caught.value) == "store_server_foreign"
    tables = postgresql.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)
    assert tables == [(table,)]


def test_a_database_that_cannot_hold_all_letters_is_refused(postgresql: Server) -> None:
    """A database of Latin letters alone is refused before anything is made in it."""
    postgresql.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError) as caught:
        Store.connect(postgresql.url("latin"))
    assert sentence(caught.value) == "store_encoding"


def test_a_database_of_a_newer_karta_is_refused(postgresql: Server, url: str) -> None:
    """A database whose version this Karta does not know is left as it is."""
    postgresql.execute("UPDATE alembic_version SET version_num = '9999'", url.rpartition("/")[2])
    with pytest.raises(StoreError, match="store_newer"):
        Store.connect(url)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:Hemligt1@h/d",
        "postgresql://u:Hemligt1@h:port/d",
        "postgresql://u:Hemligt1@h",
        "://Hemligt1",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    """What cannot be used as an address is refused, and nothing of it is repeated."""
    with pytest.raises(InputError) as caught:
        Store.connect(address)
    assert sentence(caught.value) == "url_unusable"
    assert "Hemligt1" not in repr(caught.value) + error_text(caught.value, "sv")


def test_an_address_is_shown_without_user_and_password() -> None:
    """What is shown of an address says where the database is, and nothing that lets anybody in."""
    assert shown_url("postgresql://anna:Hemligt1@db.example:5433/karta?sslmode=require") == (
        "postgresql://db.example:5433/karta"
    )
    assert shown_url("postgresql:///karta?password=Hemligt1") == "postgresql:///karta"


@pytest.mark.parametrize("database", ["nowhere", "workspace"])
def test_a_server_that_does_not_let_karta_in_is_named(postgresql: Server, database: str) -> None:
    """A database that is not there, and a port where nobody answers, are said in a sentence without the password."""
    port = postgresql.port if database == "nowhere" else 1
    with pytest.raises(StoreError) as caught:
        Store.connect(f"postgresql://karta:Hemligt1@127.0.0.1:{port}/{database}")
    assert sentence(caught.value) == "store_unreachable"
    errors = [caught.value, caught.value.__cause__]
    assert "Hemligt1" not in " ".join(map(repr, errors)) + " ".join(map(str, errors))


def test_lines_that_were_cut_are_made_anew(postgresql: Server, url: str) -> None:
    """After a restart of the server the next reading and the next act succeed at once."""
    store = Store.connect(url)
    with store.reading() as first, store.reading() as second:
        assert (first.revision(), second.revision()) == (0, 0)
    name = url.rpartition("/")[2]
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    assert len(postgresql.execute(cut, name)) >= 2
    assert store.revision() == 0
    postgresql.execute(cut, name)
    add(store, "Torget")
    assert list(store.frame("place")["name"]) == ["Torget"]
    store.close()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "store_full"), ("53300", "store_busy"), ("40001", "store_busy"), ("40P01", "store_busy"),
        ("55P03", "store_busy"), ("25006", "store_server_read_only"), ("42501", "store_server_rights"),
        ("XX001", "store_unreadable"), ("58030", "store_disk_error"), ("23505", "store_refused"),
        ("22003", "store_refused"), ("57P01", "store_unreachable"), ("P0001", "store_failed"),
    ],
)  # fmt: skip
def test_each_fault_of_a_server_has_its_sentence_and_stores_nothing(
    postgresql: Server, url: str, state: str, code: str
) -> None:
    """A server that refuses in the middle of an act is named by its number; nothing is half done, the next succeeds."""
    raises = f"RAISE EXCEPTION 'in a language of its own' USING ERRCODE = '{state}'"
    postgresql.execute(FAULT.format(does=raises, when=""), url.rpartition("/")[2])
    store = Store.connect(url)
    with pytest.raises(StoreError) as caught:
        add(store, "Torget", "FAULT")
    assert sentence(caught.value) == code
    assert (store.revision(), len(store.frame("place"))) == (0, 0)
    add(store, "Torget")
    assert (store.revision(), len(store.frame("place"))) == (1, 1)
    store.close()


@pytest.mark.parametrize(
    ("when", "code"), [("", "store_unreachable"), ("DEFERRABLE INITIALLY DEFERRED", "store_unsure")]
)
def test_a_line_that_is_cut_while_storing_says_what_is_known(
    postgresql: Server, url: str, when: str, code: str
) -> None:
    """Cut before the end nothing was stored; cut at the very end nobody knows, and that is what is said."""
    postgresql.execute(FAULT.format(does=CUT, when=when), url.rpartition("/")[2])
    store = Store.connect(url)
    with pytest.raises(StoreError) as caught:
        add(store, "FAULT")
    assert sentence(caught.value) == code
    assert store.revision() == 0
    add(store, "Torget")
    assert store.revision() == 1
    store.close()


def test_a_database_that_takes_no_changes_can_be_read(postgresql: Server, url: str) -> None:
    """On a standby, or a database closed to changes, acts are refused with a sentence and readings succeed."""
    first = Store.connect(url)
    add(first, "Torget")
    first.close()
    name = url.rpartition("/")[2]
    postgresql.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    store = Store.connect(url)
    with pytest.raises(StoreError, match="store_server_read_only"):
        add(store, "Kyrkan")
    assert list(store.frame("place")["name"]) == ["Torget"]
    store.close()


def test_a_reading_can_write_nothing(url: str) -> None:
    """The server itself refuses a write by mistake outside an act."""
    store = Store.connect(url)
    with pytest.raises(StoreError, match="store_server_read_only"), store.reading() as reading:
        reading.connection.execute(text("UPDATE meta SET revision = 7"))
    assert store.revision() == 0
    store.close()


@pytest.mark.parametrize("name", ["A\x00B", "A\ud800"])
def test_text_that_no_server_can_hold_is_refused(url: str, name: str) -> None:
    """A zero byte and half a character are the fault of who typed them; nothing of the act stays."""
    store = Store.connect(url)
    with pytest.raises(InputError) as caught:
        add(store, "Torget", name)
    assert sentence(caught.value) == "text_unreadable"
    with pytest.raises(InputError, match="text_unreadable"), store.act("coordinator", "look") as act:
        act.rows("place", "name", [name])
    assert store.revision() == 0
    store.close()


def test_what_a_server_says_of_a_row_is_in_no_message(url: str) -> None:
    """A row that a server refuses is written out in its answer; nothing of it is left in the error or its causes."""
    store = Store.connect(url)
    at = datetime(2026, 9, 18, tzinfo=UTC)
    row = {"id": "p", "organisation_id": None, "name": "Zebulon Testperson", "recorded_at": at}
    with pytest.raises(StoreError) as caught, store.act("coordinator", "add") as act:
        act.connection.execute(insert(people.person), [row])
    trace = "".join(traceback.format_exception(caught.value))
    assert "IntegrityError" in trace
    assert "Zebulon" not in trace
    store.close()
