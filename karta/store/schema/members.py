"""Who may sign in, who is signed in, what programs may read, and the chores of the server.

A member is a function at work: of the person stand what the sign-in service calls them, which says nothing to others,
and a work address. Rows here are never in the change log.
"""

from sqlalchemy import Column, Index, Table, Text, text

from karta.store.schema.columns import METADATA, Instant, id_column, ref

member = Table(
    "member",
    METADATA,
    id_column(),
    # Which sign-in service, and what it calls the person there; blank until an invitation has been taken up.
    Column("issuer", Text),
    Column("subject", Text),
    Column("address", Text),
    Column("function", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation_id", Text, ref("organisation"), index=True),
    # Assigned areas, by id, joined by `;`.
    Column("area_ids", Text, nullable=False, default=""),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text),
    Column("ended_at", Instant),
    Column("ended_act_id", Text),
    Index(
        "uq_member_current", "issuer", "subject", unique=True,
        sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
    ),
)  # fmt: skip

invitation = Table(
    "invitation",
    METADATA,
    id_column(),
    Column("member_id", Text, ref("member", cascade=True), nullable=False, index=True),
    # SHA-256 of the token; the token itself is shown once, to hand over, and kept nowhere.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("recorded_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sign_in = Table(
    "sign_in",
    METADATA,
    Column("token_hash", Text, primary_key=True),
    Column("member_id", Text, ref("member", cascade=True), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

api_key = Table(
    "api_key",
    METADATA,
    id_column(),
    # Whose rights it has; blank where whoever sits at this machine made it, as long as nobody signs in here.
    Column("member_id", Text, ref("member", cascade=True), index=True),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    # What may be read with it, joined by `;`.
    Column("scopes", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

chore = Table(
    "chore",
    METADATA,
    Column("name", Text, primary_key=True),
    # When it is to be done next. Whoever takes it puts that off first, so that nobody else takes it, too.
    Column("due_at", Instant, nullable=False),
    Column("done_at", Instant),
    # Why it was not done the last time: a code, never a text of its own.
    Column("fault", Text),
)
