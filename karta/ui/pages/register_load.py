"""Reading a file in: choose it, see exactly what it would change, then accept; nothing is stored before that."""

from collections.abc import Sequence

import streamlit as st

from karta.errors import KartaError
from karta.services.changes import ChangeSet
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_alike, register_answers, register_draft, register_preview
from karta.ui.pages import register_notes as notes
from karta.ui.pages.register_draft import Draft
from karta.ui.pages.register_kind import KINDS, guess

TYPES = [
    "csv", "tsv", "xlsx", "ics", "geojson", "json", "gpkg", "zip", "kml", "kmz", "gpx", "osm", "bz2", "pbf", "txt",
    "fgb",
]  # fmt: skip


def show(context: Context) -> None:
    """Show the way in for files of every kind."""
    words.paragraph(context.say("register.load_what"))
    load(context, KINDS, "load")


def load(context: Context, kinds: Sequence[str], key: str) -> None:
    """Show a way in for files of some kinds; `key` keeps several of them on a page apart."""
    draft = _picked(context, kinds, key)
    if draft is None:
        words.paragraph(context.say("register.load_empty"), "quiet")
        return
    if draft.storing is not None:
        _storing(context, draft, key)
        return
    _about(context, draft, kinds, key)
    work = draft.read(context)
    with st.spinner(context.say("register.load_reading")):
        ready = register_draft.done(work)
    if not ready:
        register_draft.show_progress(context, draft, work)
        return
    try:
        found = work.result()
    except KartaError as error:
        notes.fault(context, error)
        register_answers.ask_file(context, draft, error)
        return
    register_preview.show(context, found, key)
    register_answers.ask_rows(context, draft, found)
    register_answers.ask_columns(context, draft, found)
    register_alike.ask(context, draft, found)
    _accept(context, draft, found, key)


def _picked(context: Context, kinds: Sequence[str], key: str) -> Draft | None:
    """Show the box for a file; return the file on its way in, also where it was handed in before another page."""
    # The button of the uploader speaks English only: our own word stands in its place.
    button = context.say("register.load_button")
    st.html(f"<style>[data-testid='stFileUploaderDropzone'] {{ --karta-choose: '{button}'; }}</style>")
    kept, chosen = f"{key}_draft", f"{key}_file_{st.session_state.get(f'{key}_turn', 0)}"

    def changed() -> None:
        """Let go of the file where it was taken out of the box, not where the box comes back from another page."""
        now, before = st.session_state.get(chosen), st.session_state.get(kept)
        if now is None or (before is not None and before.file_id != now.file_id):
            st.session_state.pop(kept, None)

    file = st.file_uploader(
        context.say("register.load_file"),
        TYPES,
        key=chosen,
        help=context.say("register.load_help"),
        on_change=changed,
    )
    draft: Draft | None = st.session_state.get(kept)
    if file is not None and (draft is None or draft.file_id != file.file_id):
        content = file.getvalue()
        guessed = guess(file.name, content[:4096])
        kind = guessed if guessed in kinds else kinds[0]
        draft = Draft(file.file_id, file.name, content, kind)
        st.session_state[kept] = draft
    return draft


def _about(context: Context, draft: Draft, kinds: Sequence[str], key: str) -> None:
    """Show which file is on its way in, ask what it is about, and offer to put it away."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            context.say("register.load_kind"), kinds, kinds.index(draft.kind),
            format_func=lambda name: context.say(f"register.kind_of.{name}"),
            key=f"{key}_kind_{draft.file_id}", width=420,
        )  # fmt: skip
        away = st.button(context.say("register.put_away"), icon=":material/close:", key=f"{key}_away")
    words.heading(draft.name, 3)
    if away:
        draft.again()
        _forget(key)
        st.rerun()
    if kind != draft.kind:
        draft.kind, draft.answers = kind, {}
        draft.again()


def _accept(context: Context, draft: Draft, found: ChangeSet, key: str) -> None:
    drop_gone = False
    if len(found.gone):
        drop_gone = st.checkbox(
            context.say("register.drop_gone", count=len(found.gone)), key=f"{key}_drop_{draft.file_id}"
        )
    if found.is_empty and not drop_gone:
        words.paragraph(context.say("register.nothing_new"), "quiet")
        return
    label = context.say("register.accept", count=found.rows_stored)
    if st.button(label, type="primary", key=f"{key}_accept_{draft.file_id}"):
        draft.store(context, drop_gone=drop_gone)
        st.rerun()


def _storing(context: Context, draft: Draft, key: str) -> None:
    """Show how far the storing is; when it is done tell it, with the way back."""
    work = draft.storing
    assert work is not None
    words.heading(draft.name, 3)
    if not register_draft.done(work):
        register_draft.show_progress(context, draft, work)
        return
    draft.storing = None
    try:
        applied = work.result()
    except KartaError as error:
        notes.fault(context, error)
        draft.again()
        st.button(context.say("register.read_again"), key=f"{key}_again")
        return
    waiting = len(draft.read(context).result().waiting)
    facts = {"file": draft.name, "stored": applied.counts["rows_stored"], "waiting": waiting}
    _forget(key)
    notes.did(
        [applied.act_id] if applied.act_id else [],
        context.say("register.accepted_waiting" if waiting else "register.accepted", **facts),
    )


def _forget(key: str) -> None:
    st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1
    st.session_state.pop(f"{key}_draft", None)
