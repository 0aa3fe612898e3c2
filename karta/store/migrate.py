"""Bringing a workspace's tables up to date, inside one transaction, and quickly when there is nothing to do."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from karta.errors import StoreError
from karta.store.engine import WRITES, empty_log, queue_up, shown_url, url_engine
from karta.store.faults import database_faults

HEAD = "0032"
# What each workspace has had from the first.
MARKS = frozenset({"alembic_version", "meta", "act", "change"})
FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the database to `HEAD`; a fresh one gets all tables.

    Raises
    ------
    StoreError
        When a newer Karta wrote the database, or it is none of Karta's.
    """
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
        if connection.dialect.name == "postgresql":
            _recognise(connection)
    # Two programs may open a fresh workspace at once: look again once nobody else can write.
    with engine.execution_options(**WRITES).connect() as connection, connection.begin():
        queue_up(connection)
        if _version(connection) != HEAD:
            _upgrade(connection)
    # A migration may take out what is not to be stored any more: it goes at once.
    empty_log(engine)


def is_made(url: str) -> bool:
    """Tell whether a PostgreSQL database has the tables of a workspace, of whichever version.

    Raises
    ------
    InputError
        When the URL is none that can be used.
    StoreError
        When the server does not answer.
    """
    engine = url_engine(url)
    try:
        with database_faults(), engine.connect() as connection:
            return set(inspect(connection).get_table_names()) >= MARKS
    finally:
        engine.dispose()


def _recognise(connection: Connection) -> None:
    """Refuse a server's database that is another program's, or whose texts are not Unicode; it is left as it is."""
    url = shown_url(connection.engine.url.render_as_string())
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StoreError("store_encoding", url=url, encoding=encoding)
    tables = set(inspect(connection).get_table_names())
    if tables and not tables >= MARKS:
        raise StoreError("store_server_foreign", url=url)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if version is None else str(version)


def _upgrade(connection: Connection) -> None:
    # Imported here: alembic costs a third of a second that an up-to-date workspace never pays.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError("store_newer") from error
