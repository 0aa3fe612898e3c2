"""The rows that people hand in, one declared table for each kind of import, before they are bound to the register.

A place is named by `place` (its name as typed) with `lat`/`lon` or a key of its source; the stored place that is meant
is found by `services.register.names`. Every table also has `row` (line, sheet row, feature or VEVENT number) and `key`
(lasting identity within the source, so that a second import finds its own rows again).
"""

from karta.model.frames import Column, Schema

C = Column

ROW = C("row", "int", "line of the file, sheet row, feature or VEVENT number", required=True)
KEY = C(
    "key",
    "text",
    "identity within the source: an id of its own, or made of what makes the row the same row",
    required=True,
)
PLACE_REF = (
    C("place", "text", "name of the place, as typed", default=""),
    C("place_key", "text", "id of the place in the source or in Karta"),
    C("lat", "float", "latitude of the place", "degrees", default=float("nan")),
    C("lon", "float", "longitude of the place", "degrees", default=float("nan")),
)
WHEN = (
    C("date", "date", "the date of a single row, or the first date of an rrule"),
    C("start", "time", "start; 24:00 is never used here", "wall clock"),
    C("end", "time", "end; not after the start = next day", "wall clock"),
    C("end_date", "date", "the date of the end, where a single row says it"),
    C("start_offset_min", "float", "offset from UTC where the row states one", "min", default=float("nan")),
    C("end_offset_min", "float", "offset from UTC where the row states one", "min", default=float("nan")),
    C("byday", "list", "weekdays MO..SU where repeating"),
    C("rrule", "text", "RFC 5545 rule where weekdays do not say it"),
    C("valid_from", "date", "first date"),
    C("valid_to", "date", "last date"),
    C("exdates", "list", "dates left out"),
    C("school_days_only", "bool", "only on school days", default=False),
    C("replaces", "text", "key of the series that this single row replaces an occurrence of"),
    C("original_date", "date", "local date of the original start of the replaced occurrence"),
)

