"""Police visits: the terms of venues, and the plan with a book of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _table(
        "visit_terms",
        ("place_id",),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("uniform", sa.Text(), nullable=False),
        sa.Column("volunteers", sa.Boolean(), nullable=False),
        sa.Column("host", sa.Text()),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("not_wanted", sa.Text()),
        *_shared(),
        place_id="place",
    )
    _table(
        "visit_hours",
        ("place_id",),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        *_shared(),
        place_id="place",
    )
    _table(
        "visit_officer",
        (),
        sa.Column("organisation_id", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minutes_a_week", sa.Integer(), nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("area_ids", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date()),
        sa.Column("until_day", sa.Date()),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _table(
        "visit_busy",
        ("officer_id",),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        officer_id="visit_officer",
    )
    _table(
        "visit_cadence",
        (),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("main_officer_id", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("place_id", name=op.f("uq_visit_cadence_place_id")),
        main_officer_id="visit_officer",
    )
    _table(
        "visit",
        ("place_id", "date"),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text()),
        sa.Column("along_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        officer_id="visit_officer",
        along_id="visit_officer",
    )
    _table(
        "visit_link",
        ("place_id",),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("token_hash", name=op.f("uq_visit_link_token_hash")),
    )
    _table(
        "visit_act",
        (),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text()),
        sa.Column("organisation_id", sa.Text()),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_visit_act_number")),
        undoes="visit_act",
    )


def _table(name: str, indexed: tuple[str, ...], *parts: sa.schema.SchemaItem, **refers: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        *parts,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_{name}_{column}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, table in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _shared() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("owner_org_id", sa.Text()),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("licence", sa.Text()),
        sa.Column("verified_at", MOMENT),
        sa.Column("verified_by", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT),
    )
