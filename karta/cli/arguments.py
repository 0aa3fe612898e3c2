"""What several verbs ask for: a day, a view, and who is asking."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from karta.i18n import text

if TYPE_CHECKING:
    from karta.privacy import Viewer

VIEWS = ("planned", "confirmed", "delivered", "expected")

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no public name for it


def viewer() -> "Viewer":
    """Return who asks: whoever may open the folder on this machine is its coordinator."""
    from karta.privacy import Viewer

    return Viewer(function="samordnare", role="coordinator")


def day(value: str) -> date:
    """Return the day that an argument names."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("cli.bad_date", value=value)) from error
