"""The chapter of a situation picture and an action plan, from a kept sheet: as Word, PDF, in one's own template."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports import chapter as words
from karta.reports import chapter_docx, chapter_pdf, chapter_template
from karta.reports.chapter_blocks import Chapter
from karta.services.access import public_address
from karta.services.sheets import kept_sheets
from karta.services.workspace import Workspace
from karta.sources import guard

# What an address of a kept sheet says: the part of the page, which sheet, and which of its figures.
PART, SHEET, FIGURES = "del", "sparat", "avsnitt"
# A template is filled within this time or not at all.
SECONDS = 60.0


def chapter(workspace: Workspace, viewer: Viewer, snapshot_id: str, origin: str = "") -> Chapter:
    """Return the chapter of a kept sheet; `origin`: the address of this server, where its public one is not it.

    Raises NotFoundError as `kept_sheets.opened` does.
    """
    require(viewer, "export_gaps", WORKSPACE)
    sheet = kept_sheets.opened(workspace, viewer, snapshot_id)
    made = workspace.now().astimezone(workspace.zone)
    return words.chapter(sheet, _address(workspace, snapshot_id, origin), made, workspace.language)


def docx(workspace: Workspace, viewer: Viewer, snapshot_id: str, origin: str = "") -> bytes:
    """Return the chapter of a kept sheet as a Word document."""
    require(viewer, "export_gaps", WORKSPACE)
    return chapter_docx.docx(chapter(workspace, viewer, snapshot_id, origin))


def pdf(workspace: Workspace, viewer: Viewer, snapshot_id: str, origin: str = "") -> bytes:
    """Return the chapter of a kept sheet as a PDF."""
    require(viewer, "export_gaps", WORKSPACE)
    return chapter_pdf.pdf(chapter(workspace, viewer, snapshot_id, origin))


def in_template(
    workspace: Workspace, viewer: Viewer, snapshot_id: str, template: Path, origin: str = ""
) -> bytes:
    """Return a Word template filled with the chapter of a kept sheet. The template is stored nowhere.

    Raises InputError as `chapter_template.filled` does.
    """
    require(viewer, "export_gaps", WORKSPACE)
    own = chapter(workspace, viewer, snapshot_id, origin)
    # A file from outside is read where it can be stopped.
    return bytes(guard.in_child(chapter_template.filled, template, own, seconds=SECONDS))


def template_words() -> tuple[str, ...]:
    """Return the words that a template may ask with, those of whole parts last."""
    return (*words.FACTS, *chapter_template.BLOCKS)


def sample(workspace: Workspace, viewer: Viewer) -> bytes:
    """Return a Word template to begin with, which asks for every part."""
    require(viewer, "export_gaps", WORKSPACE)
    return chapter_template.sample(workspace.now(), workspace.language)


def _address(workspace: Workspace, snapshot_id: str, origin: str) -> Callable[[str], str]:
    root = origin or public_address.or_this_machine()
    page = text("ui.path.sheets", workspace.language)

    def at(figures: str) -> str:
        return f"{root}/{page}?{urlencode({PART: 'kept', SHEET: snapshot_id, FIGURES: figures})}"

    return at
