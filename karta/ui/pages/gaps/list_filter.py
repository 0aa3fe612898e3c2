"""What the list shows: kind of place, time of day, organisation; and the list as a file, narrowed in the same way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.reports.meeting import Meeting
from karta.services.gaps import exports, list_filter, pictures
from karta.services.gaps import period as gaps_period
from karta.services.gaps.exports import Form
from karta.services.gaps.pictures import PictureForm
from karta.services.sheets import meeting_sheet
from karta.ui import view, words
from karta.ui.context import Context
from karta.ui.pages.sheets.exports import FORMS, PICTURES
from karta.ui.view import View


def show(context: Context, period: gaps_period.Period, shown: View) -> gaps_period.Period:
    """Show the choices and the files; return the period with the rows that fit."""
    say = context.say
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="gaps_filter")
    with row:
        _choice(context, "kind", shown, list_filter.kinds(period), lambda kind: say(f"kinds.{kind}"))
        _choice(context, "part", shown, list(list_filter.PARTS), lambda part: say(f"gaps.part_{part}"))
        _choice(context, "org", shown, list_filter.organisations(period), str)
    fitting = list_filter.narrowed(period, kind=shown.kind, part=shown.part, org=shown.org)
    if allowed(context.viewer, "export_gaps", WORKSPACE):
        with row.popover(say("gaps.fetch"), icon=":material/download:"):
            words.paragraph(say("sheets.not_public"), "note")
            _files(context, period, fitting, shown)
    return fitting


def _files(context: Context, period: gaps_period.Period, fitting: gaps_period.Period, shown: View) -> None:
    """Show a button for each file: the list as it is narrowed, and the map of the hour shown."""
    say = context.say
    words.heading(say("sheets.export_list"), 3)
    row = st.container(horizontal=True, gap="small")
    for form, mime in FORMS.items():
        row.download_button(
            say(f"sheets.export_{form}"), partial(_file, context, fitting, shown, form),
            file_name=_name(context, shown, form), mime=mime, key=f"gaps_export_{form}", on_click="ignore",
        )  # fmt: skip
    words.heading(say("sheets.export_picture"), 3)
    row = st.container(horizontal=True, gap="small")
    for picture_form, mime in PICTURES.items():
        row.download_button(
            say(f"sheets.export_{picture_form}"),
            partial(_picture, context, period, shown, picture_form),
            file_name=_name(context, shown, picture_form, "picture"), mime=mime,
            key=f"gaps_picture_{picture_form}", on_click="ignore",
        )  # fmt: skip


def _choice(
    context: Context, name: str, shown: View, names: Sequence[str], label: Callable[[str], str]
) -> None:
    """Show one choice; a chosen name that is not among `names` (of another week) stays, and is listed."""
    key, now = f"gaps_{name}", getattr(shown, name) or ""
    st.session_state[key] = now
    options = ["", *names, *([now] if now and now not in names else [])]
    st.selectbox(
        context.say(f"gaps.filter_{name}"), options, key=key, width=view.WIDE, label_visibility="collapsed",
        format_func=lambda option: label(option) if option else context.say(f"gaps.filter_all_{name}s"),
        on_change=_choose, args=(name, shown.week),
    )  # fmt: skip


def _choose(name: str, week: date) -> None:
    chosen: dict[str, Any] = {name: st.session_state[f"gaps_{name}"] or None}
    view.write(replace(view.read(week), **chosen))


def _sheet(context: Context, period: gaps_period.Period, shown: View) -> Meeting:
    return meeting_sheet.meeting(
        context.workspace, context.viewer, shown.week, view=shown.view, area=shown.area, period=period
    )


def _picture(context: Context, period: gaps_period.Period, shown: View, form: PictureForm) -> bytes:
    sheet = _sheet(context, period, shown)
    return pictures.export(context.workspace, context.viewer, period, sheet, shown.hour, form, shown.area)


def _file(context: Context, period: gaps_period.Period, shown: View, form: Form) -> bytes:
    workspace, viewer, say = context.workspace, context.viewer, context.say
    sheet = _sheet(context, period, shown)
    filters = [
        say(f"kinds.{shown.kind}") if shown.kind else "",
        say(f"gaps.part_{shown.part}") if shown.part in list_filter.PARTS else "", shown.org or "",
    ]  # fmt: skip
    return exports.export(workspace, viewer, period, sheet, "list", form, ", ".join(filter(None, filters)))


def _name(context: Context, shown: View, form: str, what: str = "list") -> str:
    year, week, _ = shown.week.isocalendar()
    return f"karta-{context.say(f'sheets.export_{what}_name')}-{year}-v{week:02d}.{form}"
