"""A request in words, as the app's page and an association's link show it alike."""

from datetime import date

from karta.i18n import day as day_text
from karta.i18n import number, text
from karta.store.cells import Row


def when(row: Row, today: date, language: str) -> str:
    """Return when a request is about: `fre 18 sep 20:00–23:00`, or the days it repeats on, and until when."""
    hours = {"start": row["start"], "end": row["end"]}
    if row["date"] is not None:
        return text("requests.when_date", language, day=_day(row["date"], today, language), **hours)
    days = ", ".join(text(f"days.{token}", language) for token in str(row["days"]).split(";") if token)
    sentence = text("requests.when_days", language, days=days, **hours)
    if row["valid_to"] is None:
        return sentence
    until = _day(row["valid_to"], today, language)
    return f"{sentence}, {text('requests.when_until', language, day=until)}"


def adults(row: Row, language: str) -> str:
    """Return how many adults a request asks for, and as what."""
    count, role = number(float(row["adults"]), 0, language), text(f"roles.{row['role']}", language)
    return text("requests.line_presence", language, adults=count, role=role)


def _day(day: date, today: date, language: str) -> str:
    plain = day_text(day, language)
    return plain if day.year == today.year else f"{plain} {day.year}"
