"""Tables of what young people have said as groups, what became of it, and what an organisation says of itself.

No single answer and no free words of anybody asked have a column here: a row is a number of people, ten or more.
"""

from sqlalchemy import Column, Date, Integer, Text

from karta.store.schema.columns import ref, register_table

survey = register_table(
    "survey",
    Column("name", Text, nullable=False),
    # Which function asked, and on which day the last answer came.
    Column("asked_by", Text, nullable=False),
    Column("asked_on", Date, nullable=False),
    # How many young people answered in all.
    Column("answers", Integer, nullable=False),
)

wish = register_table(
    "wish",
    Column("survey_id", Text, ref("survey"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False, index=True),
    Column("days", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    # missed: adults are missed; alone: the young want to be left alone.
    Column("wish", Text, nullable=False),
    # How many young people said so, ten or more.
    Column("young", Integer, nullable=False),
    # What became of it: decided, not_decided, talk_first; blank: not answered.
    Column("outcome", Text),
    Column("answered_by", Text),
    Column("answered_on", Date),
)

statement = register_table(
    "statement",
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("stated_on", Date, nullable=False),
)
