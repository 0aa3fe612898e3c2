"""Arguments that several verbs share: a day, a view, and the viewer."""

import argparse
from collections.abc import Mapping
from datetime import date
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from karta.errors import InputError
from karta.i18n import error_text, text
from karta.model import day_bounds, months, typed_numbers, typed_text
from karta.services import homes

_MOST_PORTS = 65_535
VIEWS = ("planned", "confirmed", "delivered", "expected")

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no public name for it


def home(typed: str | None, environment: Mapping[str, str]) -> homes.Home:
    """Return the folder or database of `--workspace`, else the one that the environment names."""
    return homes.of_environment(environment) if typed is None else homes.typed_home(typed)


def day(value: str) -> date:
    """Return the day that an argument names."""
    try:
        return day_bounds.checked(date.fromisoformat(value))
    except InputError as error:
        raise argparse.ArgumentTypeError(error_text(error)) from error
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("cli.bad_date", value=typed_text.quoted(value))) from error


def month(value: str) -> str:
    """Return the month that an argument names."""
    try:
        return months.month_of(months.first_day(value))
    except InputError as error:
        raise argparse.ArgumentTypeError(error_text(error)) from error


def port(value: str) -> int:
    """Return the port that an argument names."""
    number = typed_numbers.digits(value, _MOST_PORTS)
    if not number:
        raise argparse.ArgumentTypeError(text("errors.number_outside", least=1, most=_MOST_PORTS))
    return number


def address(value: str) -> str:
    """Return the numeric address that an argument names; `localhost` is one, too."""
    try:
        return "127.0.0.1" if value == "localhost" else str(ip_address(value))
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("errors.host_not_an_address", value=value)) from error


def network(value: str) -> str:
    """Return the numeric address, or the network, that an argument names."""
    try:
        return str(ip_network(value)) if "/" in value else str(ip_address(value))
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("errors.host_not_an_address", value=value)) from error