PLACE_ROWS = Schema(
    "place_rows",
    "a place",
    (
        ROW,
        KEY,
        C("name", "text", "its name, as typed", required=True),
        C("kind", "text", "place kind (METHOD 3.1)", default="other"),
        C("geometry", "geometry", "point, line or polygon, EPSG:3006", "m", required=True),
        C("entrances", "geometry", "MultiPoint of entrances, EPSG:3006", "m"),
        C("parent_key", "text", "key of the ground that it is a part of"),
        C("address", "text", "street address"),
        C("opening_hours", "text", "opening hours in OSM's grammar, as typed"),
        C("crisis", "bool", "can open in a crisis; blank = unknown"),
        C(
            "around_min",
            "float",
            "before and after each training, shown by itself: 0, 15, 30, 45 or 60; blank = 30",
            "min",
            default=float("nan"),
        ),
        C("priority_weight", "float", "severity weight", "0.5-2", default=1.0),
        C("external_ids", "list", "further ids as system=value"),
    ),
)
AREA_ROWS = Schema(
    "area_rows",
    "an area",
    (
        ROW,
        KEY,
        C("name", "text", "its name", required=True),
        C("kind", "text", "deso, regso, district, local_police_area ...", default="district"),
        C("code", "text", "its code"),
        C("code_version", "text", "version of the code, e.g. 2018 or 2025"),
        C("geometry", "geometry", "polygon, EPSG:3006", "m", required=True),
        C("population", "list", "age bands as year:from-to=count, e.g. 2016:6-15=812"),
    ),
)
POPULATION_ROWS = Schema(
    "population_rows",
    "the residents of one age band of an area in one year",
    (
        ROW,
        KEY,
        C("area", "text", "name of the area, as typed", default=""),
        C("code", "text", "its code"),
        C("code_version", "text", "version of the code, e.g. 2018 or 2025; blank = not said"),
        C("year", "int", "the year", required=True),
        C("age_from", "int", "first age of the band", "years", required=True),
        C("age_to", "int", "last age of the band", "years", required=True),
        C("count", "float", "residents", "persons", required=True),
    ),
)
ORGANISATION_ROWS = Schema(
    "organisation_rows",
    "an organisation",
    (
        ROW,
        KEY,
        C("name", "text", "its name", required=True),
        C("types", "list", "open list: sports_club, faith_community, scouts, pensioners ..."),
        C("sector", "text", "civil_society, municipality, police, private", default="civil_society"),
        C("umbrella", "text", "the federation or body that vouches for it"),
        C(
            "admitted_on",
            "date",
            "admitted by the partnership on; counts with admitted_by alone, blank changes nothing",
        ),
        C("admitted_by", "text", "admitted by which function, never a person"),
        C("does", "text", "what it does"),
        C("does_not", "text", "what it does not do"),
        C("request_cap", "float", "open requests at most", "requests", default=float("nan")),
    ),
)
CONTACT_ROWS = Schema(
    "contact_rows",
    "a function to call, never a person",
    (
        ROW,
        KEY,
        C(
            "function",
            "text",
            "what is called: social services on call, the area's officer ...",
            required=True,
        ),
        C("org", "text", "the organisation, as typed", default=""),
        C("area", "text", "name of the area; blank = the whole municipality", default=""),
        C("channel", "text", "its telephone number", required=True),
        C("hours", "text", "when it answers, in words"),
        C("valid_to", "date", "last day on which the number holds"),
    ),
)
ACCESS_ROWS = Schema(
    "access_rows",
    "hours when a place can be entered",
    (
        ROW,
        KEY,
        *PLACE_REF,
        C("days", "list", "day tokens (METHOD 2)", required=True),
        C("start", "time", "opens", "wall clock", required=True),
        C("end", "time", "closes; not after the start = next day", "wall clock", required=True),
        C("valid_from", "date", "first service day"),
        C("valid_to", "date", "last service day"),
    ),
)
SESSION_ROWS = Schema(
    "session_rows",
    "a training session, booking or other activity",
    (
        ROW,
        KEY,
        *PLACE_REF,
        *WHEN,
        C("org", "text", "the organisation", default=""),
        C(
            "activity",
            "text",
            "open list: training, open_house, homework_help, mentoring, parents_support ...",
            default="training",
        ),
        C("title", "text", "its name, as typed", default=""),
        C("leaders", "float", "adults who lead it; NaN = unknown", "adults", default=float("nan")),
        C("young_leaders", "float", "young leaders", "persons", default=float("nan")),
        C("age_from", "float", "from age", "years", default=float("nan")),
        C("age_to", "float", "to age", "years", default=float("nan")),
        C("girls", "bool", "for girls; blank = unknown"),
        C("adapted", "bool", "adapted for intellectual or neuropsychiatric disability; blank = unknown"),
        C("free", "bool", "free of charge; blank = unknown"),
        C("drop_in", "bool", "no booking; blank = unknown"),
        C("membership", "bool", "for members only; blank = unknown"),
        C("languages", "list", "languages spoken there, as ISO 639 codes; blank = unknown"),
        C("accessibility", "text", "how one gets in and takes part, in words; blank = unknown"),
    ),
)
ROSTER_ROWS = Schema(
    "roster_rows",
    "a roster line: one party of a shift",
    (
        ROW,
        KEY,
        *PLACE_REF,
        *WHEN,
        C("org", "text", "the organisation", default=""),
        C("kind", "text", "role (METHOD 3.2)", default="other"),
        C("mode", "text", "active, incidental, remote", default="active"),
        C("adults", "float", "adults; NaN = number unknown", "adults", default=float("nan")),
        C("min_adults", "float", "smallest team that counts", "adults", default=2.0),
        C("status", "text", "planned, confirmed, cancelled", default="planned"),
        C("title", "text", "what the source calls it", default=""),
        C("geometry", "geometry", "own point, route (line) or area, EPSG:3006; blank = at the place", "m"),
        C("stops", "list", "timed stops of a route as place@HH:MM-HH:MM"),
        C(
            "purpose",
            "text",
            "walk, parent_walk, school, invite, with_police, relation, outreach",
            default="walk",
        ),
        C("persons", "list", "names for the people room, nowhere else"),
        C("phones", "list", "phones for the people room, nowhere else"),
        C("routine_on", "date", "date on which the organisation did its routine for the person; no content"),
    ),
)
NEED_ROWS = Schema(
    "need_rows",
    "a need rule",
    (
        ROW,
        KEY,
        *PLACE_REF,
        C("type", "text", "base or add", default="base"),
        C("days", "list", "day tokens", default="all"),
        C("start", "time", "start of the window", "wall clock", required=True),
        C("end", "time", "end", "wall clock", required=True),
        C("adults", "float", "whole adults", "adults", required=True),
        C("outside_sessions", "bool", "only outside led sessions", default=False),
        C("within_access", "bool", "only while accessible", default=False),
        C("mode", "text", "stay or visit", default="stay"),
        C("anchor", "text", "clock, school_end, close, activity_end", default="clock"),
        C("valid_from", "date", "first service day in force"),
        C("valid_to", "date", "last service day in force"),
        C("state", "text", "decided or suggested", default="decided"),
        C("responsible", "text", "who is responsible for meeting it"),
        C("decided_by", "text", "the function that decided it"),
        C("decided_on", "date", "when"),
        C("reason", "text", "why"),
    ),
)
SOURCE_ROWS = Schema(
    "source_rows",
    "an expected source of rosters",
    (
        ROW,
        KEY,
        *PLACE_REF,
        C("org", "text", "the organisation", required=True),
        C("status", "text", "known, unknown, partial", default="unknown"),
        C("from_local", "local", "from; blank = always", "wall clock"),
        C("to_local", "local", "to; blank = until further notice", "wall clock"),
        C("confirmed_on", "date", "when its completeness was last confirmed"),
        C("asked_on", "date", "when it was last asked"),
    ),
)
CALENDAR_ROWS = Schema(
    "calendar_rows",
    "a day or a period of the municipality's calendar",
    (
        ROW,
        KEY,
        C("date", "date", "the day, or the first of a period", required=True),
        C("date_to", "date", "last day of a period, inclusive"),
        C(
            "kind",
            "text",
            "term, school_break, inset_day, school_day, public_holiday, risk_evening",
            required=True,
        ),
        C("name", "text", "its name", default=""),
    ),
)
REPORT_ROWS = Schema(
    "report_rows",
    "a shift report",
    (
        ROW,
        KEY,
        *PLACE_REF,
        C("series", "text", "key of the roster line, where the source has one"),
        C("org", "text", "the organisation", default=""),
        C("date", "date", "local date of the start of the shift", required=True),
        C("planned_start", "time", "planned start, to tell two shifts of a day apart", "wall clock"),
        C("outcome", "text", "carried_out, no_show, unreported", required=True),
        C("adults", "float", "adults who came", "adults", default=float("nan")),
        C("start", "time", "came", "wall clock"),
        C("end", "time", "left", "wall clock"),
        C("met", "text", "youths met: 0, 1-10, 11-30, >30; blank = not said"),
    ),
)

ROWS = {
    "places": PLACE_ROWS,
    "areas": AREA_ROWS,
    "population": POPULATION_ROWS,
    "organisations": ORGANISATION_ROWS,
    "contacts": CONTACT_ROWS,
    "access": ACCESS_ROWS,
    "sessions": SESSION_ROWS,
    "roster": ROSTER_ROWS,
    "needs": NEED_ROWS,
    "sources": SOURCE_ROWS,
    "calendar": CALENDAR_ROWS,
    "reports": REPORT_ROWS,
}
