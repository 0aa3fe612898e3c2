"""The commands on a workspace of a PostgreSQL database: the same acts, the same figures, and no password anywhere."""

import json
from pathlib import Path

import pytest

from karta.cli import main
from tests.postgresql import Server

GAPS = ["gaps", "--from", "2026-11-16", "--to", "2026-11-22", "--format", "json"]
PLACES = "id;namn;typ;adress;lat;lon\n1;Torget;torg;Torget 1;59.33;18.06\n"


@pytest.mark.slow
def test_the_demo_has_the_same_gaps_in_a_database_as_in_a_folder(
    postgresql: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same commands bring the same week, and the command says where the workspace is without saying who."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    weeks = []
    with postgresql.database() as url:
        for home in (url, str(tmp_path / "own")):
            assert main(["--workspace", home, "demo"]) == 0
            assert home.replace("karta@", "") in capsys.readouterr().out
            assert main(["--workspace", home, *GAPS]) == 0
            rows = json.loads(capsys.readouterr().out)
            # Ids are drawn anew in each workspace.
            weeks.append([{**row, "place_id": None} for row in rows])
    assert len(weeks[0]) > 50
    assert weeks[0] == weeks[1]


def test_the_environment_names_the_database(
    postgresql: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import goes to the database of KARTA_DATABASE, whose password is not printed; a folder that is typed wins."""
    (tmp_path / "platser.csv").write_text(PLACES, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with postgresql.emptied() as url:
        monkeypatch.setenv("KARTA_DATABASE", url.replace("karta@", "karta:Hemligt1@"))
        assert main(["import", str(tmp_path / "platser.csv"), "--kind", "places"]) == 0
        assert postgresql.execute("SELECT name FROM place", "shared") == [("Torget",)]
        assert main(["--workspace", str(tmp_path / "none"), "organisations", "list"]) == 2
    assert main(["organisations", "list"]) == 0
    printed = capsys.readouterr()
    assert "none" in printed.err
    assert "Hemligt1" not in printed.out + printed.err


def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A password on the command line, another kind of database and a port without a server each end with status 2."""
    for address in (
        "postgresql://a:Hemligt1@127.0.0.1/d",
        "mysql://127.0.0.1/d",
        "postgresql://127.0.0.1:1/d",
    ):
        assert main(["--workspace", address, *GAPS]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" ")[:3] for line in lines] == [
        ["Ett", "lösenord", "på"], ["Adressen", "till", "databasen"], ["Databasen", "svarar", "inte,"],
    ]  # fmt: skip
    assert "Hemligt1" not in "".join(lines)
