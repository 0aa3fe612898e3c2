"""Where a workspace lies: in a folder, or in a PostgreSQL database that an address names.

And where this machine keeps what can be computed again about a workspace that lies elsewhere. An address may hold a
password: nothing here repeats it.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from karta.errors import InputError

# A folder, or the address of a database.
Home: TypeAlias = Path | str

# Either may name the home; an address comes first, as it is the one that has to be set up.
DATABASE, FOLDER = "KARTA_DATABASE", "KARTA_WORKSPACE"
DEFAULT = "workspace"


def home(typed: str) -> Home:
    """Return the home that a text names. Raises InputError for an address that cannot be used."""
    if "://" not in typed:
        return Path(typed)
    # Imported here, as below: a folder is named without what a database needs.
    from karta.store.engine import postgresql_url

    postgresql_url(typed)
    return typed


def typed_home(typed: str) -> Home:
    """Return the home that an argument of a command names, which everybody on the machine can read.

    Raises
    ------
    InputError
        `url_password` when it holds a password; `url_unusable`.
    """
    chosen = home(typed)
    if isinstance(chosen, str):
        from karta.store.engine import has_password

        if has_password(chosen):
            raise InputError("url_password")
    return chosen


def of_environment(environment: Mapping[str, str]) -> Home:
    """Return the home that the environment names, the folder `workspace` where it names none."""
    address = environment.get(DATABASE)
    return home(address) if address else Path(environment.get(FOLDER, DEFAULT))


def into_environment(chosen: Home) -> dict[str, str]:
    """Return the variables with which another process finds the same home; a blank one is as good as none."""
    if isinstance(chosen, str):
        return {DATABASE: chosen}
    return {DATABASE: "", FOLDER: str(chosen.resolve())}


def shown(chosen: Home) -> str:
    """Return where a home is, as it may be shown and typed."""
    if isinstance(chosen, Path):
        return str(chosen)
    from karta.store.engine import shown_url

    return shown_url(chosen)


def cache_folder(url: str, identity: str) -> Path:
    """Return the folder of this machine for what is computed about the workspace of a database.

    A copy of a database has its id, and a database made anew its address: only both together name one.
    """
    name = sha256(f"{identity}|{shown(url)}".encode()).hexdigest()[:32]
    return _caches() / "karta" / name


def _caches() -> Path:
    for variable in ("CACHE_DIRECTORY", "XDG_CACHE_HOME"):
        folder = os.environ.get(variable, "").partition(":")[0]
        if folder.startswith("/"):
            return Path(folder)
    try:
        return Path.home() / ".cache"
    except RuntimeError:  # a service without a home keeps nothing: there it computes anew
        return Path(os.devnull)
