"""What has changed in an area within 90 days: terms, decisions, contacts and places, and what visits took place."""

from datetime import date, timedelta

from karta.i18n import day as day_text
from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports.sections import Section
from karta.services.planning.visits import VenueYear
from karta.services.workspace import Workspace

BACK = timedelta(days=90)
# Of more changes of a kind than this, how many there were is told in one line. [K]
MOST = 6
# Whose rows tell what has changed, and the column of the place or area that they are about.
TABLES = {"visit_terms": "place_id", "need_rule": "place_id", "contact_function": "area_id", "place": "id"}
Change = tuple[date, str, str]


def section(
    workspace: Workspace, viewer: Viewer, area_id: str | None, here: frozenset[str], years: list[VenueYear]
) -> Section:
    """Return the changes in an area whose places are `here`, latest first, and the visits of its venues, as a section.

    `years` are those of the area's venues (`visits.year`).
    """
    require(viewer, "see_visits", WORKSPACE)
    language, today = workspace.language, workspace.today
    since = today - BACK
    rows = [
        (day_text(day, language), what, where)
        for day, what, where in sorted(_changes(workspace, area_id, here, since), reverse=True)
    ]
    heads = tuple(text(f"visits.card_{name}", language) for name in ("day", "change", "place"))
    held = [
        each for year in years for each in year.visits if each.state == "done" and since <= each.day <= today
    ]
    volunteers = sum(each.kind == "volunteer" for each in held)
    note = text("visits.card_held", language, officers=len(held) - volunteers, volunteers=volunteers)
    return Section(
        text("visits.card_changes", language),
        heads,
        tuple(rows),
        text("visits.card_changes_none", language),
        note,
    )


def _changes(workspace: Workspace, area_id: str | None, here: frozenset[str], since: date) -> list[Change]:
    language, found = workspace.language, []
    with workspace.store.reading() as reading:
        frames = {name: reading.frame(name) for name in TABLES}
    names = dict(zip(frames["place"]["id"], frames["place"]["name"], strict=True))
    for table, column in TABLES.items():
        frame = frames[table]
        if table == "need_rule":
            frame = frame[frame["state"] == "decided"]
        if table != "contact_function":
            about = frame[column].isin(here)
        else:
            # A contact of the whole municipality is one of every area.
            about = frame[column].isna() | frame[column].eq(area_id) | (area_id is None)
        days = frame["recorded_at"].dt.tz_convert(workspace.zone).dt.date
        # The column first: a frame without rows takes those of what is assigned to it.
        recent = frame.assign(day=days)[about & (days >= since)]
        what = text(f"visits.card_changed_{table}", language)
        if len(recent) > MOST:
            found.append((max(recent["day"]), f"{what} ({len(recent)})", ""))
            continue
        found += [(row["day"], what, _where(table, row, column, names)) for row in recent.to_dict("records")]
    return found


def _where(table: str, row: dict[object, object], column: str, names: dict[str, str]) -> str:
    return str(row["function"]) if table == "contact_function" else names.get(str(row[column]), "")
