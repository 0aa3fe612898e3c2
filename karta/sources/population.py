"""Residents by age band of an area, from columns whose names say ages: `man_16_19`, `kvinnor 6`, `0-5 år`."""

import re
from numbers import Real
from typing import Any

from karta.sources.profiles import plain

YOUNG_BELOW = 25
_TOTAL = frozenset(
    {"", "totalt", "total", "antal", "alla", "befolkning", "folkmängd", "pop", "population", "age", "ålder"}
)
_SEXES = (
    frozenset({"kvinnor", "kvinna", "flickor", "women", "female", "k"}),
    frozenset({"män", "man", "pojkar", "men", "male", "m"}),
)
_BAND = re.compile(
    r"(?P<who>[a-zåäö ]*?) ?(?P<low>\d{1,3})(?: (?P<high>\d{1,3}))?(?P<open> ?\+)?(?: ?(?:år|years))?"
)
_YEAR = re.compile(r"(?:år|ar|year)(?: (?P<suffix>\d))?")

Band = tuple[int, int]


def population_columns(names: list[str], first: dict[str, Any]) -> dict[str, tuple[str, Band]]:
    """Return the year and age band of each column of residents; `first` is a row, from which years are read.

    A column counts for its band if it is a total, or a sex where no total of that year and band is there. Where a
    name says only the lower age, the band ends before the next one (of any column, so that `kvinnor_6` ends where
    `man_6_15` does).
    """
    suffixes = {
        match["suffix"] or "": _year(first[name]) for name in names if (match := _YEAR.fullmatch(plain(name)))
    }
    parsed = [(name, *p) for name in names if (p := _parsed(name, names, suffixes)) is not None]
    lows = sorted({low for _, _, _, low, _ in parsed})
    if len(lows) < 2:
        return {}
    highs = {(low, high) for _, _, _, low, high in parsed if high is not None}
    by_column: dict[str, tuple[str, Band, bool]] = {}
    for name, year, is_total, low, high in parsed:
        stated = next((h for other, h in sorted(highs) if other == low), None)
        following = next((other - 1 for other in lows if other > low), None)
        upper = high if high is not None else stated if stated is not None else following
        if upper is not None and low < YOUNG_BELOW:
            by_column[name] = year, (low, upper), is_total
    totals = {(year, band) for year, band, is_total in by_column.values() if is_total}
    return {
        name: (year, band)
        for name, (year, band, is_total) in by_column.items()
        if is_total or (year, band) not in totals
    }


def population_text(row: dict[str, Any], columns: dict[str, tuple[str, Band]]) -> str | None:
    """Return the bands of a row as `year:from-to=count` joined by `;`; blanks and negative marks are left out."""
    sums: dict[tuple[str, Band], float] = {}
    for name, at in columns.items():
        value = row[name]
        if isinstance(value, Real) and float(value) >= 0:
            sums[at] = sums.get(at, 0.0) + float(value)
    return (
        ";".join(f"{year}:{low}-{high}={count:g}" for (year, (low, high)), count in sorted(sums.items()))
        or None
    )


def _parsed(
    name: str, names: list[str], suffixes: dict[str, str]
) -> tuple[str, bool, int, int | None] | None:
    """Return year, whether it is a total, lower and upper age of a column name; None where it says no ages."""
    plainly = plain(name)
    year = suffixes.get("", "")
    for suffix, of in suffixes.items():
        # `man_0_5_1` is the second year of `man_0_5` only where the first is there, too.
        stem = plainly.removesuffix(f" {suffix}") if suffix else plainly
        if stem != plainly and any(plain(other) == stem for other in names):
            plainly, year = stem, of
    match = _BAND.fullmatch(plainly)
    if match is None or match["open"]:
        return None
    who, low = match["who"].strip(), int(match["low"])
    high = int(match["high"]) if match["high"] else None
    is_group = who in _TOTAL or any(who in sex for sex in _SEXES)
    if not is_group or low > 120 or (high is not None and not low <= high <= 120):
        return None
    return year, who in _TOTAL, low, high


def _year(value: Any) -> str:
    text = str(value).split(".")[0]
    return text if re.fullmatch(r"(19|20)\d{2}", text) else ""
