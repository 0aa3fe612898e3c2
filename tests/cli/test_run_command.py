"""`karta run`: by whom the server is reached, and what is refused before it starts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from karta.cli import app, main
from karta.services.access import hosting, provider, public_address
from karta.web import hosts

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Give `run(*arguments) -> (status, the command that was started)`; nothing is set and nothing is started."""
    names = (
        hosts.SETTING, public_address.SETTING, hosting.CLOSED_TEST, app.PROXIES, provider.ISSUER, provider.CLIENT,
        provider.SECRET, provider.SECRET_FILE, "KARTA_WORKSPACE", "KARTA_LANGUAGE",
    )  # fmt: skip
    for name in names:
        # What the command sets for its server is put back when the test ends.
        monkeypatch.setenv(name, "")
    started: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _, command: started.extend(command))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, list[str]]:
        started.clear()
        # The command never comes back from what it starts; here it does, without a status.
        status = main(["--workspace", str(tmp_path / "own"), "run", "--headless", *arguments])
        return status or 0, started

    return run


def sign_in_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a sign-in service."""
    for name, content in (
        (provider.ISSUER, "https://id.example"),
        (provider.CLIENT, "k"),
        (provider.SECRET, "s"),
    ):
        monkeypatch.setenv(name, content)


def listens_at(command: list[str]) -> str:
    """Return the address that a started server listens at."""
    return command[command.index("--server.address") + 1]


def test_others_are_let_in_where_people_sign_in_alone(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused with a sentence before anything starts; with sign-in, or as a closed test, it listens for all."""
    assert listens_at(run()[1]) == "127.0.0.1"
    status, started = run("--host", "0.0.0.0")
    assert (status, started) == (2, [])
    assert "--closed-test" in capsys.readouterr().err
    assert listens_at(run("--host", "0.0.0.0", "--closed-test")[1]) == "0.0.0.0"
    assert hosting.is_closed_test()
    sign_in_is_set(monkeypatch)
    assert listens_at(run("--host", "192.168.1.4")[1]) == "192.168.1.4"
    assert "192.168.1.4" in hosts.allowed()


def test_the_public_address_is_a_name_of_the_server(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name is answered to, links carry it; what is no address is refused."""
    assert run("--public-address", "https://Karta.Example.se/")[0] == 0
    assert public_address.address() == "https://karta.example.se"
    assert "karta.example.se" in hosts.allowed()
    assert "https://karta.example.se" in capsys.readouterr().out
    assert run("--public-address", "karta.example.se") == (2, [])
    assert "är ingen adress till en server" in capsys.readouterr().err


def test_a_proxy_is_trusted_when_it_is_named(run: Run) -> None:
    """Without the option the server believes nobody about where a request comes from, this machine included."""
    run()
    assert os.environ[app.PROXIES] == "none"
    run("--proxy", "127.0.0.1", "--proxy", "10.0.0.0/8")
    assert os.environ[app.PROXIES] == "127.0.0.1,10.0.0.0/8"


@pytest.mark.parametrize(
    "arguments", [("--host", "karta.example"), ("--proxy", "proxy"), ("--proxy", "10.0.0.1/8")]
)
def test_names_are_no_addresses(run: Run, arguments: tuple[str, str]) -> None:
    """Where to listen and whom to trust is said in numbers."""
    with pytest.raises(SystemExit):
        run(*arguments)


def test_half_a_setting_starts_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sign-in service without its secret is a fault that is told, not a server that is open."""
    sign_in_is_set(monkeypatch)
    monkeypatch.setenv(provider.SECRET, "")
    assert run() == (2, [])
    assert "KARTA_OIDC_SECRET" in capsys.readouterr().err
