"""Nothing in the package is uncalled but what is on the list, and the list holds nothing else."""

from pathlib import Path

import pytest

from scripts import unused_code

FILES = {
    "karta/__init__.py": "",
    "karta/rooms.py": "def used():\n    return own()\ndef own():\n    return 1\ndef erase():\n    return 2\n",
    "karta/other.py": "from karta import rooms\ndef erase():\n    return rooms.used()\n",
    "streamlit_app.py": "from karta.other import erase\nerase()\n",
}


def test_all_that_nothing_calls_waits_for_an_issue(capsys: pytest.CaptureFixture[str]) -> None:
    """Every name that no code of the package calls is on the list, and every name on it is still uncalled."""
    assert unused_code.main() == 0, capsys.readouterr().out


def test_a_listed_name_that_is_gone_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry for a function that does not exist fails the check and is named."""
    monkeypatch.setattr(unused_code, "by_name", lambda: {"karta/a.py:new"})
    monkeypatch.setattr(unused_code, "by_import", set[str])
    monkeypatch.setattr(unused_code, "KEPT", {"karta/a.py:gone": "an issue"})
    assert unused_code.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "karta/a.py:new: nothing in karta/ calls it",
        "karta/a.py:gone: on the list, but called after all, or gone",
    ]


def test_a_name_that_is_called_elsewhere_does_not_hide_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`erase` of one room is called, `erase` of the other is not: that one is found, by import alone."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(unused_code, "ROOT", tmp_path)
    assert unused_code.by_import() == {"karta/rooms.py:erase"}
    assert unused_code.by_name() == set()
