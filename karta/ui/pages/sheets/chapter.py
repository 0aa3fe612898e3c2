"""The chapter of a situation picture and an action plan: as Word, as PDF, and in the municipality's own template."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from karta.errors import KartaError
from karta.services.sheets import chapter, kept_sheets
from karta.ui import feedback, own_address, uploads, words
from karta.ui.context import Context
from karta.ui.pages.sheets import kept, preview
from karta.ui.view import View

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show(context: Context, _shown: View) -> None:
    """Show the choice of a kept sheet, its chapter as files, and the box for a template."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    words.paragraph(say("chapter.part_lead"))
    snapshot_id = kept.choose(context)
    if snapshot_id is None:
        return
    try:
        kept_sheets.opened(workspace, viewer, snapshot_id)
    except KartaError as error:
        feedback.fault(context, error)
        return
    origin, name = own_address.of(""), say("chapter.file_name")
    row = st.container(horizontal=True, gap="small")
    row.download_button(
        say("chapter.download_docx"), partial(chapter.docx, workspace, viewer, snapshot_id, origin),
        file_name=f"{name}.docx", mime=DOCX, key="chapter_docx", icon=":material/description:", type="primary",
        on_click="ignore",
    )  # fmt: skip
    row.download_button(
        say("chapter.download_pdf"), partial(chapter.pdf, workspace, viewer, snapshot_id, origin),
        file_name=f"{name}.pdf", mime="application/pdf", key="chapter_pdf", icon=":material/picture_as_pdf:",
        on_click="ignore",
    )  # fmt: skip
    words.paragraph(say("sheets.not_public"), "note")
    own_address.warn(context, origin)
    _template(context, snapshot_id, origin)
    make = partial(chapter.pdf, workspace, viewer, snapshot_id, origin)
    preview.show(context, say("sheets.part_chapter"), snapshot_id, make)


def _template(context: Context, snapshot_id: str, origin: str) -> None:
    say, workspace, viewer = context.say, context.workspace, context.viewer
    with st.expander(say("chapter.template_title")):
        words.paragraph(say("chapter.template_help"))
        uploads.speak(say("register.load_button"), say("register.load_refused"))
        file = st.file_uploader(say("chapter.template_box"), ["docx"], key="chapter_template")
        if file is not None and (content := _filled(context, snapshot_id, origin, file)) is not None:
            st.download_button(
                say("chapter.template_download"), content, file_name=f"{say('chapter.file_name')}.docx", mime=DOCX,
                key="chapter_filled", icon=":material/description:", type="primary", on_click="ignore",
            )  # fmt: skip
        words.paragraph(say("chapter.template_parts_help"), "quiet")
        words.table(
            [say("chapter.template_column_word"), say("chapter.template_column_what")],
            [(f"{{{{ {word} }}}}", say(f"chapter.word.{word}")) for word in chapter.template_words()],
            say("chapter.template_title"),
        )
        st.download_button(
            say("chapter.sample"), partial(chapter.sample, workspace, viewer),
            file_name=f"{say('chapter.sample_name')}.docx", mime=DOCX, key="chapter_sample",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _filled(context: Context, snapshot_id: str, origin: str, file: UploadedFile) -> bytes | None:
    """Return the template that was handed in, filled, once for each file and sheet; a fault is shown."""
    about = (file.file_id, snapshot_id, context.workspace.store.revision(), context.viewer.scope)
    held: tuple[tuple[str, str, int, str], bytes] | None = st.session_state.get("chapter_filled_in")
    if held is not None and held[0] == about:
        return held[1]
    try:
        with st.spinner(context.say("register.working")), TemporaryDirectory() as folder:
            path = Path(folder) / "template.docx"
            path.write_bytes(file.getvalue())
            content = chapter.in_template(context.workspace, context.viewer, snapshot_id, path, origin)
    except KartaError as error:
        feedback.fault(context, error)
        return None
    st.session_state["chapter_filled_in"] = (about, content)
    return content
