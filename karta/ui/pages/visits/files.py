"""Files of busy hours and of earlier visits: read for their times, shown before anything is stored, and let go of."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import streamlit as st

from karta.errors import Issue, KartaError
from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services.planning import visit_earlier, visit_files, visit_officers
from karta.services.planning.visit_files import BusyFile, EarlierFile
from karta.services.planning.visit_officers import Officer
from karta.services.workspace import Workspace
from karta.ui import feedback, uploads, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.visits.acts import perform

TYPES = ["ics", "xlsx", "csv"]
# So many times and faults are shown of a file; all of the times are stored.
SHOWN = 12
T = TypeVar("T")


def busy(context: Context, row: Officer) -> None:
    """Show the box for a file of when a function is busy, its times, and the button that stores them."""
    say, key = context.say, f"busy_file_{row.officer_id}"
    with st.expander(say("visits.busy_file")):
        words.paragraph(say("visits.busy_file_lead"), "quiet")
        read: BusyFile | None = read_box(context, key, visit_files.busy_in)
        if read is None:
            return
        today = context.workspace.today
        lines = [[on(context, day, today), f"{start}\u2013{end}"] for day, start, end in read.hours]
        _times(context, [say("visits.busy_day"), say("visits.column_time")], lines, read.issues)
        if lines and st.button(
            say("visits.busy_file_store", count=len(lines)), key=f"{key}_store", type="primary"
        ):
            act = partial(
                visit_officers.add_busy, context.workspace, context.viewer, row.officer_id, list(read.hours)
            )
            _store(context, key, act, "visits.busy_file_stored", name=row.name)


def earlier(context: Context, staff: Sequence[Officer]) -> None:
    """Show the box for a file of earlier visits, where and when they were, and the button that stores them."""
    say, key = context.say, "earlier_file"
    with st.expander(say("visits.earlier_file")):
        words.paragraph(say("visits.earlier_file_lead"), "quiet")
        names: dict[str | None, str] = {who.officer_id: who.name for who in staff}
        names[None] = say("visits.officer_gone")
        # Chosen anew when a function has come: before the first one, there was nobody to choose.
        officer = st.selectbox(
            say("visits.earlier_by"),
            list(names),
            format_func=names.__getitem__,
            key=f"earlier_by_{len(staff)}",
        )
        read: EarlierFile | None = read_box(context, key, visit_files.earlier_in)
        if read is None:
            return
        today = context.workspace.today
        lines = [
            [on(context, each.day, today), f"{each.start}\u2013{each.end}", each.place]
            for each in read.visits
        ]
        heads = [say("visits.busy_day"), say("visits.column_time"), say("visits.column_venue")]
        _times(context, heads, lines, read.issues)
        if read.there:
            words.paragraph(say("visits.earlier_there", count=read.there), "quiet")
        if lines and st.button(
            say("visits.earlier_store", count=len(lines)), key=f"{key}_store", type="primary"
        ):
            act = partial(visit_earlier.add, context.workspace, context.viewer, officer, read.visits)
            _store(context, key, act, "visits.earlier_stored", name=names[officer])


def read_box(
    context: Context, key: str, reader: Callable[[Workspace, Viewer, Path], T], types: Sequence[str] = TYPES
) -> T | None:
    """Show the box, and return what is read of the file in it, once for each file; a fault is shown."""
    uploads.speak(context.say("register.load_button"), context.say("register.load_refused"))
    box = f"{key}_{st.session_state.get(f'{key}_attempt', 0)}"
    file = st.file_uploader(context.say("visits.file_box"), list(types), key=box)
    if file is None:
        return None
    held: tuple[str, str, T] | None = st.session_state.get(f"{key}_read")
    if held is not None and held[:2] == (file.file_id, context.viewer.scope):
        return held[2]
    try:
        with st.spinner(context.say("register.working")), TemporaryDirectory() as folder:
            path = Path(folder) / (Path(file.name).name or "file")
            path.write_bytes(file.getvalue())
            content = reader(context.workspace, context.viewer, path)
    except KartaError as error:
        feedback.fault(context, error)
        return None
    st.session_state[f"{key}_read"] = (file.file_id, context.viewer.scope, content)
    return content


def _times(context: Context, heads: list[str], lines: list[list[str]], issues: Sequence[Issue]) -> None:
    say = context.say
    if lines:
        words.table(heads, lines[:SHOWN], say("visits.file_preview"))
        if len(lines) > SHOWN:
            words.paragraph(say("visits.file_more", count=len(lines) - SHOWN), "quiet")
    else:
        words.paragraph(say("visits.file_nothing"), "note")
    faults(context, issues)


def faults(context: Context, issues: Sequence[Issue]) -> None:
    """Show what of a file is not read, each with its row and column."""
    say = context.say
    for issue in issues[:SHOWN]:
        where = say("visits.file_at", row=issue.row or "", column=issue.column or "")
        words.paragraph(f"{where} {issue_text(issue, context.workspace.language)}", "note")
    if len(issues) > SHOWN:
        words.paragraph(say("visits.file_more_faults", count=len(issues) - SHOWN), "quiet")


def _store(context: Context, key: str, act: Callable[[], int], done: str, **facts: object) -> None:
    """Store the times, and empty the box."""
    perform(context, emptying(key, act), done, **facts)


def emptying(key: str, act: Callable[[], int]) -> Callable[[], int]:
    """Return an act that empties the box of a file once it is done."""
    attempt = f"{key}_attempt"

    def stored() -> int:
        count = act()
        st.session_state[attempt] = st.session_state.get(attempt, 0) + 1
        st.session_state.pop(f"{key}_read", None)
        return count

    return stored
