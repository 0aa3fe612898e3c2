"""The words for places, presences and sectors (METHOD 3.1, 3.2), as plain vocabularies.

Lists are open where METHOD leaves them open: a workspace may hold other words, and they are shown as typed.
"""

import math
import unicodedata
from enum import StrEnum

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
MODES = ("active", "incidental", "remote")
STATUSES = ("planned", "confirmed", "cancelled")
OUTCOMES = ("carried_out", "no_show", "unreported")
PURPOSES = ("relation", "walk", "school", "outreach", "control")
REQUEST_KINDS = ("presence", "visit", "need", "roster", "move")
ANSWERS = ("yes", "no", "otherwise", "talk_first")
LAYER_KINDS = ("streets", "water", "green", "buildings", "boundary", "walk_nodes", "walk_edges")


class Sector(StrEnum):
    """Who stands behind an organisation."""

    CIVIL_SOCIETY = "civil_society"
    MUNICIPALITY = "municipality"
    POLICE = "police"
    PRIVATE = "private"


class Located(StrEnum):
    """How a shift stands in space."""

    PLACE = "place"
    POINT = "point"
    ROUTE = "route"
    AREA = "area"
    DIGITAL = "digital"


def name_key(name: str) -> str:
    """Return a name for comparison: case, spaces and the ways of writing an accent do not tell names apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_unknown(value: object) -> bool:
    """Tell whether a cell says nothing: None, NaN or an empty text."""
    if type(value) is str:  # nearly all cells, and asked often
        return not value
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
