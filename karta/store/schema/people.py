"""The people room: names and phones of volunteers, apart from everything else and never in the change log.

Rows here know the act that wrote them, so that undoing an import takes its people along without their names ever
being copied anywhere.
"""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, UniqueConstraint

from karta.store.schema.columns import METADATA, Instant, id_column, ref

person = Table(
    "person",
    METADATA,
    id_column(),
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("declared_adult", Boolean),
    Column("routine_on", Date),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
)

sign_up = Table(
    "sign_up",
    METADATA,
    id_column(),
    Column("person_id", Text, ref("person", cascade=True), nullable=False, index=True),
    # The schedule of the shift, or the row that still waits for its place.
    Column("series_id", Text, nullable=False, index=True),
    # Blank: every occurrence of the series.
    Column("original_start", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
    UniqueConstraint("person_id", "series_id", "original_start"),
)

person_month_count = Table(
    "person_month_count",
    METADATA,
    id_column(),
    # Without person once the person is erased: the count survives, the name does not.
    Column("person_id", Text, ref("person")),
    Column("organisation_id", Text, ref("organisation"), nullable=False),
    Column("place_id", Text),
    Column("month", Text, nullable=False),
    Column("shifts", Integer, nullable=False),
)
