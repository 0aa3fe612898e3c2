"""Free hours: when a rule may ask at a place, while it is open and nobody leads a training there (METHOD 3.1)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, Grid, IntArray
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.coverage.windows import Windows
from karta.model.tables import Tables

# Fewer known leaders than this leave the need of a place standing. Source: METHOD 3.1.
LED_BY = 2


@dataclass(frozen=True)
class LedHours:
    """Places x slots: `led` by enough known leaders; `leaders_unknown`, of which nobody knows whether it is."""

    led: BoolArray
    leaders_unknown: BoolArray


@dataclass(frozen=True)
class Free:
    """Rows of places, and what may take a rule's need away there: hours when they are closed, led sessions."""

    rows: IntArray
    access: BoolArray | None
    sessions: LedHours | None

    def of(self, columns: IntArray) -> BoolArray:
        """Return where (rows x columns) a rule may ask."""
        at = np.ix_(self.rows, columns)
        shape = len(self.rows), len(columns)
        accessible = np.ones(shape, dtype=bool) if self.access is None else self.access[at]
        return accessible if self.sessions is None else accessible & ~self.sessions.led[at]

    def certain(self, columns: IntArray) -> BoolArray:
        """Return where (rows x columns) no session of unknown leaders may take the need away."""
        if self.sessions is None:
            return np.ones((len(self.rows), len(columns)), dtype=bool)
        return ~self.sessions.leaders_unknown[np.ix_(self.rows, columns)]


@dataclass(frozen=True)
class FreeHours:
    """The hours of all places of a grid, laid out when the first rule asks for them."""

    tables: Tables
    grid: Grid
    laid: Windows

    def of(self, rule: dict[str, Any], rows: IntArray) -> Free:
        """Return what may take a rule's need away at some rows of places."""
        return Free(
            rows,
            self.access if rule["within_access"] else None,
            self.sessions if rule["outside_sessions"] else None,
        )

    @cached_property
    def access(self) -> BoolArray:
        """Where (places x slots) a place can be entered; False where its hours are unknown, too."""
        open_, rows = self.grid.nowhere(), self.grid.place_index()
        for rule in self.tables.access.to_dict("records"):
            for start, end in self.laid.clock(rule):
                open_[rows[rule["place_id"]], self.grid.span(start, end)] = True
        return open_

    @cached_property
    def sessions(self) -> LedHours:
        """Where (places x slots) trainings are led, and where nobody knows."""
        led, unknown = self.grid.nowhere(), self.grid.nowhere()
        rows = self.grid.place_index()
        for session in self.tables.sessions.to_dict("records"):
            leaders = session["leaders"]
            if not pd.isna(leaders) and float(leaders) < LED_BY:
                continue
            target = unknown if pd.isna(leaders) else led
            place = rows[session["place_id"]]
            for occurrence in row_occurrences(session, self.grid):
                target[place, self.grid.span(occurrence.start, occurrence.end)] = True
            for occurrence in unsure_occurrences(session, self.grid):
                unknown[place, self.grid.span(occurrence.start, occurrence.end)] = True
        return LedHours(led=led, leaders_unknown=unknown)
