"""A file on its way in, as a session holds it: what it is, what was answered about it, and the work that is done on it.

It stays with the session while other pages are looked at, and goes when the session ends: nothing of it is stored
before it is accepted, and then all of it or none.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from karta.i18n import number
from karta.services import background
from karta.services.background import Progress, Work
from karta.services.importing import acceptance, feeds, imports
from karta.services.importing.changeset import Applied, ChangeSet
from karta.services.rosters import notices
from karta.ui import words
from karta.ui.context import Context
from karta.ui.uploads import Upload

# A small file is there before anybody could read that it is being read.
AT_ONCE_SECONDS = 1.5
POLL_SECONDS = 1.0
# How much of the way each phase begins at; what a phase counts moves the bar on within it.
_BEGINS = {"queued": 0.0, "reading": 0.1, "comparing": 0.6, "storing": 0.1}
_ENDS = {"queued": 0.1, "reading": 0.6, "comparing": 1.0, "storing": 1.0}
# How many changes of the store a row makes: its own row, what it hangs on, and its line in the book of imports.
_CHANGES = {"roster": 4, "sessions": 3}


@dataclass
class Draft:
    """A file that was handed in, its kind and the answers so far; `same` and `different`: name -> id of one alike.

    `is_packed_map`: it can be clipped while it is read; `areas`: the file of areas within which it is.
    `feed_file`: the file of a feed that it is, None of an uploaded one.
    """

    upload: Upload
    kind: str
    answers: dict[str, Any] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    different: dict[str, str] = field(default_factory=dict)
    is_packed_map: bool = False
    areas: Upload | None = field(default=None, repr=False)
    feed_file: feeds.Opened | None = field(default=None, repr=False)
    reading: Work[ChangeSet] | None = field(default=None, repr=False)
    storing: Work[Applied] | None = field(default=None, repr=False)

    @property
    def file_id(self) -> str:
        """What tells the file from others of its session."""
        return self.upload.file_id

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.upload.name

    def put_away(self) -> None:
        """Let go of the file and its reading."""
        self.discard_reading()
        self.upload.drop()
        self._drop_areas()

    def answer(self, **answers: Any) -> None:
        """Add answers, named as in `--answers`; the file is read again with them."""
        self.answers = {**self.answers, **answers}
        self.discard_reading()

    def clip(self, within: str | Upload) -> None:
        """Read the file again within a boundary that it has by this name, or within the areas of another file."""
        self._drop_areas()
        self.areas = within if isinstance(within, Upload) else None
        self.answer(within=within.name if isinstance(within, Upload) else within)

    def _drop_areas(self) -> None:
        if self.areas is not None:
            self.areas.drop()
        self.areas = None

    def discard_reading(self) -> None:
        """Discard the reading of the file, so that it is read again."""
        if self.reading is not None:
            self.reading.drop()
        self.reading = None

    def read(self, context: Context) -> Work[ChangeSet]:
        """Return the reading of the file, begun if it is not under way."""
        if self.reading is None:
            self.reading = background.begin(lambda progress: self._preview(context, progress))
        return self.reading

    def store(self, context: Context, *, drop_gone: bool, admit: Collection[str]) -> None:
        """Begin to store what the file would change, and to admit those of its organisations that are chosen."""
        changes = self.read(context).result()
        rows = changes.rows_stored

        def watch(act: Any, progress: Progress) -> None:
            progress.enter("storing", rows, lambda: act.changes)
            if self.feed_file is not None:
                feeds.note_accepted(act, self.feed_file, changes, self.answers, context.workspace.today)

        def do(progress: Progress) -> Applied:
            progress.enter("storing", rows)
            return acceptance.apply(
                context.workspace,
                context.viewer,
                changes,
                admit=admit,
                drop_gone=drop_gone,
                same=self.same,
                different=list(self.different.items()),
                notifier=partial(notices.following_import, workspace=context.workspace),
                watch=partial(watch, progress=progress),
            )

        self.storing = background.begin(do)

    def _preview(self, context: Context, progress: Progress) -> ChangeSet:
        with TemporaryDirectory() as folder:
            path = Path(folder) / (Path(self.name).name or "file")
            path.write_bytes(self.upload.content())
            answers = dict(self.answers)
            if self.areas is not None and "within" in answers:
                answers["within"] = Path(folder) / "areas" / (Path(self.areas.name).name or "file")
                answers["within"].parent.mkdir()
                answers["within"].write_bytes(self.areas.content())
            return imports.preview_file(
                context.workspace, context.viewer, path, self.kind, answers=answers, progress=progress
            )


def done(work: Work[Any]) -> bool:
    """Return whether work is done, waiting a moment for work that is quick."""
    return work.wait(max(0.0, AT_ONCE_SECONDS - work.seconds))


def show_progress(context: Context, draft: Draft, work: Work[Any]) -> None:
    """Show how far work has come, looked at again each second, and draw the page anew when it is done."""
    megabytes = number(draft.upload.size / 1e6, 1, context.workspace.language)

    @st.fragment(run_every=POLL_SECONDS)
    def poll() -> None:
        if work.wait(0):
            st.rerun()
        progress = work.progress
        phase, count = progress.phase, progress.done
        begins, ends = _BEGINS[phase], _ENDS[phase]
        expected = max(1, progress.total * _CHANGES.get(draft.kind, 2))
        st.progress(begins + (ends - begins) * min(0.95, count / expected))
        language = context.workspace.language
        facts = {
            "megabytes": megabytes,
            "total": number(progress.total, 0, language),
            "count": number(count, 0, language),
            "seconds": int(work.seconds),
        }
        words.paragraph(context.say(f"register.phase_{phase}", **facts), "note")

    poll()
    words.paragraph(
        context.say("register.meanwhile_stored" if draft.storing else "register.meanwhile"), "quiet"
    )
