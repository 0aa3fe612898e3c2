"""Feeds as their tests work them: read, look at a file, open and accept it as the page does."""

from karta.services.importing import acceptance, feed_reading, feeds, imports
from karta.services.importing.feeds import Feed, FeedFile
from karta.services.workspace import Workspace
from tests.services.importing.rows import COORDINATOR

HEAD = "id;plats;datum;från;till;organisation;antal\n"
CLEAR = HEAD + "1;Square;2026-09-25;20:00;23:00;Vandrarna;4\n2;Square;2026-10-02;20:00;23:00;Vandrarna;4\n"
# The second row lasts 23 hours, which is asked about.
UNCLEAR = HEAD + "8;Square;2026-09-26;20:00;23:00;Scouterna;2\n9;Square;2026-09-27;20:00;19:00;Scouterna;2\n"


def read(workspace: Workspace) -> Feed:
    """Read every feed, and return the first."""
    feed_reading.read(workspace, COORDINATOR)
    return feeds.feeds(workspace, COORDINATOR)[0]


def file_of(feed: Feed, name: str) -> FeedFile:
    """Return a file of a feed."""
    return next(file for file in feed.files if file.name == name)


def dates(workspace: Workspace) -> list[str]:
    """Return the dates of all shifts that are stored."""
    return sorted(str(day)[:10] for day in workspace.store.frame("schedule")["date"])


def accept(workspace: Workspace, feed: str, name: str, **answers: object) -> None:
    """Open a file, answer, and accept its preview, as the page does."""
    file = feeds.opened(workspace, COORDINATOR, feed, name)
    path = workspace.folder / name
    path.write_bytes(file.content)
    answered = {**file.answers, **answers}
    changes = imports.preview_file(workspace, COORDINATOR, path, file.kind, answers=answered)
    acceptance.apply(
        workspace, COORDINATOR, changes,
        watch=lambda act: feeds.note_accepted(act, file, changes, answered, workspace.today),
    )  # fmt: skip
