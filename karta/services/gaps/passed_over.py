"""Rows of the register that are left out of a computation, in words: what they are, whose, where, and why."""

from karta.i18n import text
from karta.model.tables import PassedOver, Tables

# How many rows a sentence lists.
NAMED = 8
_WHY = {
    "end_not_after_start": "order",
    "period_reversed": "order",
    "repeating_too_long": "length",
    "time_unreadable": "time",
    "date_unreadable": "time",
    "not_whole_minutes": "time",
    "day_token_unknown": "days",
    "weekday_unknown": "days",
    "number_bad": "number",
    "geometry_bad": "shape",
}
_MIXED = "shape"


def passed_over_text(tables: Tables, language: str) -> str:
    """Return sentences on the rows that are not computed, or not as they stand; "" where there are none."""
    places = dict(zip(tables.places["place_id"], tables.places["name"], strict=True))
    mixed = [row for row in tables.passed_over if row.what == _MIXED]
    left_out = [row for row in tables.passed_over if row.what != _MIXED]
    sentences = [
        text(f"gaps.passed.{key}", language, names=_listed(rows, places, language))
        for key, rows in (("left_out", left_out), ("mixed", mixed))
        if rows
    ]
    return " ".join(sentences)


def _listed(rows: list[PassedOver], places: dict[str, str], language: str) -> str:
    phrases = dict.fromkeys(_phrase(row, places, language) for row in rows)
    return "; ".join(list(phrases)[:NAMED]) + (" ..." if len(phrases) > NAMED else "")


def _phrase(row: PassedOver, places: dict[str, str], language: str) -> str:
    place = places.get(row.place_id or "", "")
    where = place or text("gaps.passed.nowhere", language)
    if row.what == _MIXED:
        return where
    return text(
        f"gaps.passed.{row.what}", language, place=where, when=row.when or text("gaps.passed.repeated", language),
        org=row.org or text("gaps.passed.nobody", language),
        why=text(f"gaps.passed.why.{_WHY.get(row.code, 'rule')}", language),
    )  # fmt: skip
