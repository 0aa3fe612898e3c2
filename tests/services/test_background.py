"""Work beside the page, and what is remembered of a file's columns."""

from threading import Event

import pytest

from karta.errors import InputError
from karta.services import background, history
from karta.services.background import Progress
from karta.services.importing import acceptance, imports
from karta.services.workspace import Workspace
from karta.store.acts import Act
from tests.services.importing.conftest import workspace as workspace
from tests.services.importing.rows import COORDINATOR

ROSTER = "plats;veckodag;bums;till;organisation;antal\nTorget;{day};20:00;24:00;Nattvandrarna;4\n"


def test_work_tells_how_far_it_is_and_then_its_result() -> None:
    """While it runs its phase and count can be read and waiting gives up in time; then the result is there."""
    go = Event()

    def do(progress: Progress) -> str:
        progress.enter("storing", 5, lambda: 3)
        go.wait(30)
        return "done"

    work = background.begin(do)
    assert not work.wait(0.2)
    assert (work.progress.phase, work.progress.done, work.progress.total) == ("storing", 3, 5)
    go.set()
    assert work.result() == "done"
    assert work.wait(0)


def test_an_error_of_the_user_comes_back_from_the_work() -> None:
    """What the work raises is raised where its result is asked for."""

    def do(_: Progress) -> None:
        raise InputError("table_empty")

    work = background.begin(do)
    assert work.wait(30)
    with pytest.raises(InputError):
        work.result()


def test_columns_are_asked_for_once_for_each_shape_of_file(workspace: Workspace) -> None:
    """After an accepted answer a file with the same header asks nothing; undoing the import takes the answer back."""
    path = workspace.folder / "a.csv"
    path.write_text(ROSTER.format(day="fredag"), encoding="utf-8")
    with pytest.raises(InputError, match="columns_unknown"):
        imports.preview_file(workspace, COORDINATOR, path, "roster")
    answers = {"columns": {"bums": "start"}}
    found = imports.preview_file(workspace, COORDINATOR, path, "roster", answers=answers)
    applied = acceptance.apply(workspace, COORDINATOR, found)
    path.write_text(ROSTER.format(day="lördag"), encoding="utf-8")
    again = imports.preview_file(workspace, COORDINATOR, path, "roster", name="b.csv")
    assert (again.rows_stored, again.source) == (1, "b.csv")
    with pytest.raises(InputError, match="columns_unknown"):
        imports.preview_file(workspace, COORDINATOR, path, "sessions")
    history.undo(workspace, COORDINATOR, str(applied.act_id))
    with pytest.raises(InputError, match="columns_unknown"):
        imports.preview_file(workspace, COORDINATOR, path, "roster")


def test_the_progress_of_a_file_is_read_then_compare_then_store(workspace: Workspace) -> None:
    """The phases come in order, and the act that is being written tells its changes."""
    path = workspace.folder / "a.csv"
    path.write_text(ROSTER.format(day="fredag").replace("bums", "från"), encoding="utf-8")
    seen: list[tuple[str, int]] = []

    class Told(Progress):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "phase":
                seen.append((str(value), self.total))

    found = imports.preview_file(workspace, COORDINATOR, path, "roster", progress=Told())
    assert seen[-2:] == [("reading", 0), ("comparing", 1)]
    acts: list[Act] = []
    acceptance.apply(workspace, COORDINATOR, found, watch=acts.append)
    assert acts[0].changes > 0
