"""The method on a folder of tables, without a workspace: `karta compute` (format: docs/tables.md)."""

import shutil
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.delivery import delivery
from karta.coverage.equity import equity
from karta.coverage.gaps import Ground, cover, ground
from karta.coverage.measures import PLACE_DAY, TOTALS, place_days, totals
from karta.coverage.presence import VIEWS, View, reliabilities
from karta.coverage.reach import route_shares
from karta.coverage.whatif import gains
from karta.errors import InputError
from karta.model.tables import Tables
from karta.sources.tables import read_tables

FILES = {"places": "expected_places.csv", "totals": "expected_totals.csv", "misc": "expected_misc.csv"}


@dataclass(frozen=True)
class Results:
    """The three output tables: columns PLACE_DAY; TOTALS; key and value."""

    places: pd.DataFrame
    totals: pd.DataFrame
    misc: pd.DataFrame


def compute_folder(folder: Path, view: str, out: Path) -> Results:
    """Read a folder of tables, compute a view (or `all`) and write the three files to `out`.

    Raises
    ------
    TableError
        When the tables have faults; all are listed, nothing is written.
    InputError
        When `out` is the input folder, or the delivered view is asked for without delivered.csv.
    """
    if out.exists() and folder.exists() and out.resolve() == folder.resolve():
        raise InputError("output_is_input", folder=str(out))
    tables = read_tables(folder)
    results = compute(tables, wanted_views(tables, view))
    _write(results, out)
    return results


def wanted_views(tables: Tables, view: str) -> list[View]:
    """Return the views to compute: one, or all that the tables allow, in METHOD's order."""
    if view == "all":
        return [name for name in VIEWS if name != "delivered" or tables.delivered is not None]
    wanted = [name for name in VIEWS if name == view]
    if not wanted:
        raise InputError("view_unknown", view=view, known=", ".join(VIEWS))
    if view == "delivered" and tables.delivered is None:
        raise InputError("no_delivered_view")
    return wanted


def compute(tables: Tables, views: list[View]) -> Results:
    """Return the measures of the tables in the views asked for."""
    on = ground(tables)
    days = [place_days(cover(tables, view, on=on)) for view in views]
    summed = [
        {"view": view, **totals(frame, tables.method.youths_10_19)}
        for view, frame in zip(views, days, strict=True)
    ]
    misc = _misc(tables, on)
    return Results(
        places=pd.concat(days, ignore_index=True) if days else pd.DataFrame(columns=PLACE_DAY),
        totals=pd.DataFrame(summed, columns=TOTALS),
        misc=pd.DataFrame({"key": list(misc), "value": list(misc.values())}),
    )


def _misc(tables: Tables, on: Ground) -> dict[str, float]:
    figures: dict[str, float] = {}
    for pair in route_shares(tables).itertuples(index=False):
        figures[f"share_{pair.presence_id}_{pair.place_id}"] = float(pair.share)
    figures |= {f"q_{presence_id}": q for presence_id, q in reliabilities(tables).items()}
    delivered = delivery(tables)
    figures["planned_adult_hours"] = delivered.planned_ah
    if tables.delivered is not None:
        figures["delivered_adult_hours_reported"] = delivered.delivered_ah
        figures["planned_adult_hours_of_reported_shifts"] = delivered.reported_planned_ah
        figures["delivery_rate_reported"] = delivered.rate
        figures["unreported_planned_adult_hours"] = delivered.unreported_ah
    for candidate, gain in gains(tables, on=on).items():
        figures[f"whatif_{candidate}_adult_hours"] = gain.adult_hours
        figures[f"whatif_{candidate}_covered_gain_ah"] = gain.covered_ah
        figures[f"whatif_{candidate}_efficiency"] = gain.efficiency
        figures[f"whatif_{candidate}_total_gap_ah"] = gain.total_gap_ah
        figures[f"whatif_{candidate}_coverage_share"] = gain.coverage_share
    if tables.equity is not None:
        even = equity(tables.equity)
        figures["equity_gini"] = even.gini
        figures["equity_mean_gap_per_1000"] = even.mean_gap_per_1000
    return figures


def _write(results: Results, out: Path) -> None:
    """Write the three files, all or none: they are made beside the folder and moved in together."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out) as draft:
            for name, file in FILES.items():
                frame: pd.DataFrame = getattr(results, name)
                frame.map(plain).to_csv(Path(draft) / file, index=False, lineterminator="\n")
            for file in FILES.values():
                shutil.move(Path(draft) / file, out / file)
    except OSError as error:
        raise InputError("output_unwritable", folder=str(out)) from error


def plain(value: Any) -> str:
    """Return a cell as text: plain decimals in full precision, blank where not defined."""
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return ""
        text = format(Decimal(repr(float(value))), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in {"-0", ""} else text
    return str(value)
