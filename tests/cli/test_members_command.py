"""`karta members`: the first administrator is invited, listed, given another role, signed out and ended."""

from pathlib import Path

import pytest

from karta.cli import main
from karta.model.member import Identity
from karta.services.access import public_address, sign_in
from karta.services.workspace import open_workspace


def test_the_first_administrator_comes_in_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link of the public address that works once; the list shows function, role and address, never a subject."""
    monkeypatch.setenv(public_address.SETTING, "https://karta.example.se")

    def members(*words: str) -> str:
        assert main(["--workspace", str(tmp_path), "members", *words]) == 0
        return capsys.readouterr().out

    link = members("add", "--role", "sysadmin", "--function", "systemadministratör").strip()
    assert link.startswith("https://karta.example.se/in/inbjudan/")
    assert "har inte loggat in" in members("list")
    workspace = open_workspace(tmp_path)
    token = sign_in.begin(
        workspace, Identity("https://id.example", "a7f", "a@b.example"), link.rpartition("/")[2]
    )
    row = members("list")
    member_id, role, function, org, address, _ = row.split("\t")
    assert (role, function, org, address) == ("sysadmin", "systemadministratör", "-", "a@b.example")
    assert "a7f" not in row
    assert "dpo" in members("role", member_id, "dpo")
    assert "1 inloggning avslutades" in members("sign-out", member_id)
    assert sign_in.who(workspace, token) is None
    members("end", member_id)
    assert "Ingen är inbjuden än" in members("list")
    assert main(["--workspace", str(tmp_path), "members", "end", member_id]) == 2
    assert "Medlemmen finns inte" in capsys.readouterr().err


def test_a_link_of_this_machine_is_told_as_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a public address the link says which setting would make it one that others can open."""
    monkeypatch.delenv(public_address.SETTING, raising=False)
    main(["--workspace", str(tmp_path), "members", "add", "--role", "dpo", "--function", "ombud"])
    said = capsys.readouterr()
    assert said.out.startswith("http://127.0.0.1:8501/in/inbjudan/")
    assert "KARTA_PUBLIC_ADDRESS" in said.err
