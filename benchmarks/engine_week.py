"""A week of the demo municipality through the engine, beside a plain pandas peer: prints milliseconds as JSON.

The engine lays the week out from wall-clock schedules and rules, then sums it. The peer is what one would write first
for the summing: a row for each place, slot and shift, summed by `groupby`, joined to the need; it is given the week
laid out, so only the engine's summing is its match. Both must come to the same adult-hours, or the benchmark fails.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.gaps import Coverage, cover, ground
from karta.coverage.measures import place_days, totals
from karta.coverage.presence import presence
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.gaps import period
from karta.services.workspace import create

RUNS = 15
VIEWER = Viewer(function="samordnare", role="local")


def main() -> None:
    """Measure and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = create(Path(folder))
        load_demo(workspace, VIEWER)
        whole = _median(lambda: period.week(workspace, VIEWER, workspace.today), runs=5)
        outline = period.week(workspace, VIEWER, workspace.today).coverage
    tables, minutes = outline.tables, outline.grid.slots.minutes
    coverage = cover(tables, outline.view, minutes)
    slots, need = _laid_out(coverage)
    found, sums = peer(slots, need, coverage.grid.hours), totals(place_days(coverage))
    if not np.allclose([found[k] for k in ("covered_ah", "gap_ah", "unknown_ah")],
                       [sums[k] for k in ("covered_ah", "gap_ah", "unknown_ah")], atol=1e-6):  # fmt: skip
        sys.exit(f"the peer disagrees: {found} {sums}")
    engine = _median(lambda: totals(place_days(cover(tables, "planned", minutes))))
    laid = ground(tables, minutes)
    laying = _median(lambda: ground(tables, minutes)) + _median(
        lambda: presence(tables, laid.grid, "planned")
    )
    pandas = _median(lambda: peer(slots, need, coverage.grid.hours))
    places, columns = coverage.grid.shape
    print(json.dumps({
        "places": places, "slots": columns, "slot_minutes": minutes,
        "engine_ms": {"median": round(engine, 1), "n": RUNS},
        "of_it_laying_out_ms": round(laying, 1), "of_it_summing_ms": round(engine - laying, 1),
        "pandas_peer_ms": {"median": round(pandas, 1), "n": RUNS},
        "peer_to_engine_summing": round(pandas / (engine - laying), 2),
        "from_the_store_to_the_page_ms": {"median": round(whole, 1), "n": 5},
    }))  # fmt: skip


def peer(slots: pd.DataFrame, need: pd.DataFrame, hours: float) -> dict[str, float]:
    """Return the adult-hours of the week: rows of shifts x slots summed for each place and slot, need joined in."""
    present = slots.groupby(["place", "slot"], as_index=False)["effective"].sum()
    joined = need.merge(present, on=["place", "slot"], how="left").fillna({"effective": 0.0})
    joined["covered"] = joined[["need", "effective"]].min(axis=1)
    joined["short"] = joined["need"] - joined["covered"]
    joined["unknown"] = joined["short"].where(joined["nobody_can_tell"], 0.0)
    by_day = joined.groupby(["place", "day"])[["need", "covered", "short", "unknown"]].sum() * hours
    total = by_day.sum()
    return {
        "covered_ah": float(total["covered"]),
        "unknown_ah": float(total["unknown"]),
        "gap_ah": float(total["short"] - total["unknown"]),
    }


def _laid_out(coverage: Coverage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the peer's two long tables: a row a shift, place and slot; a row a place and slot with need."""
    on, there = coverage.grid, coverage.presence
    rows: list[tuple[int, int, float]] = []
    index = on.place_index()
    for piece in there.pieces.itertuples():
        if piece.certain and piece.effective > 0:
            columns = on.span(piece.start, piece.end)
            rows += [
                (index[piece.place_id], slot, piece.effective) for slot in range(columns.start, columns.stop)
            ]
    asked = np.argwhere(coverage.need.stay > 0)
    untold = coverage.no_roster | there.unknown | coverage.need.leaders_unknown
    need = pd.DataFrame({
        "place": asked[:, 0], "slot": asked[:, 1], "day": on.slots.day[asked[:, 1]],
        "need": coverage.need.stay[asked[:, 0], asked[:, 1]],
        "nobody_can_tell": untold[asked[:, 0], asked[:, 1]],
    })  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "slot", "effective"]), need


def _median(act: Callable[[], Any], runs: int = RUNS) -> float:
    act()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


if __name__ == "__main__":
    main()
