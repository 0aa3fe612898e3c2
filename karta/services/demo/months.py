"""The demo's month: which associations have a link, who has answered, what they noted, and their crowd events."""

from datetime import date
from typing import Any

from karta.model.months import first_day, month_of
from karta.model.walltime import DAY
from karta.services.demo.town import Row, Town
from karta.services.follow_up import month_lines, month_links
from karta.services.free_text import about_places
from karta.store.acts import Act


def answer_all(act: Act, town: Town, rows: list[Row], today: date) -> None:
    """Store what associations have answered for this month, were asked, noted, and told of.

    Who answers has the rosters that the town expects of it known already: an answer changes no figure, and a note is
    about a place whose roster is not complete anyway. The tokens of the links are known to nobody.
    """
    month = month_of(today)
    for row in rows:
        own = {"organisation_id": town.organisations[row["organisation"]]}
        own["owner_org_id"] = own["organisation_id"]
        # Nothing of this month was said before it began.
        past = max(first_day(month), today - int(row["days"]) * DAY)
        if row["what"] == "link":
            month_links.issue(act, own["organisation_id"], month, past)
            continue
        table, values = _row(town, row, month, past, today)
        act.insert(table, [{**own, **values}])


def _row(town: Town, row: Row, month: str, past: date, today: date) -> tuple[str, dict[str, Any]]:
    if row["what"] == "answer":
        values: dict[str, Any] = {
            "month": month,
            "answered_on": past,
            "answered_by": row["organisation"],
            "valid_to": month_lines.valid_to(month),
        }
        return "month_answer", {**values, "sharing": "own"}
    place = {"place_id": town.places[row["place"]]}
    if row["what"] == "note":
        return "month_note", {
            **place,
            "words": about_places(row["words"]),
            "noted_on": past,
            "sharing": "own",
        }
    return "crowd_event", {**place, "date": today + int(row["days"]) * DAY, "kind": row["words"]}
