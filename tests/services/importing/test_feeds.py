"""Files that come by themselves: what is clear is stored, what is not waits as a whole, and nothing is guessed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from karta.errors import InputError, Issue, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import acceptance, clearness, feed_reading, feeds, imports
from karta.services.workspace import Workspace
from karta.sources import folders
from tests.services.importing.fed import CLEAR, HEAD, UNCLEAR, accept, dates, file_of, read
from tests.services.importing.rows import COORDINATOR, ORGANISER, PUBLIC, bring, intake, walk


def test_what_is_clear_is_stored_and_what_is_not_waits_as_a_whole(workspace: Workspace, inbox: Path) -> None:
    """Of two files one has a row with a question: the other's two shifts are stored, of this one none."""
    (inbox / "klar.csv").write_text(CLEAR)
    (inbox / "oklar.csv").write_text(UNCLEAR)
    feed = read(workspace)
    assert dates(workspace) == ["2026-09-25", "2026-10-02"]
    stored, waits = file_of(feed, "klar.csv"), file_of(feed, "oklar.csv")
    assert (stored.state, stored.counts) == ("stored", {"stored": 2, "unplaced": 0})
    assert waits.state == "waits"
    assert {name: count for name, count in waits.counts.items() if count} == {"pending": 1}
    assert (feed.fault, feed.read_at) == (None, feed.tried_at)
    assert feed.read_at is not None


def test_what_waits_is_opened_answered_and_stored(workspace: Workspace, inbox: Path) -> None:
    """A yes in the preview stores the whole file, after which nothing waits, and the same file is not read again."""
    (inbox / "oklar.csv").write_text(UNCLEAR)
    read(workspace)
    assert dates(workspace) == []
    accept(workspace, "inbox", "oklar.csv", accept=["shift_long"])
    assert dates(workspace) == ["2026-09-26", "2026-09-27"]
    before = feeds.feeds(workspace, COORDINATOR)[0].files
    assert [file.state for file in before] == ["stored"]
    assert read(workspace).files == before


def test_what_is_accepted_with_a_question_left_open_goes_on_waiting(
    workspace: Workspace, inbox: Path
) -> None:
    """Whoever accepts the preview without an answer stores the rest, and the row with the question still waits."""
    (inbox / "oklar.csv").write_text(UNCLEAR)
    read(workspace)
    accept(workspace, "inbox", "oklar.csv")
    assert dates(workspace) == ["2026-09-26"]
    (file,) = read(workspace).files
    assert (file.state, file.counts["stored"], file.counts["pending"]) == ("waits", 1, 1)


def test_a_file_that_has_not_changed_is_not_read_again(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes, even written anew, are left alone, whether they were stored or wait."""
    (inbox / "klar.csv").write_text(CLEAR)
    (inbox / "oklar.csv").write_text(UNCLEAR)
    before = read(workspace)
    monkeypatch.setattr(imports, "preview_file", lambda *_, **__: pytest.fail("read again"))
    (inbox / "klar.csv").write_text(CLEAR)
    assert read(workspace).files == before.files


def test_a_file_that_is_replaced_changes_what_it_brought(workspace: Workspace, inbox: Path) -> None:
    """Another number of adults is stored by itself; the shift stays one."""
    (inbox / "klar.csv").write_text(CLEAR)
    read(workspace)
    (inbox / "klar.csv").write_text(CLEAR.replace(";4\n2", ";6\n2"))
    (file,) = read(workspace).files
    assert (file.state, file.counts["stored"]) == ("stored", 1)
    assert sorted(workspace.store.frame("shift_party")["adults"]) == [4.0, 6.0]


def test_a_row_that_is_gone_is_asked_about_once(workspace: Workspace, inbox: Path) -> None:
    """A coming shift that the file has no longer makes it wait; what somebody has left is not asked again."""
    path = inbox / "klar.csv"
    path.write_text(CLEAR + "3;Square;2026-10-09;20:00;23:00;Vandrarna;4\n")
    read(workspace)
    lines = CLEAR.splitlines(keepends=True)
    path.write_text(lines[0] + lines[2] + "3;Square;2026-10-09;20:00;23:00;Vandrarna;5\n")
    (file,) = read(workspace).files
    assert (file.state, file.counts["remarks"]) == ("waits", 1)
    assert sorted(workspace.store.frame("shift_party")["adults"]) == [4.0, 4.0, 4.0]
    accept(workspace, "inbox", "klar.csv")
    path.write_text(lines[0] + lines[2] + "3;Square;2026-10-09;20:00;23:00;Vandrarna;7\n")
    assert [file.state for file in read(workspace).files] == ["stored"]
    assert sorted(workspace.store.frame("shift_party")["adults"]) == [4.0, 4.0, 7.0]
    path.write_text(lines[0] + "3;Square;2026-10-09;20:00;23:00;Vandrarna;7\n")
    assert [file.state for file in read(workspace).files] == ["waits"]


def test_one_more_row_with_the_same_fault_is_asked_about(workspace: Workspace, inbox: Path) -> None:
    """A fault that somebody has seen is let through with the next state of the file; a second like it is not."""
    path, bad = inbox / "klar.csv", "{};Square;;20:00;23:00;Vandrarna;4\n"
    path.write_text(CLEAR + bad.format(5))
    assert [file.state for file in read(workspace).files] == ["waits"]
    accept(workspace, "inbox", "klar.csv")
    path.write_text(CLEAR.replace(";4", ";6") + bad.format(5))
    assert [file.state for file in read(workspace).files] == ["stored"]
    path.write_text(CLEAR + bad.format(5) + bad.format(6))
    assert [file.state for file in read(workspace).files] == ["waits"]


def test_a_question_about_the_whole_file_makes_it_wait(workspace: Workspace) -> None:
    """No row waits with it, and yet somebody must look, once."""
    whole = replace(intake("roster", walk()), issues=[Issue(None, None, "rows_gone_elsewhere", "question")])
    changes = acceptance.preview(workspace, COORDINATOR, whole)
    assert clearness.open_points(workspace, changes, [])["remarks"] == 1
    seen = clearness.marks(changes, workspace.today)
    assert not any(clearness.open_points(workspace, changes, seen).values())


def test_a_fault_of_the_hour_is_tried_again(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that took too long on a busy machine is read the next time, unchanged as it is."""

    def slow(*_: object, **__: object) -> None:
        raise InputError("file_slow", seconds=10)

    (inbox / "klar.csv").write_text(CLEAR)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "preview_file", slow)
        assert [file.state for file in read(workspace).files] == ["waits"]
    assert [file.state for file in read(workspace).files] == ["stored"]


