"""When a place is open and how it is staffed, and what is open near it: the end of a place's panel."""

from karta.i18n import catalogue, number
from karta.services import walking_distances
from karta.services.gaps import figures, nearby, reasons, school_walks
from karta.services.gaps import period as gaps_period
from karta.ui import cached_week, opening_words, words
from karta.ui.context import Context


def show(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    """Show the opening hours of a place and what is open near it at an hour."""
    _open(context, period, place)
    _nearby(context, period, place, hour)
    _school(context, place)


def _open(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek) -> None:
    """Show how long the place is open, how much of it with leaders, and how long it lacks adults."""
    language = context.workspace.language
    words.heading(context.say("gaps.open_title"), 3)
    rows = period.coverage.tables.access
    lines = opening_words.lines(context, rows[rows["place_id"] == place.place_id])
    hours = figures.open_hours(context.viewer, period, place.place_id)
    if hours:
        facts = {name.removesuffix("_h"): number(value, 2, language) for name, value in hours.items()}
        parts = ("hours", *(part for part in ("others", "around", "unsure") if hours[f"{part}_h"]))
        lines += [context.say(f"gaps.open_{part}", **facts) for part in parts]
    else:
        (whom,) = reasons.opening_contacts(context.workspace, context.viewer, [place.place_id]).values()
        lines = [context.say("gaps.open_unknown", whom=whom)]
    lack = figures.lack_of_place(place)
    if lack["gap_ah"] > 0 and period.view != "expected":
        hours_text, gap = number(lack["gap_hours"], 2, language), number(lack["gap_ah"], 1, language)
        lines.append(context.say("gaps.gap_hours", hours=hours_text, adult_hours=gap))
    words.bullets(lines)


def _nearby(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    """Show what is open near the place at the hour, nearest first."""
    words.heading(context.say("gaps.nearby_title"), 3)
    neighbours = nearby.open_nearby(context.workspace, context.viewer, period, place.place_id, hour)
    if not neighbours:
        words.paragraph(
            context.say("gaps.nearby_none", metres=number(walking_distances.WITHIN_M, 0)), "quiet"
        )
    words.bullets([_near_line(context, neighbour) for neighbour in neighbours])


def _school(context: Context, place: gaps_period.PlaceWeek) -> None:
    """Show how far the pupils of a school walk to what is free of charge."""
    reach = cached_week.schools(context)
    if place.place_id not in reach.schools:
        return
    language = context.workspace.language
    words.heading(context.say("gaps.school_title"), 3)
    pairs = zip(school_walks.CLASSES_M, reach.counts(place.place_id), strict=True)
    words.bullets([
        context.say("gaps.school_within", metres=number(metres, 0, language), count=count)
        for metres, count in pairs
    ])  # fmt: skip
    own = reach.walks[reach.walks["school_id"] == place.place_id].head(nearby.MOST)
    if len(own):
        words.bullets([
            f"{row.place or context.say('ui.unnamed')}, {_activity(context, row.activity)}, "
            f"{_walked(context, row.walk_m, approx=row.approx)}"
            for row in own.itertuples()
        ])  # fmt: skip


def _activity(context: Context, kind: str) -> str:
    """Return the word for a kind of activity; the list of kinds is open."""
    key = f"sessions.kind.{kind}"
    return context.say(key) if key in catalogue(context.workspace.language) else kind


def _walked(context: Context, walk_m: float, *, approx: bool) -> str:
    metres = number(10 * round(walk_m / 10), 0, context.workspace.language)
    return context.say("gaps.walk_about" if approx else "gaps.walk", metres=metres)


def _near_line(context: Context, neighbour: nearby.Nearby) -> str:
    language, kind = context.workspace.language, context.say(f"kinds.{neighbour.kind}")
    facts = [f"{neighbour.name} ({kind.lower()})" if neighbour.name else kind]
    if neighbour.activity:
        facts += [_activity(context, neighbour.activity), neighbour.organisation]
        leaders = None if neighbour.leaders is None else number(neighbour.leaders, 0, language)
        facts.append(context.say("gaps.nearby_leaders", leaders=leaders or context.say("ui.count_unknown")))
    else:
        facts.append(context.say("gaps.nearby_open"))
    facts.append(_walked(context, neighbour.walk_m, approx=neighbour.approx))
    return ", ".join(part for part in facts if part)
