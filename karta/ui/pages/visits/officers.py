"""The functions that visit: hours a week, days off, area, from when until when; never a name of somebody."""

from datetime import date, time
from functools import partial

import streamlit as st

from karta.i18n import number
from karta.model.recurrence import WEEKDAYS
from karta.services.planning import visit_officers
from karta.services.planning.visit_officers import KINDS, Officer
from karta.services.register import town
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.visits import feed, files
from karta.ui.pages.visits.acts import perform


def show(context: Context) -> None:
    """Show the functions, and the form that adds or changes one."""
    say = context.say
    words.paragraph(say("visits.officers_lead"), "quiet")
    rows = visit_officers.officers(context.workspace, context.viewer)
    frame = town.areas(context.workspace, context.viewer)
    areas = dict(zip(frame["area_id"], frame["name"], strict=True))
    if rows:
        words.table(
            [say(f"visits.officer_{name}") for name in ("name", "kind", "hours", "off", "from", "areas")],
            [_cells(context, row, areas) for row in rows],
            say("visits.part_officers"),
        )
    by_id = {row.officer_id: row for row in rows}
    chosen = st.selectbox(
        say("visits.officer_which"), [None, *by_id],
        format_func=lambda key: say("visits.officer_new") if key is None else by_id[key].name, key="officer_which",
    )  # fmt: skip
    _form(context, by_id.get(chosen) if chosen else None, areas)
    if chosen is not None:
        _busy(context, by_id[chosen])
        files.busy(context, by_id[chosen])
        feed.show(context, by_id[chosen])
    files.earlier(context, rows)


def _cells(context: Context, row: Officer, areas: dict[str, str]) -> list[str]:
    say = context.say
    until = "" if row.until is None else say("visits.until", day=on(context, row.until))
    first = "" if row.first is None else say("visits.from", day=on(context, row.first))
    return [
        row.name, say(f"visits.kinds_of.{row.kind}"), number(row.hours, 1, context.workspace.language),
        ", ".join(say(f"days.{day}") for day in row.days_off), f"{first} {until}".strip(),
        ", ".join(areas.get(area, "") for area in row.area_ids) or say("visits.all_areas"),
    ]  # fmt: skip


def _form(context: Context, row: Officer | None, areas: dict[str, str]) -> None:
    say = context.say
    stands = f"{row.officer_id}_{row.version}" if row else "new"
    with st.form(f"officer_{stands}", border=True, clear_on_submit=row is None):
        one, two = st.columns(2)
        name = one.text_input(
            say("visits.officer_name"),
            row.name if row else "",
            max_chars=80,
            help=say("visits.officer_name_help"),
        )
        kind = two.radio(
            say("visits.officer_kind"), KINDS, KINDS.index(row.kind) if row else 0,
            format_func=lambda key: say(f"visits.kinds_of.{key}"), horizontal=True,
        )  # fmt: skip
        hours = one.number_input(say("visits.officer_hours"), 0.5, 60.0, row.hours if row else 5.0, step=0.5)
        off = two.multiselect(
            say("visits.officer_off"), WEEKDAYS, row.days_off if row else (),
            format_func=lambda day: say(f"days.{day}"),
        )  # fmt: skip
        where = one.multiselect(
            say("visits.officer_areas"), list(areas), [area for area in row.area_ids if area in areas] if row else (),
            format_func=areas.__getitem__, help=say("visits.officer_areas_help"),
        )  # fmt: skip
        plain = two.checkbox(say("visits.officer_plain"), row.plain if row else True)
        first = one.date_input(say("visits.officer_from"), row.first if row else None, format="YYYY-MM-DD")
        until = two.date_input(say("visits.officer_until"), row.until if row else None, format="YYYY-MM-DD")
        languages = one.text_input(
            say("visits.officer_languages"), row.languages if row else "", max_chars=80
        )
        sent = st.form_submit_button(say("visits.officer_save"), type="primary")
    if sent:
        act = partial(
            visit_officers.put, context.workspace, context.viewer, name=name, kind=kind, hours=float(hours),
            days_off=tuple(off), area_ids=tuple(where), first=first, until=until, plain=plain, languages=languages,
            officer_id=row.officer_id if row else None, version=row.version if row else None,
        )  # fmt: skip
        perform(context, act, "visits.officer_saved", name=name)


def _busy(context: Context, row: Officer) -> None:
    """Show the form that adds hours in which a function cannot visit: times alone, nothing of what for."""
    say = context.say
    with st.form(f"busy_{row.officer_id}", border=True):
        words.paragraph(say("visits.busy_lead"), "quiet")
        day_at, start_at, end_at = st.columns(3)
        day = day_at.date_input(say("visits.busy_day"), context.workspace.today, format="YYYY-MM-DD")
        start = start_at.time_input(say("visits.from_time"), time(8), step=900)
        end = end_at.time_input(say("visits.to_time"), time(17), step=900)
        sent = st.form_submit_button(say("visits.busy_save"))
    if sent and isinstance(day, date):
        hours = [(day, f"{start:%H:%M}", f"{end:%H:%M}")]
        act = partial(visit_officers.add_busy, context.workspace, context.viewer, row.officer_id, hours)
        perform(context, act, "visits.busy_saved", name=row.name, day=on(context, day))
