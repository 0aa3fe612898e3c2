"""Whose an act is: the member who signed in and the organisation in whose name it was done."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen acts and organisations; what was done before is nobody's: whoever sits at the machine may undo it."""
    op.add_column("act", sa.Column("member_id", sa.Text()))
    op.add_column("act", sa.Column("organisation_id", sa.Text()))
    for name in ("roster_sharing", "session_sharing", "report_sharing"):
        op.add_column("organisation", sa.Column(name, sa.Text()))
    # Kept sheets say for whose eyes they are; whoever sat at the machine was called its coordinator until now.
    op.execute(sa.text("UPDATE snapshot SET source = 'local||*' WHERE source LIKE 'coordinator||%'"))
    # By which word the coordinator may act for an organisation ("by telephone"), noted by whom and when.
    op.add_column("organisation", sa.Column("acted_for_how", sa.Text()))
    op.add_column("organisation", sa.Column("acted_for_by", sa.Text()))
    op.add_column("organisation", sa.Column("acted_for_on", sa.Date()))
