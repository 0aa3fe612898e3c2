"""Wishes of young people in numbers, statements of organisations, and from when one may be counted for research."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and the column; nobody has been asked, and no organisation has said yes."""
    _table(
        "survey",
        {},
        (),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
    )
    _table(
        "wish",
        {"survey_id": "survey", "place_id": "place"},
        ("survey_id", "place_id"),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("survey_id", "place_id", "days", "start", "end", "wish")
        ),
        sa.Column("young", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_on", sa.Date()),
    )
    _table(
        "statement",
        {"organisation_id": "organisation"},
        ("organisation_id",),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
    )
    op.add_column("organisation", sa.Column("research_from", sa.Date()))


def _table(name: str, refs: dict[str, str], indexed: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        *columns,
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
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_{name}_{column}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, table in refs.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
