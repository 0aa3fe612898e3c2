"""The tables that the method computes from: wall-clock schedules, rules and sources, before any expansion.

The folder of `karta compute` and a workspace both become one `Tables`; there is one engine behind them. Column names
are those of the worked example; what a workspace knows beyond it stands in further columns with neutral defaults.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from karta.model.frames import Column, Schema, empty
from karta.settings import Method

C = Column

# A declared table reads best as a table.
# fmt: off
PLACES = Schema(
    "places",
    "a place",
    (
        C("place_id", "text", "the place", required=True),
        C("name", "text", "its name, as typed", default=""),
        C("kind", "text", "place kind (METHOD 3.1)", default="other"),
        C("area_id", "text", "the area it lies in"),
        C("priority_weight", "float", "severity weight, never need", "0.5-2", default=1.0),
        C("around_min", "float", "before and after each training, by itself: 0, 15, 30, 45 or 60; blank = 30",
          "min", default=float("nan")),
        C("lat", "float", "latitude, for darkness where the calendar gives none", "degrees", default=float("nan")),
        C("lon", "float", "longitude", "degrees", default=float("nan")),
    ),
)
NEEDS = Schema(
    "needs",
    "a need rule",
    (
        C("rule_id", "text", "the rule", required=True),
        C("place_id", "text", "the place", required=True),
        C("type", "text", "base: the largest active counts; add: summed on top", required=True,
          allowed=("base", "add")),
        C("days", "list", "day tokens (METHOD 2)", required=True),
        C("start_local", "time", "start of the window", "wall clock", required=True),
        C("end_local", "time", "end; not after the start = next day", "wall clock", required=True),
        C("adults", "float", "whole adults", "adults", required=True),
        C("outside_sessions", "bool", "only outside led sessions", default=False),
        C("within_access", "bool", "only while the place is accessible", default=False),
        C("mode", "text", "stay: adult-hours; visit: visit windows", default="stay", allowed=("stay", "visit")),
        C("anchor", "text", "what the offsets count from", default="clock", allowed=("clock", "school_end",
          "close", "activity_end")),
        C("start_offset_min", "float", "offset of the start from the anchor", "min", default=0.0),
        C("end_offset_min", "float", "offset of the end from the anchor", "min", default=0.0),
        C("min_civil_society", "float", "of the adults, at least so many from civil society", "adults", default=0.0),
        C("min_trained", "float", "of the adults, at least so many trained", "adults", default=0.0),
        C("valid_from", "date", "first service day in force"),
        C("valid_to", "date", "last service day in force"),
        C("state", "text", "decided or suggested", default="decided", allowed=("decided", "suggested")),
        C("responsible", "text", "who is responsible for meeting it"),
        C("decided_by", "text", "the function that decided it"),
        C("decided_on", "date", "when it was decided"),
        C("reason", "text", "why"),
    ),
)
ACCESS = Schema(
    "access",
    "hours when a place can be entered",
    (
        C("place_id", "text", "the place", required=True),
        C("days", "list", "day tokens", required=True),
        C("start_local", "time", "opens", "wall clock", required=True),
        C("end_local", "time", "closes; not after the start = next day", "wall clock", required=True),
        C("valid_from", "date", "first service day"),
        C("valid_to", "date", "last service day"),
    ),
)
SESSIONS = Schema(
    "sessions",
    "a weekly training session, or a dated one",
    (
        C("place_id", "text", "the place", required=True),
        C("byday", "list", "weekdays MO..SU; blank with `date`", required=True),
        C("start_local", "time", "start", "wall clock", required=True),
        C("end_local", "time", "end; not after the start = next day", "wall clock", required=True),
        C("exdates", "list", "dates on which it is cancelled"),
        C("date", "date", "the date of a single session"),
        C("valid_from", "date", "first date"),
        C("valid_to", "date", "last date"),
        C("rrule", "text", "a bounded RFC 5545 rule instead of weekdays, from `date` on"),
        C("leaders", "float", "known adults who lead it; NaN = unknown", "adults", default=2.0),
        C("activity_id", "text", "the activity"),
        C("school_days_only", "bool", "only on school days", default=False),
    ),
)
PRESENCES = Schema(
    "presences",
    "a roster line of one party",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("org", "text", "the organisation", required=True),
        C("kind", "text", "role (METHOD 3.2)", required=True),
        C("mode", "text", "active, incidental, remote", required=True, allowed=("active", "incidental", "remote")),
        C("geometry", "text", "how it stands in space", required=True, allowed=("stationary", "route", "area",
          "digital")),
        C("adults", "float", "adults; NaN = number unknown", "adults", required=True),
        C("status", "text", "planned, confirmed, cancelled", required=True, allowed=("planned", "confirmed",
          "cancelled")),
        C("start_local", "local", "start: date-time where single, time where repeating", "wall clock", required=True),
        C("end_local", "local", "end: date-time where single, time where repeating", "wall clock", required=True),
        C("byday", "list", "weekdays MO..SU where repeating"),
        C("valid_from", "date", "first date"),
        C("valid_to", "date", "last date"),
        C("exdates", "list", "dates left out"),
        C("school_days_only", "bool", "only on school days", default=False),
        C("rrule", "text", "a bounded RFC 5545 rule instead of weekdays, from the date of start_local on"),
        C("shift_id", "text", "the shift whose parties count together; default the line itself"),
        C("min_adults", "float", "below this sum over the shift it yields no presence", "adults", default=0.0),
        C("sector", "text", "civil_society, municipality, police, private", default="civil_society"),
        C("trained", "bool", "trained for the task", default=False),
        C("admitted", "bool", "the organisation is admitted (METHOD 3.2)", default=True),
        C("young_leaders", "float", "young leaders beside the adults, never counted as adults", "persons",
          default=0.0),
        C("sharing", "text", "who may know it: own, partners, authorities, public", default="public"),
        C("owner_id", "text", "the id of the organisation in the workspace", default=""),
        C("report_sharing", "text", "who may know its reports, as `sharing`", default="public"),
    ),
)
REACH = Schema(
    "reach",
    "the walking distance from a presence to a place",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("place_id", "text", "the place", required=True),
        C("distance_m", "float", "walking distance to its nearest point or entrance", "m", required=True),
        C("approx", "bool", "straight line x 1.3", default=False),
    ),
)
ROUTE_LEGS = Schema(
    "route_legs",
    "a section of a walking route near a place",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("place_id", "text", "the place", required=True),
        C("dwell_min_per_hour", "float", "declared dwell; repeats on each row, counts once", "min/h", required=True),
        C("route_length_m", "float", "length of the route", "m", required=True),
        C("section_m", "float", "length of the section", "m", required=True),
        C("section_mean_distance_m", "float", "its mean walking distance", "m", required=True),
        C("approx", "bool", "straight line x 1.3", default=False),
    ),
)
STOPS = Schema(
    "stops",
    "a timed stop of a route at a place",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("place_id", "text", "the place within reach", required=True),
        C("start_local", "time", "arrives", "wall clock", required=True),
        C("end_local", "time", "leaves", "wall clock", required=True),
        C("distance_m", "float", "from the stop to the place", "m", default=0.0),
        C("approx", "bool", "straight line x 1.3", default=False),
    ),
)
SOURCES = Schema(
    "sources",
    "who is expected to hand in a roster for a place and a time, and whether they have",
    (
        C("source_id", "text", "the expected source", required=True),
        C("org", "text", "the organisation", required=True),
        C("place_id", "text", "the place", required=True),
        C("status", "text", "known, unknown, partial", required=True, allowed=("known", "unknown", "partial")),
        C("from_local", "local", "from", "wall clock", required=True),
        C("to_local", "local", "to", "wall clock", required=True),
        C("owner_id", "text", "the id of the organisation in the workspace", default=""),
    ),
)
DELIVERED = Schema(
    "delivered",
    "a shift report",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("date", "date", "local date of the start of the occurrence", required=True),
        C("outcome", "text", "what came of it", required=True, allowed=("carried_out", "no_show", "unreported")),
        C("adults", "float", "adults who came", "adults", required=True),
        C("start_local", "local", "came", "wall clock", required=True),
        C("end_local", "local", "left", "wall clock", required=True),
    ),
)
HISTORY = Schema(
    "history",
    "shifts so far of a roster line",
    (
        C("presence_id", "text", "the roster line", required=True),
        C("scheduled", "float", "shifts planned and reported", "shifts", required=True),
        C("delivered", "float", "of them carried out", "shifts", required=True),
    ),
)
CALENDAR = Schema(
    "calendar",
    "a service day (06:00 to 06:00)",
    (
        C("date", "date", "the service day", required=True),
        C("school_day", "bool", "pupils are at school", required=True),
        C("public_holiday", "bool", "a public holiday", required=True),
        C("weekend_night", "bool", "Friday, Saturday or the day before a public holiday", required=True),
        C("risk_evening", "bool", "decided by the municipality", required=True),
        C("dark_from_local", "time", "first dark time; blank = never dark; before 06:00 = next date", "wall clock"),
        C("dark_to_local", "time", "last dark time; blank = until 06:00", "wall clock"),
    ),
)
WHATIF = Schema(
    "whatif",
    "a row of a candidate shift; rows with one id are one candidate",
    (
        *(
            c
            for c in PRESENCES.columns
            if c.name
            in {
                "presence_id",
                "org",
                "kind",
                "mode",
                "geometry",
                "adults",
                "status",
                "start_local",
                "end_local",
            }
        ),
        C("place_id", "text", "the place", required=True),
        C("distance_m", "float", "walking distance", "m", required=True),
    ),
)
EQUITY = Schema(
    "equity_input",
    "an area",
    (
        C("area_id", "text", "the area", required=True),
        C("youths_10_19", "float", "residents aged 10-19", "persons", required=True),
        C("gap_adult_hours", "float", "known gap of the period", "adult-hours", required=True),
    ),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A stored row that cannot be computed, or not as it stands.

    `what`: place, shape (a place whose mixed shape is computed as its widest kind), shift, route, session, need,
    access, source, stop or report; `code` names what is wrong with it; `org` and `owner_id` whose it is, as
    `sharing` lets be known.
    """

    what: str
    row_id: str
    code: str
    place_id: str | None = None
    org: str = ""
    owner_id: str = ""
    sharing: str = "public"
    when: str = ""


