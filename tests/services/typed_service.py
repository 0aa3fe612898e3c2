"""A service that is tried with hostile values: how it is called, and with what it goes through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.services.typed_town import COORDINATOR, Town

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Service:
    """A service: `call` acts with values that differ from `usual` ones in one at most."""

    call: Callable[[Town, Values], object]
    usual: Callable[[Town], Values]


def nothing(_: Town) -> Values:
    """Return what a service hands in that takes no version."""
    return {}


def unset(_: Town) -> Values:
    """Return the version of a setting that nobody has set."""
    return {"version": 0}


def plain(
    act: Callable[..., object], usual: Callable[[Town], Values], read: Callable[[Town], Values] = nothing
) -> Service:
    """Return a service that takes its values by their names, and the version of what was `read`."""
    return Service(lambda town, values: act(town.workspace, COORDINATOR, **values, **read(town)), usual)


def of_volunteer(act: Callable[..., object], usual: Callable[[Town], Values]) -> Service:
    """Return a service that a volunteer calls."""
    return Service(lambda town, values: act(town.workspace, town.volunteer, **values), usual)
