"""`karta plan whatif`: changes of a week side by side with their price, or those that were kept; nothing is stored."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from karta.cli.arguments import Verbs, day
from karta.errors import InputError, NotFoundError
from karta.i18n import day as day_text
from karta.i18n import number, text
from karta.model.place import name_key

if TYPE_CHECKING:
    import pandas as pd

    from karta.services.planning.scenarios import Change, Comparison, Kept, Result

FIELDS = ("NAME", "KIND", "PLACES", "DAYS", "HOURS", "ADULTS", "KRONOR")


def add(what: Verbs) -> None:
    """Add the verb to those of `karta plan`."""
    whatif = what.add_parser("whatif", help=text("cli.help_plan_whatif"))
    whatif.add_argument(
        "--change", action="append", nargs=len(FIELDS), metavar=FIELDS, help=text("cli.help_plan_change")
    )
    whatif.add_argument("--from", dest="from_", type=day, metavar="DATE", help=text("cli.help_plan_monday"))
    whatif.add_argument("--weeks", type=int, default=1, help=text("cli.help_plan_few_weeks"))
    whatif.add_argument("--json", action="store_true", help=text("cli.help_plan_json"))
    whatif.set_defaults(act=_whatif)


def _whatif(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.planning import scenarios
    from karta.services.register import places
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    if not options.change:
        _kept(scenarios.kept(workspace, viewer), as_json=options.json)
        return 0
    register = places.places(workspace, viewer)
    changes = [_change(register, typed) for typed in options.change]
    # The week of the page: it begins on Monday.
    monday = workspace.service_day - timedelta(days=workspace.service_day.weekday())
    comparison = scenarios.compare(workspace, viewer, options.from_ or monday, options.weeks, changes)
    if options.json:
        print(json.dumps(_as_json(comparison), ensure_ascii=False, indent=1))
        return 0
    print(text("whatif.now", gap=number(comparison.gap, 1)))
    if comparison.unknown > 0:
        print(text("whatif.unknown", unknown=number(comparison.unknown, 1)))
    _print(comparison.results)
    return 0


def _change(register: "pd.DataFrame", typed: Sequence[str]) -> "Change":
    """Return a change as it is typed: its places and days parted by semicolons, its hours by a hyphen."""
    from karta.services.planning.scenarios import Change

    name, kind, names, days, hours, adults, kronor = typed
    start, _, end = hours.partition("-")
    return Change(
        name, kind, tuple(_place(register, each) for each in names.split(";") if each.strip()),
        tuple(each.strip().upper() for each in days.split(";") if each.strip()), start.strip(), end.strip(),
        _number(adults), _number(kronor),
    )  # fmt: skip


def _place(register: "pd.DataFrame", typed: str) -> str:
    """Return the id of a place by its id or name."""
    fits = register[
        (register["id"] == typed) | (register["name"].fillna("").map(name_key) == name_key(typed))
    ]
    if fits.empty:
        raise NotFoundError("no_such_place", name=typed)
    if len(fits) > 1:
        raise NotFoundError("several_places", name=typed, count=len(fits))
    return str(fits["id"].iloc[0])


def _number(typed: str) -> float:
    from karta.services.planning.scenarios import MOST_KRONOR

    try:
        return float(typed)
    except ValueError as error:
        raise InputError("number_outside", least=0, most=MOST_KRONOR) from error


def _kept(kept: "Sequence[Kept]", *, as_json: bool) -> None:
    """Print the scenarios that were kept, each as it was computed."""
    if as_json:
        rows = [
            {
                "id": each.scenario_id, "name": each.name, "day": each.day.isoformat(),
                "from": each.first.isoformat(), "to": each.last.isoformat(), "gap": each.gap,
                "changes": [asdict(row) for row in each.results],
            }
            for each in kept
        ]  # fmt: skip
        print(json.dumps({"kept": rows}, ensure_ascii=False, indent=1))
        return
    if not kept:
        print(text("cli.plan_nothing_kept"))
    for each in kept:
        print(text("whatif.kept", name=each.name, day=day_text(each.day)))
        span = f"{day_text(each.first)} \u2013 {day_text(each.last)}"
        print(text("whatif.kept_then", span=span, gap=number(each.gap, 1)))
        _print(each.results)


def _print(results: "Sequence[Result]") -> None:
    for row in results:
        per_1000 = text("whatif.free") if row.per_1000 is None else number(row.per_1000, 2)
        facts = {
            "name": row.name, "hours": number(row.adult_hours, 1), "kronor": number(row.kronor, 0),
            "closed": number(row.closed, 2), "per_hour": number(row.per_hour or 0.0, 2), "per_1000": per_1000,
        }  # fmt: skip
        print(text("cli.plan_whatif_row", **facts))


def _as_json(found: "Comparison") -> dict[str, Any]:
    columns = [str(number) for number in range(len(found.results))]

    def rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
        return [
            {**{name: value for name, value in row.items() if name not in columns},
             "closed": [row[name] for name in columns]}
            for row in json.loads(frame.to_json(orient="records", double_precision=6))
        ]  # fmt: skip

    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "gap": found.gap,
        "unknown": found.unknown,
        "changes": [asdict(row) for row in found.results],
        "places": rows(found.places),
        "hours": rows(found.hours),
    }
