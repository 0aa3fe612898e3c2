"""The words for places, presences and sectors (METHOD 3.1, 3.2), as plain vocabularies.

Lists are open where METHOD leaves them open: a workspace may hold other words, and they are shown as typed.
"""

import math
import re
import unicodedata
from enum import StrEnum

from karta.errors import InputError
from karta.model.letters import in_one_writing

PLACE_KINDS = (
    "school",
    "upper_secondary",
    "preschool",
    "sports_facility",
    "outdoor_pitch",
    "youth_centre",
    "association_venue",
    "faith_venue",
    "library",
    "square",
    "station",
    "mall",
    "eatery",
    "park",
    "playground",
    "meeting_place",
    "other",
)
PRESENCE_KINDS = (
    "night_walker",
    "association_leader",
    "school_host",
    "field_social_worker",
    "safety_host",
    "public_order_officer",
    "security_guard",
    "police",
    "police_volunteer",
    "youth_worker",
    "faith_community_host",
    "caretaker",
    "other",
)
LONGEST_COMPARED = 1_000
# Minutes before and after each training that are shown and staffed by themselves, and which a place may have instead:
# whole quarters, as the grid has. Source: METHOD 3.1 [K].
AROUND_MIN = 30
AROUND_CHOICES = (0, 15, 30, 45, 60)
KIND_CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
LAYER_KINDS = ("streets", "water", "green", "buildings", "boundary", "walk_nodes", "walk_edges")


class Located(StrEnum):
    """The kind of location of a shift."""

    PLACE = "place"
    POINT = "point"
    ROUTE = "route"
    AREA = "area"
    DIGITAL = "digital"


def name_key(name: str) -> str:
    """Return a name for comparison, without differences of case, spaces, dashes and ways of writing a letter.

    Signs that nobody sees and letters of other scripts that look like Latin ones tell no names apart. What is too
    long to be a name keeps its accents as written: putting thousands of marks in order takes seconds.
    """
    if not name.isascii() and len(name) <= LONGEST_COMPARED:
        name = unicodedata.normalize("NFKC", in_one_writing(name))
    return " ".join(name.casefold().split())


def checked_kind(kind: str) -> str:
    """Return a kind of place: one of METHOD's, or a workspace's own code. Raises InputError for what is no code."""
    if not KIND_CODE.fullmatch(kind):
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(PLACE_KINDS))
    return kind


def is_unknown(value: object) -> bool:
    """Tell whether a cell is empty: None, NaN or an empty text."""
    if type(value) is str:  # nearly all cells, and asked often
        return not value
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
