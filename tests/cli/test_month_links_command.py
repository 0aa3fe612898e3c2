"""`karta month-links`: links are made, listed and taken back without a browser, by the same services as on the page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from karta import cli
from karta.errors import NotFoundError
from karta.services.follow_up import month_links
from karta.services.workspace import Workspace, open_workspace
from tests.services.follow_up import month_town

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the town of two associations."""
    month_town.make(tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Give a function that runs a command in the town, and returns its status, and what it printed and told aside."""

    def command(*words: str) -> tuple[int, str, str]:
        status = cli.main(["--workspace", str(folder), "month-links", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def opens(workspace: Workspace, address: str) -> str | None:
    """Return whose month the link at an address opens."""
    try:
        return month_links.holder(workspace, address.rsplit("/", 1)[-1]).organisation
    except NotFoundError:
        return None


def test_links_are_made_for_all_and_each_opens(run: Command, folder: Path) -> None:
    """Two links under the address that is named, once; a second time there is nobody left to make one for."""
    status, printed, aside = run("make", "--address", "https://karta.example/")
    links = dict(line.split(": ", 1) for line in printed.splitlines())
    workspace = open_workspace(folder)
    assert status == 0
    assert {org: opens(workspace, link) for org, link in links.items()} == {
        org: org for org in ("Kyrkan", "Nattvandrarna")
    }
    assert all(link.startswith("https://karta.example/manad/") for link in links.values())
    assert "De visas bara nu." in aside
    assert run("make")[1] == ""
    assert [line.split(": ")[1][:13] for line in run("list")[1].splitlines()] == ["har en länk s"] * 2


def test_a_link_of_one_s_own_is_made_and_taken_back(run: Command, folder: Path) -> None:
    """By name, capitals or not; no phone reaches this machine; revoked, it opens nothing, and not a second time."""
    status, printed, aside = run("make", "nattvandrarna")
    assert (status, "ingen telefon kan öppna dem" in aside) == (0, True)
    link = printed.strip()
    workspace = open_workspace(folder)
    assert opens(workspace, link) == "Nattvandrarna"
    assert run("list")[1].startswith("Kyrkan: ingen länk")
    assert run("revoke", "Nattvandrarna")[0] == 0
    assert opens(workspace, link) is None
    assert run("revoke", "Nattvandrarna")[::2] == (
        2,
        "Nattvandrarna har ingen länk som gäller för den månaden.\n",
    )
    assert run("make", "Ingen")[0] == 2
    assert run("make", "--month", "2001-01")[0] == 2
    with pytest.raises(SystemExit):
        run("list", "--month", "igår")
