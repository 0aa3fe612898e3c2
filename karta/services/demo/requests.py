"""The demo's requests between organisations: sent, received, answered each way, raised, taken back."""

from datetime import date
from typing import Any

from karta.model.walltime import DAY
from karta.services.demo.town import Row, Town
from karta.services.needs.request_rows import about_place, when_values
from karta.store.acts import Act


def ask_all(act: Act, town: Town, series: dict[str, str], rows: list[Row], today: date) -> None:
    """Store requests in the order in which they were asked, the first one first."""
    by_age = sorted(rows, key=lambda row: -int(row["asked"]))
    act.insert("request", [_request(act, town, series, row, today) for row in by_age])


def _request(act: Act, town: Town, series: dict[str, str], row: Row, today: date) -> dict[str, Any]:
    def ago(column: str) -> date | None:
        return today - int(row[column]) * DAY if row[column] else None

    day = today + int(row["day"]) * DAY if row["day"] else None
    until = today + 7 * int(row["weeks"]) * DAY if row["weeks"] else None
    asker = town.organisations.get(row["from"])
    function = act.function
    return {
        "kind": row["kind"], "place_id": town.places[row["place"]], "from_organisation_id": asker,
        "owner_org_id": asker, "sharing": "own", "to_organisation_id": town.organisations.get(row["to"]),
        **when_values(row["start"], row["end"], day, row["days"], until),
        "role": row["role"] or None, "adults": float(row["adults"]) if row["adults"] else None,
        **{name: about_place(row[name]) for name in ("why", "offered", "reply")},
        "asked_on": ago("asked"), "asked_by": function,
        "received_on": ago("received"), "received_by": function if row["received"] else None,
        "answer": row["answer"] or None,
        "answered_on": ago("answered"), "answered_by": function if row["answer"] else None,
        "withdrawn_on": ago("withdrawn"), "schedule_id": series[row["shift"]] if row["shift"] else None,
    }  # fmt: skip
