"""The names of the server: the setting is read, checked and handed on; origins are compared with their ports."""

from typing import Any

import pytest

from karta.cli import app, main
from karta.errors import InputError
from karta.web import hosts
from tests.web.client import ask


def test_only_this_machine_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting three names; with one, its names, too, without spaces, capitals and repetition."""
    monkeypatch.delenv(hosts.SETTING, raising=False)
    assert hosts.allowed() == ("127.0.0.1", "localhost", "::1")
    monkeypatch.setenv(hosts.SETTING, " Karta.Town.example., localhost,,malmö.example ,")
    assert hosts.allowed() == ("127.0.0.1", "localhost", "::1", "karta.town.example", "xn--malm-8qa.example")
    assert ask("/p/", headers={"host": "karta.town.example"}).status == 404
    assert ask("/p/", headers={"host": "town.example"}).status == 421


@pytest.mark.parametrize(
    "name", ["*", "*.example", "https://a.example", "a.example:443", "a b", "a/b", "..", "ö" * 70]
)
def test_what_is_no_name_is_refused_before_anything_is_served(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wildcards, addresses and ports are none: `karta run` says so and starts nothing, whichever way they come."""
    monkeypatch.setattr("os.execv", lambda *_: pytest.fail("started"))
    monkeypatch.setattr("os.chdir", lambda *_: None)
    monkeypatch.setattr(app, "_language", lambda *_: "sv")
    monkeypatch.delenv(hosts.SETTING, raising=False)
    assert main(["run", "--allow-host", name]) == 2
    assert "är inget namn som appen kan nås under" in capsys.readouterr().err
    monkeypatch.setenv(hosts.SETTING, f"a.example,{name}")
    with pytest.raises(InputError):
        hosts.allowed()


def test_the_option_adds_to_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """`karta run --allow-host` hands its names to the server together with those of the environment."""
    started: list[Any] = []
    monkeypatch.setattr("os.execv", lambda *call: started.append(call))
    monkeypatch.setattr("os.chdir", lambda *_: None)
    monkeypatch.setattr(app, "_language", lambda *_: "sv")
    for name in (hosts.SETTING, "KARTA_WORKSPACE", "KARTA_LANGUAGE"):
        monkeypatch.setenv(name, "a.example" if name == hosts.SETTING else "")
    main(["run", "--allow-host", "B.example", "--allow-host", "c.example"])
    assert len(started) == 1
    assert hosts.allowed() == ("127.0.0.1", "localhost", "::1", "a.example", "b.example", "c.example")


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://a.example", "a.example", True),
        ("http://a.example", "a.example:80", True),
        ("https://a.example", "a.example:443", True),
        ("https://a.example", "a.example:80", False),
        ("http://a.example:8501", "a.example:8501", True),
        ("http://a.example:8501", "a.example:8502", False),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("ftp://a.example", "a.example", False),
        ("http://", "", False),
        ("http://[::1", "[::1", False),
    ],
)
def test_an_origin_is_compared_with_its_port(origin: str, host: str, expected: bool) -> None:
    """A port that goes without saying is 80 or 443, by the scheme of the page."""
    assert hosts._is_own(origin, host) is expected
