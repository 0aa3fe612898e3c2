"""The viewers: who is looking, made here and nowhere else, so that sign-in changes this file alone."""

from karta.i18n import text
from karta.privacy import Viewer


def local() -> Viewer:
    """Return whoever opens the app or runs a command on this machine: the coordinator, as long as nobody signs in."""
    return Viewer(function=text("ui.local_function"), role="coordinator")


def for_volunteer(function: str, organisation: str) -> Viewer:
    """Return the viewer of a volunteer's own sheet: what their organisation sees, in the name of the function."""
    return Viewer(function, "organiser", organisation)


def for_month_link(organisation: str) -> Viewer:
    """Return the viewer that a month's link makes of its holder: an organiser of that organisation, without a name."""
    return Viewer(text("months.function", organisation=organisation), "organiser", organisation)


def of_feeds() -> Viewer:
    """Return the viewer that stores what comes by itself: what only a person may decide is left to one."""
    return Viewer(function=text("ui.feeds_function"), role="coordinator")


def of_retention() -> Viewer:
    """Return the viewer in whose name goes what is past its time: nobody reads anything."""
    return Viewer(function=text("ui.retention_function"), role="coordinator")
