"""Uppföljning: figures over months, each with what it counts and what it does not."""

from collections.abc import Callable

from karta.privacy import allowed, belonging_to
from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.follow_up import (
    agreements,
    areas,
    before_after,
    figures,
    handover,
    measures,
    meetings,
    neighbours,
    result,
    shifts,
)


def _before(context: Context) -> None:
    before_after.show(context)
    neighbours.show(context)


PARTS: dict[str, Callable[[Context], None]] = {
    "figures": figures.show, "shifts": shifts.show, "before": _before, "result": result.show,
    "areas": areas.show, "agreements": agreements.show,
    "measures": measures.show, "meetings": meetings.show, "handover": handover.show,
}  # fmt: skip


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.follow_up"))
    words.paragraph(context.say("follow_up.caption"), "caption")
    shown = PARTS if _has_own(context) else {name: each for name, each in PARTS.items() if name != "result"}
    part = parts.chosen(context, "follow_up", shown, next(iter(PARTS)))
    feedback.show(context, part)
    shown[part](context)


def _has_own(context: Context) -> bool:
    """Tell whether there may be an organisation whose page about its year is the viewer's to make."""
    return bool(allowed(context.viewer, "see_delivery", belonging_to(*context.viewer.organisation_ids)))
