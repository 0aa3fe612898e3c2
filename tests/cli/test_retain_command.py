"""`karta retain` shows what would go, waits the first time, and takes it out; `organisations leave` lets one go."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karta import cli
from karta.privacy import Viewer
from karta.services.access import retention
from karta.services.register import organisations
from karta.services.workspace import create, open_workspace
from karta.store.schema import people as t
from tests import guests

COORDINATOR = Viewer("samordnare", "local")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with somebody who was invited two years ago."""
    long_ago = datetime.now(UTC) - timedelta(days=730)
    workspace = create(tmp_path / "own", now=lambda: long_ago)
    org = organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")
    guests.invite(workspace, COORDINATOR, org, "Anna Testperson")
    workspace.store.close()
    return tmp_path / "own"


def run(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command printed; it must have gone well."""
    assert cli.main(["--workspace", str(folder), *words]) == 0
    return capsys.readouterr().out


def test_what_would_go_is_shown_told_and_taken_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run changes nothing; the first run tells, the next waits; announced and backed up, the link is ended."""
    revision = open_workspace(folder).store.revision()
    printed = run(folder, capsys, "retain", "--dry-run")
    assert "1 personlig länk avslutas" in printed
    assert "1 person påminns" in printed
    assert open_workspace(folder).store.revision() == revision
    first = open_workspace(folder).today + timedelta(days=7)
    assert f"Från och med {first}" in run(folder, capsys, "retain")
    assert "Inget tas bort före" in run(folder, capsys, "retain", "--backup-made")
    workspace = open_workspace(folder)
    with workspace.store.act("test", "set") as act:
        (row,) = act.rows("setting", "key", [retention.FIRST_DAY])
        act.update("setting", row["id"], None, {"value": workspace.today.isoformat()})
    assert "Det här togs bort:\n1 personlig länk avslutas" in run(folder, capsys, "retain")
    assert workspace.store.frame(t.personal_link.name)["ended_at"].notna().all()
    assert "Inget att ta bort." in run(folder, capsys, "retain")


def test_an_organisation_leaves_by_the_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its roster is written first, then one person is gone."""
    target = tmp_path / "pass.csv"
    printed = run(folder, capsys, "organisations", "leave", "nattvandrarna", "--out", str(target))
    assert "Nattvandrarna har lämnat. 1 person och 0 kontakter är borttagna" in printed
    assert target.read_text(encoding="utf-8-sig").startswith("Plats;Förening;")
    assert open_workspace(folder).store.frame("person").empty
