"""Agreements between associations and those they have them with, and the places that they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; nobody has noted an agreement."""
    _table(
        "agreement",
        {"association_id": "organisation", "counterpart_id": "organisation", "paid_by_id": "organisation"},
        ("association_id", "counterpart_id"),
        sa.Column("association_id", sa.Text(), nullable=False),
        sa.Column("counterpart_id", sa.Text(), nullable=False),
        sa.Column("promised_ah", sa.Float(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("association_gives", sa.Text()),
        sa.Column("counterpart_gives", sa.Text()),
        sa.Column("kronor", sa.Float()),
        sa.Column("kronor_per_walk", sa.Float()),
        sa.Column("paid_by_id", sa.Text()),
        sa.Column("decided_by", sa.Text(), nullable=False),
    )
    _table(
        "agreement_place",
        {"agreement_id": "agreement", "place_id": "place"},
        ("agreement_id", "place_id"),
        sa.Column("agreement_id", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
    )


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
