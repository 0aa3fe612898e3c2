"""Tables of organisations and of the functions one calls."""

from sqlalchemy import Column, Date, Float, Integer, Text

from karta.store.schema.columns import ref, register_table

organisation = register_table(
    "organisation",
    Column("name", Text, nullable=False),
    Column("types", Text),
    Column("sector", Text, nullable=False, default="civil_society"),
    Column("umbrella", Text),
    Column("admitted_on", Date),
    Column("admitted_by", Text),
    Column("admitted_how", Text),
    # By which word the coordinator may act for it ("by telephone"), noted by whom and when.
    Column("acted_for_how", Text),
    Column("acted_for_by", Text),
    Column("acted_for_on", Date),
    # Who may know its rosters, sessions and shift reports: a level for all of them, blank = what each row says.
    Column("roster_sharing", Text),
    Column("session_sharing", Text),
    Column("report_sharing", Text),
    Column("does", Text),
    Column("does_not", Text),
    Column("request_cap", Integer),
    # Since when it takes no part any more: its people and contacts are gone, its hours of the time before stay.
    Column("left_on", Date),
    # From which day on its shifts may be counted in packages for research; blank: never.
    Column("research_from", Date),
)

contact_function = register_table(
    "contact_function",
    Column("organisation_id", Text, ref("organisation"), index=True),
    Column("area_id", Text, ref("area")),
    Column("function", Text, nullable=False),
    Column("channel", Text),
    Column("hours", Text),
    Column("valid_to", Date),
)

# A partnership between an association and a municipality or another (IOP): what each gives, over a term.
agreement = register_table(
    "agreement",
    Column("association_id", Text, ref("organisation"), nullable=False, index=True),
    Column("counterpart_id", Text, ref("organisation"), nullable=False, index=True),
    Column("promised_ah", Float, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("association_gives", Text),
    Column("counterpart_gives", Text),
    Column("kronor", Float),
    # Paid for each walk that was carried out, and by whom; blank: nobody pays for walks.
    Column("kronor_per_walk", Float),
    Column("paid_by_id", Text, ref("organisation")),
    Column("decided_by", Text, nullable=False),
)

# Where the hours of an agreement are promised; without any, anywhere.
agreement_place = register_table(
    "agreement_place",
    Column("agreement_id", Text, ref("agreement"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False, index=True),
)
