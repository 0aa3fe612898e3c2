"""Lines of text about a shift: when and where, how many, what is missing, what one must know."""

from karta.i18n import day as day_text
from karta.model.shift import ShiftOccurrence
from karta.reports import calendar
from karta.services.rosters import series_days
from karta.services.rosters.occurrences import when_text
from karta.ui.context import Context


def heading(context: Context, occurrence: ShiftOccurrence) -> str:
    """Return day, hours and place of a shift, and its name where it has one."""
    name = occurrence.title if occurrence.place else ""
    parts = when_text(context.workspace, occurrence), where(context, occurrence), name
    return " · ".join(filter(None, parts))


def where(context: Context, occurrence: ShiftOccurrence) -> str:
    """Return where a shift is held: a line of a roster may name no place of the register."""
    return occurrence.place or occurrence.title or context.say("rosters.no_place")


def counted(context: Context, occurrence: ShiftOccurrence) -> str:
    """Return how many have signed up, or are known; and where they count for nothing, or not yet, that they do not."""
    language = context.workspace.language
    parts = calendar.counted(occurrence, language), calendar.uncounted(occurrence, language)
    return " · ".join(filter(None, parts))


def state(context: Context, occurrence: ShiftOccurrence) -> str:
    """Return what a shift is for, how many go and wait, whether a roster says so, and from which day it was moved."""
    parts = [context.say(f"web.purpose_{occurrence.purpose}"), counted(context, occurrence)]
    if occurrence.young_leaders:
        parts.append(context.say("web.young_leaders", count=occurrence.young_leaders))
    if occurrence.waiting:
        parts.append(context.say("rosters.waiting", count=len(occurrence.waiting)))
    if occurrence.stand_ins:
        parts.append(context.say("rosters.stand_ins", count=occurrence.stand_ins))
    if occurrence.from_roster:
        parts.append(context.say("rosters.from_roster"))
    if occurrence.held_on != occurrence.day:
        parts.append(
            context.say("rosters.moved_from", day=day_text(occurrence.day, context.workspace.language))
        )
    return " · ".join(parts)


def facts(context: Context, occurrence: ShiftOccurrence) -> list[str]:
    """Return the other facts of a shift, a line each."""
    parties = ", ".join(party.organisation for party in occurrence.parties if party.organisation)
    lines = [context.say("rosters.parties", orgs=parties)]
    if occurrence.repeats:
        lines.append(_repetition(context, occurrence))
    lines += [
        context.say(f"web.{name}", what=getattr(occurrence, name))
        for name in ("fetch", "meeting_point", "call_before", "notes", "invite_to")
        if getattr(occurrence, name)
    ]
    if occurrence.missing_roles:
        wanted = ", ".join(context.say(f"web.role_{role}") for role in occurrence.missing_roles)
        lines.append(context.say("web.roles", what=wanted))
    elif occurrence.roles:
        lines.append(context.say("rosters.roles_taken"))
    if occurrence.young_leaders and occurrence.paired_with:
        lines.append(context.say("web.paired_with", what=occurrence.paired_with))
    if occurrence.known_here:
        lines.append(context.say("web.known_here"))
    return lines


def _repetition(context: Context, occurrence: ShiftOccurrence) -> str:
    """Return how often a shift is held, and until when."""
    days = series_days.series_days(context.workspace, context.viewer, occurrence.shift_id)
    often = context.say("rosters.every_week" if days.weekly else "rosters.repeats")
    if days.last is None:
        return context.say("rosters.until_further", often=often)
    last = day_text(days.last, context.workspace.language, weekday=False)
    return context.say("rosters.until_day", often=often, day=last)
