"""The shifts ahead and past, read once for everyone who may see the same: there may be thousands.

The cache is keyed by revision, policy, viewer scope and day, and so dies by itself; what is over by now is left out.
"""

from datetime import date

import streamlit as st

from karta.model.shift import ShiftOccurrence
from karta.privacy import policy_key
from karta.services.rosters import actors as actors_service
from karta.services.rosters import notices, roster_lines, shifts
from karta.services.rosters.actors import Actor
from karta.services.rosters.roster_lines import Owner
from karta.ui.context import Context

# For how long a shift that begins may be missing among those that have been.
MINUTES = 5


def ahead(context: Context) -> shifts.Ahead:
    """Return what is ahead and not over."""
    read, now = _ahead(_version(context), context), context.workspace.now()

    def left(occurrences: list[ShiftOccurrence]) -> list[ShiftOccurrence]:
        return [occurrence for occurrence in occurrences if occurrence.end > now]

    return shifts.Ahead(left(read.understaffed), left(read.staffed), left(read.cancelled))


def short_soon(context: Context) -> int:
    """Return how many of them are still below their minimum within the days of the alarm."""
    now, days = context.workspace.now(), notices.alarm_days(context.workspace)
    understaffed = _ahead(_version(context), context).understaffed
    return sum(notices.is_short(occurrence, now, days) for occurrence in understaffed)


def past(context: Context) -> list[ShiftOccurrence]:
    """Return the shifts for sign-up of the last days, the latest first; one that begins comes within minutes."""
    now = context.workspace.now()
    return _past(f"{_version(context)}|{now.hour}|{now.minute // MINUTES}", context)


def owners(context: Context) -> list[Owner]:
    """Return whose roster lines reach into the weeks ahead."""
    return _owners(_version(context), context)


def lines(context: Context, org: str) -> list[ShiftOccurrence]:
    """Return an organisation's roster lines that are ahead and not over."""
    now = context.workspace.now()
    return [line for line in _lines(_version(context), org, context) if line.end > now]


def actors(context: Context, first: date, last: date) -> list[Actor]:
    """Return who is out from one day to another, both included."""
    return _actors(f"{_version(context)}|{first}|{last}", first, last, context)


def _version(context: Context) -> str:
    # The revision comes first: what is read afterwards is never older.
    revision = context.workspace.store.revision()
    parts = (
        context.workspace.folder, revision, policy_key(), context.viewer.scope, context.workspace.today
    )  # fmt: skip
    return "|".join(map(str, parts))


@st.cache_resource(max_entries=8, show_spinner=False)
def _actors(version: str, _first: date, _last: date, _context: Context) -> list[Actor]:
    del version
    return actors_service.actors(_context.workspace, _context.viewer, _first, _last)


@st.cache_resource(max_entries=8, show_spinner=False)
def _ahead(version: str, _context: Context) -> shifts.Ahead:
    del version
    return shifts.ahead(_context.workspace, _context.viewer)


@st.cache_resource(max_entries=8, show_spinner=False)
def _lines(version: str, org: str, _context: Context) -> list[ShiftOccurrence]:
    del version
    return roster_lines.ahead(_context.workspace, _context.viewer, org)


@st.cache_resource(max_entries=8, show_spinner=False)
def _past(version: str, _context: Context) -> list[ShiftOccurrence]:
    del version
    return shifts.past(_context.workspace, _context.viewer)


@st.cache_resource(max_entries=8, show_spinner=False)
def _owners(version: str, _context: Context) -> list[Owner]:
    del version
    return roster_lines.owners_ahead(_context.workspace, _context.viewer)
