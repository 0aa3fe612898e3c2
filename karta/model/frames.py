"""Declared tables: the name, kind, unit and meaning of each column, written in one place.

One declaration drives the check, the documentation (`docs/tables.md`) and the factories of the tests. The tables
themselves are declared beside this file: `tables` (what the method computes from) and `rows` (what people hand in).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from karta.errors import ContractError

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "int", "float", "bool", "date", "time", "local", "instant", "geometry", "list", "any"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `required` must be in the frame; others are added with `default` where they are missing.

    Kinds: text; int and float (float may be NaN = unknown); bool; date (`datetime.date`); time (`HH:MM` text, wall
    clock); local (`YYYY-MM-DDTHH:MM` text, wall clock, offset allowed); instant (UTC timestamp); geometry
    (shapely, EPSG:3006); list (texts joined by `;`).
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    default: Any = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """A declared table: `one_row` names what a row is."""

    name: str
    one_row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names in their declared order."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The columns that must be handed in."""
        return [column.name for column in self.columns if column.required]

    def column(self, name: str) -> Column:
        """Return one declared column. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def check(frame: "pd.DataFrame", schema: Schema) -> "pd.DataFrame":
    """Return the frame with exactly the declared columns in order, defaults filled in; the input is untouched.

    Raises
    ------
    ContractError
        When required columns are missing; all of them are named.
    """
    import pandas as pd  # who only reads what is declared need not load it

    missing = [name for name in schema.required if name not in frame.columns]
    if missing:
        raise ContractError("columns_missing", table=schema.name, columns=", ".join(missing))
    added = {
        c.name: pd.Series([c.default] * len(frame), index=frame.index, dtype=_dtype(c.kind))
        for c in schema.columns
        if c.name not in frame.columns
    }
    return frame.assign(**added)[schema.names].reset_index(drop=True)


def empty(schema: Schema) -> "pd.DataFrame":
    """Return a frame of the declared columns without rows."""
    import pandas as pd

    return pd.DataFrame({c.name: pd.Series([], dtype=_dtype(c.kind)) for c in schema.columns})


def _dtype(kind: Kind) -> str:
    return {"int": "float64", "float": "float64", "instant": "datetime64[us, UTC]"}.get(kind, "object")
