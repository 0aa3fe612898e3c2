"""The month of an association: its link, its answer, its notes and its crowd events."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make four tables, which hold nobody's name."""
    organisation = ("organisation_id", "organisation", True)
    place = ("place_id", "place", False)
    _table(
        "month_link",
        (organisation,),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date()),
        sa.UniqueConstraint("token_hash", name=op.f("uq_month_link_token_hash")),
    )
    _table(
        "month_answer",
        (organisation,),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
    )
    _table(
        "month_note",
        (organisation, place),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date()),
    )
    _table(
        "crowd_event",
        (organisation, place),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_crowd_event_date"), "crowd_event", ["date"])


def _table(name: str, refs: tuple[tuple[str, str, bool], ...], *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(column, sa.Text(), nullable=False) for column, _, _ in refs),
        *columns,
        *(_owned() if name != "month_link" else ()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}"), initially="DEFERRED", deferrable=True
            )
            for column, target, _ in refs
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )  # fmt: skip
    for column, _, indexed in refs:
        if indexed:
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _owned() -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns that every row of the register carries."""
    return (
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("owner_org_id", sa.Text()),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("licence", sa.Text()),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("verified_by", sa.Text()),
    )
