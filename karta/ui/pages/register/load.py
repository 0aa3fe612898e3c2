"""Reading a file in: choose it, see exactly what it would change, then accept; nothing is stored before that."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.services.importing import empty_files, feeds
from karta.services.importing.changeset import ChangeSet
from karta.ui import feedback, uploads, words
from karta.ui.context import Context
from karta.ui.pages.register import admission, ask_same_name, clip, conflicts, preview, questions
from karta.ui.pages.register import draft as register_draft
from karta.ui.pages.register.draft import Draft
from karta.ui.pages.register.kind import KINDS, guess
from karta.ui.uploads import Upload


def show(context: Context) -> None:
    """Show the upload for files of every kind."""
    words.paragraph(context.say("register.load_what"))
    load(context, KINDS, "load")


def load(context: Context, kinds: Sequence[str], key: str) -> None:
    """Show an upload for files of some kinds; `key` tells it from other uploads on the page."""
    draft = _picked(context, kinds, key)
    if draft is None:
        words.paragraph(context.say("register.load_empty"), "quiet")
        _empty_files(context, kinds, key)
        return
    if draft.storing is not None:
        _storing(context, draft, key)
        return
    _about(context, draft, kinds, key)
    clip.offer(context, draft, key)
    work = draft.read(context)
    with st.spinner(context.say("register.load_reading")):
        ready = register_draft.done(work)
    if not ready:
        register_draft.show_progress(context, draft, work)
        return
    try:
        changes = work.result()
    except KartaError as error:
        feedback.fault(context, error)
        questions.ask_file(context, draft, error)
        return
    preview.show(context, changes, key)
    conflicts.ask(context, draft, changes)
    questions.ask_rows(context, draft, changes)
    questions.ask_columns(context, draft, changes)
    ask_same_name.ask(context, draft, changes)
    _accept(context, draft, changes, key)


def _picked(context: Context, kinds: Sequence[str], key: str) -> Draft | None:
    """Show the box for files; return the one being read in, also one from before a visit to another page.

    Of several each waits for the one before it.
    """
    uploads.speak(context.say("register.load_button"), context.say("register.load_refused"))
    draft_key, file_key = f"{key}_draft", f"{key}_file_{st.session_state.get(f'{key}_attempt', 0)}"
    seen: set[str] = st.session_state.setdefault(f"{key}_box", set())
    queue: list[Upload] = st.session_state.setdefault(f"{key}_queue", [])

    def changed() -> None:
        """Forget a file when it is taken out of the box, not when the box is back after another page."""
        gone = seen - {file.file_id for file in st.session_state.get(file_key) or []}
        before = st.session_state.get(draft_key)
        if before is not None and before.file_id in gone:
            before.put_away()
            st.session_state.pop(draft_key)
        for upload in [upload for upload in queue if upload.file_id in gone]:
            upload.drop()
            queue.remove(upload)

    # Of any ending: a file is known by what is in it, and one that cannot be read gets a sentence that says what to do.
    files = st.file_uploader(
        context.say("register.load_file"),
        key=file_key,
        help=context.say("register.load_help"),
        on_change=changed,
        accept_multiple_files=True,
    )
    queue += [uploads.handle(file) for file in files if file.file_id not in seen]
    seen |= {file.file_id for file in files}
    if draft_key not in st.session_state and queue:
        st.session_state[draft_key] = _draft(queue.pop(0), kinds)
    if queue:
        names = ", ".join(upload.name for upload in queue)
        words.paragraph(context.say("register.load_queue", count=len(queue), names=names), "note")
    draft: Draft | None = st.session_state.get(draft_key)
    return draft


def _empty_files(context: Context, kinds: Sequence[str], key: str) -> None:
    """Show the files that can be filled in, each with an example row."""
    fitting = [kind for kind in empty_files.KINDS if kind in kinds]
    if not fitting:
        return
    with st.popover(context.say("register.empty_title"), icon=":material/download:"):
        words.paragraph(context.say("register.empty_what"), "quiet")
        with st.container(horizontal=True, gap="small"):
            for kind in fitting:
                st.download_button(
                    context.say(f"register.kind_of.{kind}"), partial(empty_files.empty_file, kind),
                    file_name=f"{context.say(f'register.empty_name.{kind}')}.csv", mime="text/csv",
                    key=f"{key}_empty_{kind}", icon=":material/download:", on_click="ignore",
                )  # fmt: skip


def _draft(upload: Upload, kinds: Sequence[str]) -> Draft:
    """Return a file on its way in, with a guess at what it is about."""
    head = upload.content()[:4096]
    guessed = guess(upload.name, head)
    return Draft(upload, guessed if guessed in kinds else kinds[0], is_packed_map=clip.can_be(head))


def _about(context: Context, draft: Draft, kinds: Sequence[str], key: str) -> None:
    """Show the file being read in, ask for its kind, and offer to put it away."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            context.say("register.load_kind"), kinds, kinds.index(draft.kind),
            format_func=lambda name: context.say(f"register.kind_of.{name}"),
            key=f"{key}_kind_{draft.file_id}", width=420,
        )  # fmt: skip
        away = st.button(context.say("register.put_away"), icon=":material/close:", key=f"{key}_away")
        file = draft.feed_file
        left = file is not None and st.button(context.say("feeds.leave"), key=f"{key}_leave")
    words.heading(draft.name, 3)
    if left and file is not None:
        feedback.perform(context, partial(_leave, context, file, key), "feeds.left_as_is", name=draft.name)
    if away:
        _forget(key)
        st.rerun()
    if kind != draft.kind:
        draft.kind, draft.answers = kind, {}
        draft.discard_reading()


def _leave(context: Context, file: feeds.Opened, key: str) -> None:
    feeds.leave(context.workspace, context.viewer, file)
    _forget(key)


def _accept(context: Context, draft: Draft, changes: ChangeSet, key: str) -> None:
    drop_gone = False
    if len(changes.gone):
        drop_gone = st.checkbox(
            context.say("register.drop_gone", count=len(changes.gone)), key=f"{key}_drop_{draft.file_id}"
        )
    if changes.is_empty and not drop_gone:
        words.paragraph(
            context.say("register.nothing_yet" if changes.rows_pending else "register.nothing_new"), "quiet"
        )
        admission.offer_known(context, changes, f"{key}_{draft.file_id}")
        return
    admit = admission.choose(context, changes, f"{key}_{draft.file_id}")
    label = context.say("register.accept", count=changes.rows_stored)
    if st.button(label, type="primary", key=f"{key}_accept_{draft.file_id}"):
        draft.store(context, drop_gone=drop_gone, admit=admit)
        st.rerun()


def _storing(context: Context, draft: Draft, key: str) -> None:
    """Show how far the storing is; when it is done report it, with the way to undo it."""
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
        feedback.fault(context, error)
        draft.discard_reading()
        st.button(context.say("register.read_again"), key=f"{key}_again")
        return
    waiting = len(draft.read(context).result().waiting)
    facts = {"file": draft.name, "stored": applied.counts["rows_stored"], "waiting": waiting}
    _forget(key)
    feedback.did(
        [applied.act_id] if applied.act_id else [],
        context.say("register.accepted_waiting" if waiting else "register.accepted", **facts),
    )


def _forget(key: str) -> None:
    st.session_state[f"{key}_attempt"] = st.session_state.get(f"{key}_attempt", 0) + 1
    draft: Draft | None = st.session_state.pop(f"{key}_draft", None)
    if draft is not None:
        draft.put_away()
