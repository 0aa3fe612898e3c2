"""The settings of a workspace, by key."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from karta.store.database import Reading
from karta.store.schema.journal import setting


@dataclass(frozen=True, slots=True)
class Setting:
    """What a setting was read as; an edit hands its version in. Nobody has set it: no value, version 0."""

    value: str | None
    version: int


UNSET = Setting(None, 0)


def value(reading: Reading, key: str) -> str | None:
    """Return what a key is set to, None where nobody set it."""
    return values(reading, [key])[key].value


def values(reading: Reading, keys: Collection[str]) -> dict[str, Setting]:
    """Return what keys are set to, each with the version of its row."""
    c = setting.c
    query = select(c.key, c.value, c.version).where(c.key.in_(keys), c.superseded_at.is_(None))
    rows = {row.key: Setting(str(row.value), row.version) for row in reading.connection.execute(query)}
    return {key: rows.get(key, UNSET) for key in keys}


def every(reading: Reading) -> dict[str, str | None]:
    """Return all that anybody has set, by key."""
    c = setting.c
    rows = reading.connection.execute(select(c.key, c.value).where(c.superseded_at.is_(None)))
    return {row.key: row.value for row in rows}
