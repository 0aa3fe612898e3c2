"""The register's places to take along: tables, map files and a picture."""

from functools import partial

import streamlit as st

from karta.services.register import exports
from karta.services.register.exports import Form
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.sheets.exports import FORMS, PICTURES


def show(context: Context) -> None:
    """Show a button for each file, folded."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    with st.popover(say("gaps.fetch"), icon=":material/download:"):
        words.paragraph(say("register.fetch_what"), "quiet")
        row = st.container(horizontal=True, gap="small")
        forms: list[tuple[Form, str]] = [*FORMS.items(), *PICTURES.items()]
        for form, mime in forms:
            row.download_button(
                say(f"sheets.export_{form}"), partial(exports.export, workspace, viewer, form),
                file_name=exports.file_name(workspace, form), mime=mime, key=f"register_export_{form}",
                on_click="ignore",
            )  # fmt: skip
