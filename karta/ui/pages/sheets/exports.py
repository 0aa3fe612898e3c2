"""The week's list and grid as files."""

from functools import partial

import streamlit as st

from karta.services.gaps import exports, pictures
from karta.services.gaps.exports import Form, Kind
from karta.services.gaps.pictures import PictureForm
from karta.services.sheets import meeting_sheet
from karta.ui import cached_week, words
from karta.ui.context import Context
from karta.ui.pages.access import keys
from karta.ui.pages.sheets import research
from karta.ui.view import View

KINDS: tuple[Kind, ...] = ("list", "grid")
FORMS: dict[Form, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
PICTURES: dict[PictureForm, str] = {"svg": "image/svg+xml", "png": "image/png"}


def show(context: Context, shown: View) -> None:
    """Show a button for each file."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    words.paragraph(say("sheets.exports_lead"))
    with st.spinner(say("ui.computing"), show_time=False):
        period = cached_week.period(context, shown)
        sheet = meeting_sheet.meeting(
            workspace, viewer, shown.week, view=shown.view, area=shown.area, period=period
        )
    for kind in KINDS:
        words.heading(say(f"sheets.export_{kind}"), 3)
        row = st.container(horizontal=True, gap="small")
        for form, mime in FORMS.items():
            row.download_button(
                say(f"sheets.export_{form}"),
                partial(exports.export, workspace, viewer, period, sheet, kind, form),
                file_name=exports.file_name(sheet, kind, form, workspace.language),
                mime=mime, key=f"export_{kind}_{form}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    words.heading(say("sheets.export_picture"), 3)
    row = st.container(horizontal=True, gap="small")
    for picture_form, mime in PICTURES.items():
        row.download_button(
            say(f"sheets.export_{picture_form}"),
            partial(pictures.export, workspace, viewer, period, sheet, shown.hour, picture_form, shown.area),
            file_name=pictures.file_name(sheet, picture_form, workspace.language),
            mime=mime, key=f"export_picture_{picture_form}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    words.paragraph(say("sheets.not_public"), "note")
    words.paragraph(say("sheets.export_apostrophe"), "quiet")
    research.show(context)
    if context.member is None:
        # Where people sign in the keys are on the members' page.
        keys.show(context)
