"""The measures of the house: what the script counts, by hand on an invented package, and their bounds."""

from pathlib import Path

import pytest

from scripts.measure_house import House, measure

MOST_VAGUE = 0.01


@pytest.fixture(scope="module")
def house(root: Path) -> House:
    """Give the figures of the package as it is."""
    return measure(root)


def test_names_say_what_they_hold(house: House) -> None:
    """At most one in a hundred of the names that the package assigns is a word like `found` or `told`."""
    assert house.vague_share <= MOST_VAGUE


def test_nothing_imports_in_a_circle(house: House) -> None:
    """No module of the package comes back to itself by its imports, late ones among them."""
    assert house.circles == 0


def test_an_invented_package_is_measured_as_by_hand(tmp_path: Path) -> None:
    """Three rooms above each other, three arrows, a circle of two modules; two of three names are vague."""
    files = {
        "karta/__init__.py": "",
        "karta/errors.py": "told = 1\n",
        "karta/services/__init__.py": "",
        "karta/services/workspace.py": "from karta import errors\n",
        "karta/services/gaps/__init__.py": "",
        "karta/services/gaps/period.py": (
            "from karta.services import workspace\nfor one in (1, 2):\n    rows = [one]\n"
        ),
        "karta/services/sheets/__init__.py": "",
        "karta/services/sheets/meeting.py": (
            "import karta.services.gaps.period\nfrom karta.services.workspace import anything\n"
            "def late():\n    from karta.services.sheets import walk\n"
        ),
        "karta/services/sheets/walk.py": "from karta.services.sheets.meeting import late\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    expected = House(entries=3, arrows=3, chain=3, circles=1, vague=2, stored=3)
    assert measure(tmp_path) == expected
    assert expected.vague_share == 2 / 3