def test_days_that_are_over_may_go(workspace: Workspace, inbox: Path) -> None:
    """A list that begins today loses a past day each night: that is no question."""
    past = "7;Square;2026-09-11;20:00;23:00;Vandrarna;4\n"
    (inbox / "klar.csv").write_text(CLEAR + past)
    read(workspace)
    (inbox / "klar.csv").write_text(CLEAR)
    assert [file.state for file in read(workspace).files] == ["stored"]
    assert len(dates(workspace)) == 3


def test_what_people_edited_makes_a_file_wait(workspace: Workspace, inbox: Path) -> None:
    """The app's number stays, and the file waits for the choice between both."""
    (inbox / "klar.csv").write_text(CLEAR)
    read(workspace)
    with workspace.store.act("coordinator", "edit") as act:
        rows = workspace.store.frame("shift_party")["id"]
        act.update_many("shift_party", {row: {"adults": 5.0} for row in rows})
    (inbox / "klar.csv").write_text(CLEAR.replace(";4", ";6"))
    (file,) = read(workspace).files
    assert (file.state, file.counts["conflicts"]) == ("waits", 2)
    assert list(workspace.store.frame("shift_party")["adults"]) == [5.0, 5.0]
    accept(workspace, "inbox", "klar.csv", conflicts="app")
    assert [file.state for file in feeds.feeds(workspace, COORDINATOR)[0].files] == ["stored"]


def test_a_file_that_is_gone_is_told_and_comes_back(workspace: Workspace, inbox: Path) -> None:
    """What it brought stays; back again it is as it was, and one that nobody wants to hear of is forgotten."""
    path = inbox / "klar.csv"
    path.write_text(CLEAR)
    read(workspace)
    path.unlink()
    assert [file.state for file in read(workspace).files] == ["gone"]
    assert len(dates(workspace)) == 2
    path.write_text(CLEAR)
    assert [file.state for file in read(workspace).files] == ["stored"]
    path.unlink()
    read(workspace)
    feeds.forget(workspace, COORDINATOR, "inbox", "klar.csv")
    assert feeds.feeds(workspace, COORDINATOR)[0].files == []


