"""Questions to people whether they go on a shift, in the people room: no sign-ups, and they count for nothing."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from karta.store.acts import Act, chunks
from karta.store.cells import Row
from karta.store.schema import people as t

YES, NO, WITHDRAWN = "yes", "no", "withdrawn"
NOTICE = "asked"


def of_people(connection: Connection, person_ids: Collection[str]) -> list[Row]:
    """Return the questions to people, the oldest first: open ones (answer None), and answered ones.

    Keys: id, person_id, series_id, day, original_start, role, recorded_at, answer.
    """
    rows: list[Row] = []
    for chunk in chunks(sorted(person_ids)):
        query = select(t.ask).where(t.ask.c.person_id.in_(chunk))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    rows.sort(key=lambda row: (row["recorded_at"], row["id"]))
    return [{**row, "day": date.fromisoformat(row["original_start"][:10])} for row in rows]


def put(act: Act, person_id: str, series_id: str, original_start: datetime, role: str | None) -> None:
    """Ask a person."""
    act.connection.execute(
        insert(t.ask).values(
            id=act.reserve(1)[0], person_id=person_id, series_id=series_id, role=role, recorded_at=act.at,
            original_start=f"{original_start:%Y-%m-%dT%H:%M}", act_id=act.id,
        )
    )  # fmt: skip
    act.touched = True


def end(act: Act, person_id: str, series_id: str, day: date, answer: str) -> bool:
    """End the open question of a person about a shift, if there is one, and tell whether there was.

    What they were told of it goes along: a question that is answered is no news.
    """
    c, n = t.ask.c, t.notice.c
    own = (
        c.person_id == person_id,
        c.series_id == series_id,
        c.original_start.startswith(day.isoformat()),
        c.ended_act_id.is_(None),
    )
    ended = {"answer": answer, "ended_at": act.at, "ended_act_id": act.id}
    if not act.connection.execute(update(t.ask).where(*own).values(ended)).rowcount:
        return False
    told = delete(t.notice).where(
        n.person_id == person_id, n.series_id == series_id, n.day == day, n.kind == NOTICE
    )
    act.connection.execute(told)
    act.touched = True
    return True


def withdraw_all(act: Act, person_id: str) -> None:
    """End all open questions to a person who does not want to be asked any more."""
    for row in of_people(act.connection, [person_id]):
        if row["answer"] is None:
            end(act, person_id, row["series_id"], row["day"], WITHDRAWN)


def forget_act(act: Act, undone: str) -> int:
    """Take back the open questions of an undone act, and open anew what it had ended; an answer stays the person's."""
    c, other = t.ask.c, t.ask.alias()
    gone = act.connection.execute(delete(t.ask).where(c.act_id == undone, c.ended_act_id.is_(None))).rowcount
    # Who has been asked again since keeps the later question.
    again = select(other.c.id).where(
        other.c.person_id == c.person_id, other.c.series_id == c.series_id,
        other.c.original_start == c.original_start, other.c.ended_act_id.is_(None),
    ).exists()  # fmt: skip
    back = update(t.ask).where(c.ended_act_id == undone, ~again)
    opened = act.connection.execute(back.values(answer=None, ended_at=None, ended_act_id=None)).rowcount
    return gone + opened
