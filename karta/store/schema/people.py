"""The people room: names and phones of volunteers, apart from everything else and never in the change log.

Rows here know the act that wrote them, so that undoing an import takes its people along without their names ever
being copied anywhere. A row is never changed into another: what ends is marked with the act that ended it, and
undoing that act brings it back.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from karta.store.schema.columns import METADATA, Instant, id_column, ref

person = Table(
    "person",
    METADATA,
    id_column(),
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    # Typed by the person where the workspace has a mail server; where notices go.
    Column("email", Text),
    # Said by the person: yes, or nothing. A no is kept nowhere.
    Column("declared_adult", Boolean),
    Column("declared_act_id", Text),
    Column("routine_on", Date),
    # When they last said themselves that they want to stay; and when they were last reminded that nothing has happened.
    Column("active_on", Date),
    Column("reminded_on", Date),
    Column("reminder_mailed_on", Date),
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
    # signed, stand_in (signed, and wants somebody else to go), waiting (the shift is full).
    Column("state", Text, nullable=False, default="signed"),
    # What the person does on the shift (walk_leader, first_aid), where they took that on.
    Column("role", Text),
    # The place in the line: kept when the state changes.
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
    Column("ended_at", Instant),
    Column("ended_act_id", Text, index=True),
)
CURRENT_SIGN_UP = Index(
    "uq_sign_up_current", sign_up.c.person_id, sign_up.c.series_id, sign_up.c.original_start, unique=True,
    sqlite_where=sign_up.c.ended_act_id.is_(None), postgresql_where=sign_up.c.ended_act_id.is_(None),
)  # fmt: skip

personal_link = Table(
    "personal_link",
    METADATA,
    id_column(),
    Column("person_id", Text, ref("person", cascade=True), nullable=False, index=True),
    # SHA-256 of the token; the token itself is shown once, to hand over, and kept nowhere.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
    Column("ended_at", Instant),
    Column("ended_act_id", Text, index=True),
)

availability = Table(
    "availability",
    METADATA,
    id_column(),
    # Whoever has a row here has agreed to be asked; it is the person's own, and who plans sees what it makes possible.
    Column("person_id", Text, ref("person", cascade=True), nullable=False, unique=True),
    # Weekdays and parts of the day as `FR-evening`, joined by `;`.
    Column("times", Text, nullable=False, default=""),
    Column("week_cap", Integer),
    Column("month_cap", Integer),
    Column("latest_home", Text),
    Column("longest_hours", Integer),
    Column("leads", Boolean, nullable=False, default=False),
    Column("first_aid", Boolean, nullable=False, default=False),
    Column("wants_day", Boolean, nullable=False, default=False),
    Column("wants_short", Boolean, nullable=False, default=False),
    # An area of the register, never an address; and how many kilometres from it a shift may be.
    Column("home_area_id", Text),
    Column("farthest_km", Integer),
    Column("recorded_at", Instant, nullable=False),
)

away = Table(
    "away",
    METADATA,
    id_column(),
    Column("person_id", Text, ref("person", cascade=True), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
)

companion = Table(
    "companion",
    METADATA,
    id_column(),
    Column("person_id", Text, ref("person", cascade=True), nullable=False, index=True),
    # A name as the person typed it: shown to nobody else, and gone once the one who bears it is erased.
    Column("name", Text, nullable=False),
    # with, avoid.
    Column("kind", Text, nullable=False),
)

ask = Table(
    "ask",
    METADATA,
    id_column(),
    # A question to a person, never a sign-up: nothing of it counts before there is one.
    Column("person_id", Text, ref("person", cascade=True), nullable=False, index=True),
    Column("series_id", Text, nullable=False, index=True),
    Column("original_start", Text, nullable=False),
    # What the person is asked to take on.
    Column("role", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
    # yes, no, withdrawn; blank while it is open.
    Column("answer", Text),
    Column("ended_at", Instant),
    Column("ended_act_id", Text, index=True),
)
CURRENT_ASK = Index(
    "uq_ask_current", ask.c.person_id, ask.c.series_id, ask.c.original_start, unique=True,
    sqlite_where=ask.c.ended_act_id.is_(None), postgresql_where=ask.c.ended_act_id.is_(None),
)  # fmt: skip

notice = Table(
    "notice",
    METADATA,
    id_column(),
    # Blank: to those who organise, by their function.
    Column("person_id", Text, ref("person", cascade=True), index=True),
    Column("series_id", Text, nullable=False, index=True),
    Column("day", Date, nullable=False),
    # cancelled, changed, moved, clash, called_in, relieved, stand_in, short, covered, message, not_home, asked;
    # back, again (undone since).
    Column("kind", Text, nullable=False),
    # Of a message: what those who organise wrote. It is about the shift, never about people.
    Column("message", Text),
    # Of a move: when and where the shift was held before. The ids of its series and place, never a text.
    Column("former_start", Instant),
    Column("former_end", Instant),
    Column("former_place_id", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("act_id", Text, index=True),
    # When it was read on the personal page.
    Column("read_at", Instant),
    # waiting, sending, sent; when it was tried last, how often, and why it failed then (a code, never a person).
    Column("mail", Text, nullable=False, default="waiting"),
    Column("tried_at", Instant),
    Column("tries", Integer, nullable=False, default=0),
    Column("fault", Text),
)

walk_mark = Table(
    "walk_mark",
    METADATA,
    # When the team of a shift pressed that it is out, and home: no person, no position. It goes the next day.
    Column("series_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("out_at", Instant, nullable=False),
    Column("home_at", Instant),
    # When those who organise were told that nobody had pressed that they are home.
    Column("told_at", Instant),
)

join_wish = Table(
    "join_wish",
    METADATA,
    id_column(),
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    # What somebody wrote on the organisation's open page: a first name, and a telephone number or a mail address.
    Column("name", Text, nullable=False),
    Column("reach", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
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

head_count = Table(
    "head_count",
    METADATA,
    id_column(),
    # How many went to an occurrence whose names have been erased, by the organisation they came with: the hours stay.
    Column("series_id", Text, nullable=False, index=True),
    Column("original_start", Text, nullable=False),
    Column("organisation_id", Text, ref("organisation"), nullable=False),
    Column("heads", Integer, nullable=False),
)
