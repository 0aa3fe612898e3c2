"""The settings of a server that others reach: the sign-in service, the public address, and refusing what is unsafe."""

from pathlib import Path

import pytest

from karta.errors import InputError
from karta.services.access import hosting, provider, public_address

SET = {provider.ISSUER: "https://id.example/", provider.CLIENT: "karta", provider.SECRET: "s"}


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with nothing set."""
    for name in (*SET, provider.SECRET_FILE, public_address.SETTING, hosting.CLOSED_TEST):
        monkeypatch.delenv(name, raising=False)


def set_up(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    """Set the sign-in service, with changes."""
    for name, content in {**SET, **changes}.items():
        if content is not None:
            monkeypatch.setenv(name, content)


def test_without_settings_nobody_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting is no sign-in; all of them are one, whose secret is in no text of it."""
    assert provider.provider() is None
    set_up(monkeypatch)
    service = provider.provider()
    assert service == provider.Provider("https://id.example", "karta", "s")
    assert "secret" not in repr(service)


@pytest.mark.parametrize("name", SET)
def test_a_part_of_the_settings_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A server with half of them does not run open: it says which one is missing."""
    set_up(monkeypatch, **{name: None})
    with pytest.raises(InputError, match="sign_in_half_set") as refused:
        provider.provider()
    assert refused.value.facts["names"] == name


def test_the_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file's word counts; one that cannot be read is told, not passed over."""
    (tmp_path / "secret").write_text("from-file\n")
    set_up(monkeypatch, **{provider.SECRET: None, provider.SECRET_FILE: str(tmp_path / "secret")})
    service = provider.provider()
    assert service is not None
    assert service.secret == "from-file"
    monkeypatch.setenv(provider.SECRET_FILE, str(tmp_path / "gone"))
    with pytest.raises(InputError, match="sign_in_secret_file"):
        provider.provider()


def test_a_service_is_asked_with_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    """Http leads to a service on this machine alone."""
    set_up(monkeypatch, **{provider.ISSUER: "http://id.example"})
    with pytest.raises(InputError, match="sign_in_open"):
        provider.provider()
    monkeypatch.setenv(provider.ISSUER, "http://127.0.0.1:9400")
    assert provider.is_configured()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://karta.example.se", "https://karta.example.se"), ("https://Karta.Example.se/", "https://karta.example.se"),
        ("http://192.168.1.4:8501", "http://192.168.1.4:8501"), ("karta.example.se", None), ("https://", None),
        ("ftp://a.example", None), ("https://a.example/karta", None), ("https://a.example/?x=1", None),
        ("https://u:p@a.example", None), ("https://a b", None), ("javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_a_public_address_is_that_of_a_server(typed: str, expected: str | None) -> None:
    """Scheme, name and port, nothing behind; anything else is refused in words."""
    if expected is None:
        with pytest.raises(InputError, match="public_address"):
            public_address.checked(typed)
    else:
        assert public_address.checked(typed) == expected


def test_people_sign_in_by_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sign-in a public address without encryption is refused, but for this machine's own."""
    set_up(monkeypatch)
    with pytest.raises(InputError, match="public_address_open"):
        public_address.checked("http://192.168.1.4:8501")
    assert public_address.checked("http://127.0.0.1:8501") == "http://127.0.0.1:8501"


def test_nobody_is_let_in_without_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond this machine a server listens only where people sign in, or where a closed test is asked for."""
    hosting.check("127.0.0.1")
    for address in ("0.0.0.0", "::", "192.168.1.4"):
        with pytest.raises(InputError, match="host_without_sign_in"):
            hosting.check(address)
    monkeypatch.setenv(hosting.CLOSED_TEST, "1")
    hosting.check("0.0.0.0")
    assert hosting.is_closed_test()
    set_up(monkeypatch)
    assert not hosting.is_closed_test()
    hosting.check("0.0.0.0")
