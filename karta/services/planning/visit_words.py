"""Visits and terms in words, alike on the page, on paper and in files."""

from collections.abc import Iterable

from karta.i18n import text
from karta.services.planning.visit_terms import Hours, Terms
from karta.services.planning.visits import PlannedVisit


def who(row: PlannedVisit, language: str) -> str:
    """Return by which function a visit is, who comes along, and with whom; a police volunteer is said to be one."""
    officer = row.officer or text("visits.officer_gone", language)
    if row.kind == "volunteer":
        officer = text("visits.volunteer", language, name=officer)
    if row.along:
        officer = text("visits.joint", language, officer=officer, along=row.along)
    return text(f"visits.with_{row.company}", language, officer=officer) if row.company else officer


def terms_line(terms: Terms, language: str) -> str:
    """Return a venue's terms in a line: uniform, what kind of visit, who receives, what is not wanted."""
    parts = [text("visits.uniform_without", language)] if terms.uniform == "without" else []
    parts.append(", ".join(text(f"visits.kinds.{kind}", language) for kind in terms.kinds))
    if terms.volunteers:
        parts.append(text("visits.volunteers_welcome", language))
    if terms.host:
        parts.append(text("visits.received_by", language, host=terms.host))
    if terms.not_wanted:
        parts.append(text("visits.not_wanted_said", language, words=terms.not_wanted))
    return "; ".join(filter(None, parts))


def hours_line(hours: Iterable[Hours], language: str) -> str:
    """Return hours on weekdays in a line: `ons, fre 17:00\u201320:00`."""
    return "; ".join(
        f"{days_line(each.days, language)} {each.start}\u2013{each.end}".strip() for each in hours
    )


def days_line(tokens: str, language: str) -> str:
    """Return day tokens (`WE;FR`) in words."""
    return ", ".join(text(f"days.{token}", language) for token in tokens.split(";") if token)
