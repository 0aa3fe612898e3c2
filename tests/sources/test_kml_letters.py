"""KML in the letters that programs write it in: å, ä and ö come out right, or the file says how it is to be saved."""

from pathlib import Path

import pytest

from karta.errors import InputError
from karta.sources.reading import read

NAME = "Åäö-torget"
MAP = (
    "{0}<kml><Document><Placemark><name>Åäö-torget</name><description>Mörkt</description>"
    "<Point><coordinates>18.05,59.33</coordinates></Point></Placemark></Document></kml>"
)


def declared(letters: str) -> str:
    """Return a map that declares its letters; nothing declares none."""
    return MAP.format(f'<?xml version="1.0" encoding="{letters}"?>' if letters else "")


@pytest.mark.parametrize(
    ("declares", "written"),
    [
        ("UTF-16", "utf-16"), ("UTF-8", "utf-16"), ("", "utf-16"), ("UTF-16", "utf-16-le"), ("utf-16", "utf-16-be"),
        ("utf-16", "utf-8"), ("UTF-16LE", "utf-8-sig"), ("UTF-8", "utf-8-sig"), ("", "utf-8"),
        ("windows-1252", "cp1252"), ("ISO-8859-1", "latin-1"), ("UTF-8", "cp1252"), ("", "cp1252"),
    ],
)  # fmt: skip
def test_names_are_read_whatever_a_map_declares(tmp_path: Path, declares: str, written: str) -> None:
    """A map with å, ä and ö in its name gives that name, also where it is written otherwise than it declares."""
    path = tmp_path / "karta.kml"
    path.write_bytes(declared(declares).encode(written))
    assert list(read(path, "places", isolate=False).rows["name"]) == [NAME]


@pytest.mark.parametrize(
    ("content", "letters"),
    [
        (declared("shift_jis").encode("latin-1"), "shift_jis"),
        (
            '<?xml version="1.0" encoding="UTF-16"?><gpx><wpt lat="59" lon="18"/></gpx>'.encode("utf-16"),
            "UTF-16",
        ),
    ],
)
def test_letters_that_are_not_read_are_named(tmp_path: Path, content: bytes, letters: str) -> None:
    """Japanese letters, and a wide GPX, are refused by name; half a KML stays a broken file."""
    path = tmp_path / "karta.kml"
    path.write_bytes(content)
    with pytest.raises(InputError, match="file_letters") as caught:
        read(path, "places", isolate=False)
    assert caught.value.facts["letters"] == letters
    path.write_bytes(declared("UTF-8").encode()[:90])
    with pytest.raises(InputError, match="file_unreadable"):
        read(path, "places", isolate=False)
