"""The viewers: who is looking, made here and nowhere else, so that sign-in changes this file alone."""

from karta.i18n import text
from karta.privacy import Viewer


def local() -> Viewer:
    """Return whoever opens the app or runs a command on this machine, as long as nobody signs in: may do everything."""
    return Viewer(function=text("ui.local_function"), role="local")


def for_volunteer(function: str, organisation_id: str, organisation: str) -> Viewer:
    """Return the viewer of a volunteer's own sheet: what their organisation shows them, in the name of the function."""
    return Viewer(function, "volunteer", frozenset({organisation_id}), None, organisation_id, organisation)


def for_month_link(organisation_id: str, organisation: str) -> Viewer:
    """Return the viewer that a month's link makes of its holder: an organiser of that organisation, without a name."""
    function = text("months.function", organisation=organisation)
    return Viewer(function, "organiser", frozenset({organisation_id}), None, organisation_id, organisation)


def of_feeds() -> Viewer:
    """Return the viewer that stores what comes by itself: what only a person may decide is left to one."""
    return Viewer(function=text("ui.feeds_function"), role="coordinator")
