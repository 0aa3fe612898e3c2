"""Tables of decisions and questions: need rules, expected sources, requests, the calendar."""

from sqlalchemy import Boolean, Column, Date, Float, Index, Text

from karta.store.schema.columns import ref, register_table

need_rule = register_table(
    "need_rule",
    # Either a place, or a kind of place within an area (no area = the whole municipality).
    Column("place_id", Text, ref("place"), index=True),
    Column("place_kind", Text),
    Column("area_id", Text, ref("area")),
    Column("type", Text, nullable=False, default="base"),
    Column("days", Text, nullable=False, default="all"),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("adults", Float, nullable=False),
    Column("outside_sessions", Boolean, nullable=False, default=False),
    Column("within_access", Boolean, nullable=False, default=False),
    Column("mode", Text, nullable=False, default="stay"),
    Column("anchor", Text, nullable=False, default="clock"),
    Column("start_offset_min", Float, nullable=False, default=0.0),
    Column("end_offset_min", Float, nullable=False, default=0.0),
    Column("min_civil_society", Float, nullable=False, default=0.0),
    Column("min_trained", Float, nullable=False, default=0.0),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("state", Text, nullable=False, default="suggested"),
    Column("responsible", Text),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("reason", Text),
    Column("default_code", Text),
    Column("replaces", Text, ref("need_rule"), index=True),
)

expected_source = register_table(
    "expected_source",
    Column("organisation_id", Text, ref("organisation"), nullable=False),
    Column("place_id", Text, ref("place"), nullable=False, index=True),
    Column("status", Text, nullable=False, default="unknown"),
    Column("from_local", Text),
    Column("to_local", Text),
    Column("confirmed_on", Date),
    Column("confirmed_by", Text),
    Column("asked_on", Date),
)

request = register_table(
    "request",
    Column("kind", Text, nullable=False),
    Column("from_organisation_id", Text, ref("organisation"), index=True),
    Column("to_organisation_id", Text, ref("organisation"), index=True),
    Column("place_id", Text, ref("place")),
    Column("schedule_id", Text, ref("schedule")),
    Column("original_start", Text),
    Column("date", Date),
    Column("days", Text),
    Column("start", Text),
    Column("end", Text),
    Column("role", Text),
    Column("adults", Float),
    Column("offered", Text),
    Column("why", Text),
    # The last day that it is about, where it repeats.
    Column("valid_to", Date),
    Column("asked_on", Date),
    Column("asked_by", Text),
    Column("received_on", Date),
    Column("received_by", Text),
    Column("answer", Text),
    Column("reply", Text),
    Column("answered_on", Date),
    Column("answered_by", Text),
    Column("withdrawn_on", Date),
)

calendar_row = register_table(
    "calendar_row",
    Column("date", Date, nullable=False),
    Column("date_to", Date),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
)

calendar_day = register_table(
    "calendar_day",
    # A whole service day as stated, used instead of what the rows of the calendar would give.
    Column("date", Date, nullable=False),
    # Blank: nobody has handed in the school calendar for the day.
    Column("school_day", Boolean),
    Column("public_holiday", Boolean, nullable=False),
    Column("weekend_night", Boolean, nullable=False),
    Column("risk_evening", Boolean, nullable=False),
    Column("dark_from_local", Text),
    Column("dark_to_local", Text),
    Index("ix_calendar_day_date", "date"),
)
