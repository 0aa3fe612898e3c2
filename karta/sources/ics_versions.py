"""Which version of an event counts, and which events only share an identity.

Programs are to give each event an identity of its own; some give one to a whole calendar.
"""

from collections import defaultdict

from karta.errors import Issue
from karta.model import typed_numbers
from karta.model.place import name_key
from karta.sources.ics_events import Event

_MOST_VERSIONS = 999_999_999


def latest(events: list[Event]) -> tuple[list[Event], list[Issue]]:
    """Return the newest version of each event, and the older ones as repetitions.

    Events of one identity and one version on different dates are different events: each has a key of its own.
    """
    versions: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        versions[event.uid, event.raw("RECURRENCE-ID")].append(event)
    counting: list[Event] = []
    issues: list[Issue] = []
    for (_, original), same_identity in versions.items():
        for group in _by_place(same_identity):
            kept, repeated = _of_one_start(group) if original else _of_one_identity(group)
            counting += kept
            issues += repeated
    return sorted(counting, key=lambda event: event.row), issues


def _by_place(group: list[Event]) -> list[list[Event]]:
    """Return events without an identity apart by their places, which are then a part of what they are known by.

    One that says no place may be at that of another of its title and start: they stay together, and are asked about.
    """
    places: dict[str, list[Event]] = defaultdict(list)
    for event in group:
        places[name_key(event.place)].append(event)
    if group[0].component.get("UID") or "" in places:
        return [group]
    for place, events in places.items():
        for event in events:
            event.own_key = f"{event.uid}@{place}"
    return list(places.values())


def _of_one_identity(group: list[Event]) -> tuple[list[Event], list[Issue]]:
    """Return the events of an identity that count: the newest of each start, all of them in the newest version."""
    newest = max(map(_sequence, group))
    starts: dict[str, list[Event]] = defaultdict(list)
    for event in group:
        if _sequence(event) == newest:
            starts[event.raw("DTSTART")].append(event)
    kept: list[Event] = []
    issues: list[Issue] = []
    for same_start in starts.values():
        counting, repeated = _of_one_start(same_start)
        kept += counting
        issues += repeated
    older = [event for event in group if _sequence(event) < newest]
    kept += _beside(older, kept, issues)
    if len({event.raw("DTSTART") for event in kept}) > 1:
        for event in kept:
            event.own_key = f"{event.uid}@{event.raw('DTSTART')}"
    return kept, issues


def _of_one_start(group: list[Event]) -> tuple[list[Event], list[Issue]]:
    """Return the newest of some versions; those that nothing tells apart are left for their rows to be compared."""
    newest = max(map(_age, group))
    kept = [event for event in group if _age(event) == newest]
    return kept, [_repeats(event, kept[0]) for event in group if _age(event) < newest]


def _beside(older: list[Event], newer: list[Event], issues: list[Issue]) -> list[Event]:
    """Return the older versions that stay in: one of another date may be a date of its own, which is asked."""
    by_date = {event.raw("DTSTART")[:8]: event for event in newer}
    staying = [event for event in older if event.raw("DTSTART")[:8] not in by_date]
    for event in staying:
        event.tell("event_older", "DTSTART", "question", first=newer[0].row)
    issues += [
        _repeats(event, by_date[event.raw("DTSTART")[:8]])
        for event in older
        if event.raw("DTSTART")[:8] in by_date
    ]
    return staying


def _repeats(older: Event, newer: Event) -> Issue:
    """Return the note that a version is the same as, or older than, another one."""
    same = older.raw("DTSTART") == newer.raw("DTSTART") and older.raw("DTEND") == newer.raw("DTEND")
    code = "row_duplicate" if same else "event_replaced"
    return Issue(older.row, None, code, "note", facts=(("first", newer.row),))


def _sequence(event: Event) -> int:
    return typed_numbers.digits(event.raw("SEQUENCE"), _MOST_VERSIONS) or 0


def _age(event: Event) -> tuple[int, str]:
    """Return what orders the versions of an event: its number, then when it was last touched."""
    return _sequence(event), event.raw("LAST-MODIFIED") or event.raw("DTSTAMP")
