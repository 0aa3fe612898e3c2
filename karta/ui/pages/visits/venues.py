"""Venues and their year: who was there when, how long ago, how often it is to be, and who is known there."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from karta.i18n import number
from karta.services.planning import police_hours, visit_officers, visit_year, visits
from karta.services.planning.visits import VenueYear
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.visits import links, year
from karta.ui.pages.visits.acts import perform


def show(context: Context) -> None:
    """Show each venue that welcomes visits, and the form that sets how often."""
    say = context.say
    rows = visits.year(context.workspace, context.viewer)
    words.paragraph(say("visits.venues_lead"), "quiet")
    if not rows:
        words.paragraph(say("visits.venues_none"), "quiet")
        return
    today = context.workspace.today
    words.table(
        [say(f"visits.column_{name}") for name in ("venue", "last", "left", "main", "share", "year")],
        [_cells(context, row, today) for row in rows],
        say("visits.part_venues"),
    )
    _hours(context)
    by_id = {row.place_id: row for row in rows}
    place = st.selectbox(
        say("visits.column_venue"), list(by_id), None, format_func=lambda key: by_id[key].place, key="year_place",
        placeholder=say("visits.choose_venue"),
    )  # fmt: skip
    if place is not None:
        row = by_id[place]
        year.show(context, row.place, visit_year.strip(row, today), row.cadence)
        _cadence(context, row)
    links.show(context, place, "" if place is None else by_id[place].place)


def _hours(context: Context) -> None:
    """Say how many of the registered police hours of late build relations."""
    say, language = context.say, context.workspace.language
    hours = police_hours.of_late(context.workspace, context.viewer)
    if not hours.total:
        words.paragraph(say("visits.hours_none"), "quiet")
        return
    facts = {
        "total": hours.total, "relational": hours.relational, "share": 100 * hours.relational / hours.total,
        "visits": hours.visits, "joint": hours.joint,
    }  # fmt: skip
    words.paragraph(say("visits.hours", **{key: number(value, 0, language) for key, value in facts.items()}))


def _cells(context: Context, row: VenueYear, today: date) -> list[str]:
    say, language = context.say, context.workspace.language
    last = say("visits.never") if row.since is None else on(context, today - timedelta(days=row.since), today)
    left = (
        ""
        if row.days_left is None
        else say("visits.days_left" if row.days_left >= 0 else "visits.days_over", days=abs(row.days_left))
    )
    share = "" if row.main_share is None else f"{number(100 * row.main_share, 0, language)} %"
    held = [each for each in row.visits if each.state == "done"]
    volunteers = sum(each.kind == "volunteer" for each in held)
    count = say("visits.year_count", officers=len(held) - volunteers, volunteers=volunteers)
    return [row.place, last, left, row.main or say("visits.nobody_main"), share, count]


def _cadence(context: Context, row: VenueYear) -> None:
    say, place = context.say, row.place_id
    words.heading(say("visits.cadence"), 3)
    officers = [
        who for who in visit_officers.officers(context.workspace, context.viewer) if who.kind == "officer"
    ]
    names = {who.officer_id: who.name for who in officers}
    ids = [None, *names]
    current = next((key for key, name in names.items() if name == row.main), None)
    with st.form(f"cadence_{place}_{row.version}", border=True):
        columns = st.columns(3)
        days = columns[0].number_input(say("visits.cadence_days"), 1, 365, row.cadence)
        by = columns[1].text_input(say("visits.cadence_by"), row.decided_by, max_chars=80)
        main = columns[2].selectbox(
            say("visits.column_main"), ids, ids.index(current),
            format_func=lambda key: say("visits.nobody_main") if key is None else names[key],
        )  # fmt: skip
        sent = st.form_submit_button(say("visits.cadence_save"))
    if sent:
        act = partial(
            visits.set_cadence, context.workspace, context.viewer, place, days=int(days), decided_by=by,
            main_officer_id=main, version=row.version,
        )  # fmt: skip
        perform(context, act, "visits.cadence_saved", place=row.place, days=int(days))
