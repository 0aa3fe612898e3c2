"""Tables of places and areas, and of how files name what is stored."""

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, Text, UniqueConstraint

from karta.store.schema.columns import Wkb, ref, register_table, side_table

place = register_table(
    "place",
    Column("parent_id", Text, ref("place")),
    # The area as stated, for places without geometry; else it is found by where the place lies.
    Column("area_id", Text, ref("area")),
    Column("name", Text, nullable=False, default=""),
    Column("kind", Text, nullable=False, default="other"),
    Column("geometry", Wkb),
    Column("entrances", Wkb),
    Column("address", Text),
    Column("opening_hours", Text),
    Column("crisis", Boolean),
    # How many people there is room for then; blank = nobody has said.
    Column("crisis_room", Integer),
    # Minutes before and after each training that are shown by themselves; blank = the method's.
    Column("around_min", Integer),
    Column("priority_weight", Float, nullable=False, default=1.0),
    Column("priority_decided_by", Text),
    Column("priority_reason", Text),
    Column("priority_until", Date),
    # Whether the place's access hours are known to be complete; without it, no hours means unknown, not closed.
    Column("access_known", Boolean, nullable=False, default=False),
)

access_hours = register_table(
    "access_hours",
    Column("place_id", Text, ref("place"), nullable=False, index=True),
    Column("days", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

area = register_table(
    "area",
    Column("name", Text, nullable=False, default=""),
    Column("kind", Text, nullable=False, default="district"),
    Column("code", Text),
    Column("code_version", Text),
    Column("geometry", Wkb),
)

area_population = register_table(
    "area_population",
    Column("area_id", Text, ref("area"), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("age_from", Integer, nullable=False),
    Column("age_to", Integer, nullable=False),
    Column("count", Float, nullable=False),
)

external_id = side_table(
    "external_id",
    Column("system", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("row_table", Text, nullable=False),
    Column("row_id", Text, nullable=False, index=True),
    UniqueConstraint("system", "value", "row_table"),
)

import_row = side_table(
    "import_row",
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    # What came (a kind of file, its day, a keyed hash of its name): never what a file was called.
    Column("source", Text, nullable=False),
    # Whose it is, of a row that names no organisation and waits for its place.
    Column("home_org_id", Text),
    # The row as it was read, normalised, as JSON text without persons: what a second import compares with.
    Column("payload", Text, nullable=False),
    Column("row_table", Text),
    Column("row_id", Text, index=True),
    Column("state", Text, nullable=False, default="stored"),
    UniqueConstraint("kind", "key"),
    Index("ix_import_row_state", "state"),
)
