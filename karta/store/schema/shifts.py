"""Schedules and what hangs on them: activities, shifts with their parties, reports.

A schedule is a lasting series; an occurrence is (series, original start). Nobody's name lives here.
"""

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, Text

from karta.store.schema.columns import Wkb, ref, register_table, side_table

schedule = register_table(
    "schedule",
    Column("date", Date),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("end_date", Date),
    Column("start_offset_min", Float),
    Column("end_offset_min", Float),
    Column("byday", Text),
    Column("rrule", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("exdates", Text),
    Column("school_days_only", Boolean, nullable=False, default=False),
    Column("replaces_id", Text, ref("schedule"), index=True),
    Column("original_date", Date),
    Index("ix_schedule_date", "date"),
)

schedule_exception = register_table(
    "schedule_exception",
    Column("schedule_id", Text, ref("schedule"), nullable=False, index=True),
    Column("original_start", Text, nullable=False),
    Column("what", Text, nullable=False, default="cancelled"),
    # What those who signed up are told.
    Column("notice", Text),
)

activity = register_table(
    "activity",
    Column("schedule_id", Text, ref("schedule"), nullable=False, index=True),
    Column("organisation_id", Text, ref("organisation")),
    Column("place_id", Text, ref("place")),
    Column("kind", Text, nullable=False, default="training"),
    Column("title", Text),
    Column("leaders", Float),
    Column("young_leaders", Float),
    Column("age_from", Float),
    Column("age_to", Float),
    Column("girls", Boolean),
    Column("adapted", Boolean),
    Column("free", Boolean),
    Column("drop_in", Boolean),
    Column("membership", Boolean),
    Column("languages", Text),
    Column("accessibility", Text),
    Column("paired_with", Text),
    # What its organisation has said yes to show to everybody: `shown`, and whom it is for (`girls`, `adapted`).
    Column("public_yes", Text),
)

shift = register_table(
    "shift",
    Column("schedule_id", Text, ref("schedule"), nullable=False, index=True),
    Column("located", Text, nullable=False, default="place"),
    Column("place_id", Text, ref("place")),
    Column("geometry", Wkb),
    Column("arena", Text),
    Column("title", Text),
    Column("purpose", Text, nullable=False, default="walk"),
    Column("min_team", Float, nullable=False, default=2.0),
    Column("max_team", Float),
    Column("cost", Float),
    # People sign up for each occurrence: their number is the number of adults, beside what a party brings anyway.
    Column("sign_up", Boolean, nullable=False, default=False),
    # Of a roster line that was opened for sign-up: its adults are "present" already, or "wanted" and count for nothing.
    Column("adults_are", Text),
    Column("sign_off_hours", Float, nullable=False, default=24.0),
    Column("roles", Text),
    Column("meeting_point", Text),
    Column("notes", Text),
    # Somebody whom the young people here know comes along.
    Column("known_here", Boolean, nullable=False, default=False),
    # What young people can be invited to nearby.
    Column("invite_to", Text),
    # What to fetch and where: jackets, keys, the telephone; and the contact function to call before going out.
    Column("fetch", Text),
    Column("call_before_id", Text),
    # The adult function that young leaders, who never count as adults, turn to.
    Column("paired_with", Text),
)

shift_party = register_table(
    "shift_party",
    Column("shift_id", Text, ref("shift"), nullable=False, index=True),
    Column("organisation_id", Text, ref("organisation"), index=True),
    Column("kind", Text, nullable=False, default="other"),
    Column("mode", Text, nullable=False, default="active"),
    Column("adults", Float),
    Column("young_leaders", Float),
    Column("trained", Boolean),
    # Each party answers for itself; a shift is cancelled when all its parties are.
    Column("status", Text, nullable=False, default="planned"),
    # Shifts so far, reported before the organisation came to Karta.
    Column("earlier_scheduled", Float),
    Column("earlier_delivered", Float),
)

shift_stop = register_table(
    "shift_stop",
    Column("shift_id", Text, ref("shift"), nullable=False, index=True),
    Column("position", Integer, nullable=False, default=0),
    Column("place_id", Text, ref("place")),
    Column("geometry", Wkb),
    Column("start", Text),
    Column("end", Text),
    Column("dwell_min_per_hour", Float),
    # From the stop to its place, where it is given.
    Column("distance_m", Float),
)

swap_offer = side_table(
    "swap_offer",
    Column("from_org_id", Text, ref("organisation"), nullable=False, index=True),
    Column("to_org_id", Text, ref("organisation"), nullable=False, index=True),
    # The date that is given, and the one that is wanted for it; blank where only a yes is asked for.
    Column("series_id", Text, ref("schedule"), nullable=False),
    Column("day", Date, nullable=False),
    Column("wanted_series_id", Text, ref("schedule")),
    Column("wanted_day", Date),
    # In which version each was: the offer ends by itself where it is another one.
    Column("seen", Text, nullable=False),
    Column("wanted_seen", Text),
    # open, yes or no.
    Column("state", Text, nullable=False, default="open"),
)

report = register_table(
    "report",
    Column("party_id", Text, ref("shift_party"), nullable=False, index=True),
    # The occurrence: local date of its start, and the planned start where a series has two on a day.
    Column("date", Date, nullable=False, index=True),
    Column("original_start", Text),
    Column("outcome", Text, nullable=False),
    Column("adults", Float),
    Column("start_local", Text),
    Column("end_local", Text),
    Column("met", Text),
)

reach = register_table(
    "reach",
    Column("party_id", Text, ref("shift_party"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False),
    Column("distance_m", Float, nullable=False),
    Column("approx", Boolean, nullable=False, default=False),
)

route_leg = register_table(
    "route_leg",
    Column("party_id", Text, ref("shift_party"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False),
    Column("dwell_min_per_hour", Float, nullable=False, default=0.0),
    Column("route_length_m", Float, nullable=False),
    Column("section_m", Float, nullable=False),
    Column("section_mean_distance_m", Float, nullable=False),
    Column("approx", Boolean, nullable=False, default=False),
)
