"""Tables of what a partnership has decided to do: measures with their places, meetings, and who does what by when.

Who answers for something is a function or an organisation in words, never a person.
"""

from sqlalchemy import Column, Date, Text

from karta.store.schema.columns import ref, side_table

measure = side_table(
    "measure",
    # In words about places: what is needed, what is to be different, what is done; then what came of it.
    Column("need", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("result", Text),
    Column("learned", Text),
    # What it is to prevent or further, and the programme that it is part of.
    Column("aims", Text),
    Column("programme", Text),
    # When: day tokens and wall-clock hours; from which day until which.
    Column("days", Text),
    Column("start", Text),
    Column("end", Text),
    Column("begins", Date),
    Column("ends", Date),
    Column("responsible", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("look_again", Date),
    # decided, running, ended
    Column("state", Text, nullable=False),
)

measure_place = side_table(
    "measure_place",
    Column("measure_id", Text, ref("measure"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False, index=True),
)

meeting = side_table(
    "meeting",
    Column("day", Date, nullable=False),
    Column("about", Text, nullable=False),
    # Functions and organisations that took part.
    Column("parties", Text, nullable=False),
)

task = side_table(
    "task",
    # decision: what was decided; task: what somebody does by a day.
    Column("kind", Text, nullable=False),
    Column("meeting_id", Text, ref("meeting"), index=True),
    Column("measure_id", Text, ref("measure"), index=True),
    Column("place_id", Text, ref("place"), index=True),
    Column("words", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("due", Date),
    Column("done_on", Date),
    Column("done_by", Text),
)