def test_what_cannot_be_read_waits_and_keeps_nothing_else(workspace: Workspace, inbox: Path) -> None:
    """A note in the folder waits with its sentence until somebody leaves it; hidden files and links are none."""
    (inbox / "brev.pdf").write_bytes(b"%PDF-1.7")
    (inbox / "klar.csv").write_text(CLEAR)
    (inbox / ".dold.csv").write_text(UNCLEAR)
    (inbox / "~$klar.csv").write_text(UNCLEAR)
    (inbox / "lank.csv").symlink_to(inbox / ".dold.csv")
    (inbox / "mapp").mkdir()
    feed = read(workspace)
    assert [(file.name, file.state) for file in feed.files] == [("brev.pdf", "waits"), ("klar.csv", "stored")]
    fault = file_of(feed, "brev.pdf").fault
    assert fault is not None
    assert (fault.code, fault.facts) == ("file_pdf", {"file": "brev.pdf"})
    feeds.leave(workspace, COORDINATOR, feeds.opened(workspace, COORDINATOR, "inbox", "brev.pdf"))
    assert file_of(read(workspace), "brev.pdf").state == "left"


def test_a_folder_that_is_away_or_too_full_says_so(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading fails with a sentence, nothing is taken for gone, and the last good reading is still told."""
    (inbox / "klar.csv").write_text(CLEAR)
    before = read(workspace)
    away = inbox.rename(inbox.with_name("away"))
    after = read(workspace)
    assert (after.files, after.read_at) == (before.files, before.read_at)
    assert after.fault is not None
    assert after.fault.code == "feed_folder"
    away.rename(inbox)
    monkeypatch.setattr(folders, "MOST_FILES", 0)
    fault = read(workspace).fault
    assert fault is not None
    assert fault.code == "feed_many"


def test_files_are_read_in_the_order_in_which_they_came(workspace: Workspace, inbox: Path) -> None:
    """The newer of two states of a list is read last, whatever the names say."""
    for name, adults, at in (("b.csv", "5", 1_000), ("a.csv", "6", 2_000)):
        (inbox / name).write_text(HEAD + f"1;Square;2026-09-25;20:00;23:00;Vandrarna;{adults}\n")
        os.utime(inbox / name, (at, at))
    assert [path.name for path in folders.files(inbox)] == ["b.csv", "a.csv"]


def test_a_file_that_decides_waits_for_a_person(workspace: Workspace, tmp_path: Path) -> None:
    """A list that admits an organisation comes by itself and admits nobody, however clear it is."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "orgs.csv").write_text("namn;godkänd;godkänd av\nKlubben;2026-08-20;Rådet\n")
    feeds.add(workspace, COORDINATOR, str(tmp_path / "lists"), kind="organisations")
    (file,) = read(workspace).files
    assert (file.state, file.counts["decisions"]) == ("waits", 1)
    assert workspace.store.frame("organisation").empty


def test_a_name_nearly_that_of_the_register_is_not_guessed(workspace: Workspace, inbox: Path) -> None:
    """A new organisation that is perhaps one of the register makes the file wait."""
    bring(workspace, "organisations", {"key": "o", "name": "Björkens IF"})
    (inbox / "klar.csv").write_text(CLEAR.replace("Vandrarna", "IF Björken"))
    (file,) = read(workspace).files
    assert (file.state, file.counts["alike"]) == ("waits", 1)


@pytest.mark.parametrize(
    "viewer", [ORGANISER, PUBLIC, Viewer("polis", "police"), Viewer("kommun", "municipality")]
)
def test_only_the_coordinator_keeps_feeds(workspace: Workspace, inbox: Path, viewer: Viewer) -> None:
    """Another role neither adds, sees, reads, opens, leaves, forgets nor removes one."""
    (inbox / "klar.csv").write_text(CLEAR)
    file = feeds.opened(workspace, COORDINATOR, "inbox", "klar.csv")
    acts = (
        lambda: feeds.add(workspace, viewer, str(inbox), kind="roster", name="x"),
        lambda: feeds.feeds(workspace, viewer),
        lambda: feed_reading.read(workspace, viewer),
        lambda: feeds.opened(workspace, viewer, "inbox", "klar.csv"),
        lambda: feeds.leave(workspace, viewer, file),
        lambda: feeds.forget(workspace, viewer, "inbox", "klar.csv"),
        lambda: feeds.remove(workspace, viewer, "inbox"),
    )
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert dates(workspace) == []


def test_what_a_feed_stored_is_undone_as_any_import(workspace: Workspace, inbox: Path) -> None:
    """One act a file, in the name of the feed; undone it stays so until the file changes."""
    (inbox / "klar.csv").write_text(CLEAR)
    (act_id,) = feed_reading.read(workspace, COORDINATOR)
    row = history.acts(workspace, COORDINATOR).iloc[0]
    assert (row["id"], row["verb"], row["note"], row["function"]) == (
        act_id, "import", f"en CSV-fil från {workspace.today}", "filkälla, av sig själv",
    )  # fmt: skip
    history.undo(workspace, COORDINATOR, act_id)
    assert feed_reading.read(workspace, COORDINATOR) == []
    assert dates(workspace) == []
