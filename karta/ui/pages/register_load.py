"""Reading a file in: choose it, see exactly what it would change, then accept; nothing is stored before that."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import streamlit as st

from karta.errors import KartaError
from karta.services import imports, register
from karta.services.changes import ChangeSet
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes
from karta.ui.pages import register_preview
from karta.ui.pages.register_kind import KINDS, guess

TYPES = [
    "csv",
    "xlsx",
    "ics",
    "geojson",
    "json",
    "gpkg",
    "zip",
    "kml",
    "kmz",
    "gpx",
    "osm",
    "bz2",
    "txt",
    "fgb",
]


def show(context: Context) -> None:
    """Show the way in for files of every kind."""
    words.paragraph(context.say("register.load_what"))
    load(context, KINDS, "load")


def load(context: Context, kinds: Sequence[str], key: str) -> None:
    """Show a way in for files of some kinds; `key` keeps several of them on a page apart."""
    turn = st.session_state.get(f"{key}_turn", 0)
    # The button of the uploader speaks English only: our own word stands in its place.
    button = context.say("register.load_button")
    st.html(f"<style>[data-testid='stFileUploaderDropzone'] {{ --karta-choose: '{button}'; }}</style>")
    file = st.file_uploader(
        context.say("register.load_file"),
        TYPES,
        key=f"{key}_file_{turn}",
        help=context.say("register.load_help"),
    )
    if file is None:
        words.paragraph(context.say("register.load_empty"), "quiet")
        return
    content = file.getvalue()
    guessed = guess(file.name, content[:4096])
    kind = st.selectbox(
        context.say("register.load_kind"),
        kinds,
        kinds.index(guessed) if guessed in kinds else 0,
        format_func=lambda name: context.say(f"register.kind_of.{name}"),
        key=f"{key}_kind_{file.file_id}",
    )
    accepted, named = f"{key}_accept_{file.file_id}_{kind}", f"{key}_columns_{file.file_id}_{kind}"
    answers = {"accept": st.session_state.get(accepted, []), "columns": st.session_state.get(named, {})}
    try:
        with st.spinner(context.say("register.load_reading")):
            found = _preview(context, file.name, content, kind, answers, key)
    except KartaError as error:
        notes.fault(context, error)
        if error.code == "columns_unknown":
            _columns(context, error, named)
        return
    register_preview.show(context, found)
    _questions(context, found, accepted)
    _accept(context, found, file.name, key, turn)


def _preview(
    context: Context, name: str, content: bytes, kind: str, answers: dict[str, Any], key: str
) -> ChangeSet:
    """Return what the file would change; the reading is kept until file, kind, answers or register change."""
    said = (*answers["accept"], *answers["columns"].items())
    asked = (hashlib.sha256(content).hexdigest(), name, kind, said)
    mark = (*asked, context.workspace.store.revision())
    kept = st.session_state.get(f"{key}_preview")
    if kept is not None and kept[0] == mark:
        found: ChangeSet = kept[1]
        return found
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "file")
        path.write_bytes(content)
        found = imports.preview_file(context.workspace, context.viewer, path, kind, answers=answers)
    st.session_state[f"{key}_preview"] = (mark, found)
    return found


def _columns(context: Context, error: KartaError, key: str) -> None:
    """Ask which column is which, where the file's own words for them are not known."""
    columns = [name for name in str(error.facts["columns"]).split(", ") if name]
    with st.form(f"{key}_form", border=False):
        asked = {
            field: st.selectbox(
                context.say("register.which_column", field=context.say(f"register.column_of.{field}")), columns, None,
                placeholder=context.say("register.choose"),
            )
            for field in str(error.facts["missing"]).split(", ")
        }  # fmt: skip
        sent = st.form_submit_button(context.say("register.read_again"))
    if sent:
        told = {column: field for field, column in asked.items() if column is not None}
        st.session_state[key] = {**st.session_state.get(key, {}), **told}
        st.rerun()


def _questions(context: Context, found: ChangeSet, key: str) -> None:
    """Ask, one code at a time, what the file leaves open; a yes reads the file again."""
    asked = pd.Series([issue.code for issue in found.issues if issue.severity == "question"], dtype=object)
    answered = list(st.session_state.get(key, []))
    if asked.empty and not answered:
        return
    words.heading(context.say("register.questions"), 3)
    for code, count in asked.value_counts().items():
        first = next(issue for issue in found.issues if issue.code == code and issue.severity == "question")
        words.paragraph(register_preview.sentence(context, first))
        if st.button(context.say("register.answer_yes", count=count), key=f"{key}_{code}"):
            st.session_state[key] = [*answered, str(code)]
            st.rerun()
    if answered and st.button(context.say("register.answer_again"), key=f"{key}_again"):
        st.session_state[key] = []
        st.rerun()


def _accept(context: Context, found: ChangeSet, name: str, key: str, turn: int) -> None:
    drop_gone = False
    if len(found.gone):
        drop_gone = st.checkbox(
            context.say("register.drop_gone", count=len(found.gone)), key=f"{key}_drop_{turn}"
        )
    if found.is_empty and not drop_gone:
        words.paragraph(context.say("register.nothing_new"), "quiet")
        return
    label = context.say("register.accept", count=found.rows_stored)
    if not st.button(label, type="primary", key=f"{key}_accept_{turn}"):
        return

    def act() -> None:
        register.apply(context.workspace, context.viewer, found, drop_gone=drop_gone)
        st.session_state[f"{key}_turn"] = turn + 1
        st.session_state.pop(f"{key}_preview", None)

    facts = {"file": name, "stored": found.rows_stored, "waiting": len(found.waiting)}
    notes.perform(
        context, act, "register.accepted_waiting" if len(found.waiting) else "register.accepted", **facts
    )