@dataclass(frozen=True)
class Tables:
    """All that the method needs for a period, as checked frames; `delivered` None = no reports, no delivered view.

    `from_day` and `to_day` are service days, both inclusive; the days computed are those the calendar lists between
    them. Frames may reach outside the period (a shift of the evening before): the engine cuts. `passed_over` names the
    rows of a workspace that are in no frame because they cannot be computed.
    """

    method: Method
    from_day: date
    to_day: date
    places: pd.DataFrame
    needs: pd.DataFrame
    presences: pd.DataFrame
    calendar: pd.DataFrame
    access: pd.DataFrame = field(default_factory=lambda: empty(ACCESS))
    sessions: pd.DataFrame = field(default_factory=lambda: empty(SESSIONS))
    reach: pd.DataFrame = field(default_factory=lambda: empty(REACH))
    route_legs: pd.DataFrame = field(default_factory=lambda: empty(ROUTE_LEGS))
    stops: pd.DataFrame = field(default_factory=lambda: empty(STOPS))
    sources: pd.DataFrame = field(default_factory=lambda: empty(SOURCES))
    delivered: pd.DataFrame | None = None
    history: pd.DataFrame = field(default_factory=lambda: empty(HISTORY))
    whatif: pd.DataFrame = field(default_factory=lambda: empty(WHATIF))
    equity: pd.DataFrame | None = None
    passed_over: tuple[PassedOver, ...] = ()

    def with_(self, **frames: object) -> "Tables":
        """Return a copy with some frames replaced."""
        return replace(self, **frames)  # type: ignore[arg-type]
