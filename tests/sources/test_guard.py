"""What a file is by its content, and the child process that reads it."""

import bz2
import io
import os
import sqlite3
import time
import zipfile
from pathlib import Path

import pyogrio
import pytest

from karta.errors import InputError
from karta.i18n import error_text
from karta.sources import children, guard, reading, zipped
from karta.sources.entrance import read_sniffed

KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
OSM = "<?xml version='1.0'?><!-- a map --><osm version='0.6'></osm>"


def made(folder: Path, content: bytes | str, name: str = "file") -> Path:
    """Return a file with the content and a name that says nothing."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("plats;datum\nTorget;2026-03-06\n", "csv"),
        ("plats;datum\nTorget;2026-03-06\n".encode("utf-16"), "csv"),
        ("plats;datum\nÅ;2026-03-06\n".encode("cp1252"), "csv"),
        ("\ufeffBEGIN:VCALENDAR\nEND:VCALENDAR\n", "ics"),
        ('{"type": "FeatureCollection", "features": []}', "geojson"),
        ('{"Skolenheter": []}', "json"),
        (KML, "kml"),
        (OSM, "osm"),
        (bz2.compress(OSM.encode()), "osm.bz2"),
        (b"fgb\x03fgb\x00rest", "fgb"),
    ],
)
def test_content_decides_what_a_file_is(tmp_path: Path, content: bytes | str, expected: str) -> None:
    """The same name with another content is another kind of file."""
    assert guard.sniff(made(tmp_path, content)) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        ("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "file_unknown"),
        ("<!DOCTYPE osm [<!ENTITY a 'b'>]><osm/>", "file_doctype"),
        ("<?xml version='1.0'?>\n<!DOCTYPE kml><kml/>", "file_doctype"),
        ("<?xml version='1.0' encoding='utf-7'?><osm/>", "file_letters"),
        ("<html><body/></html>", "file_web_table"),
        (bytes(range(32)) * 40, "file_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_excel"),
        (b"BZh9 broken", "file_unreadable"),
        (b"PK\x03\x04 cut", "file_unreadable"),
        (b"SQLite format 3\x00" + b"\0" * 200, "file_unknown"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_reason(
    tmp_path: Path, content: bytes | str, code: str
) -> None:
    """Each refused content has its own code."""
    with pytest.raises(InputError) as caught:
        guard.sniff(made(tmp_path, content, "harmless.geojson"))
    assert caught.value.code == code


def _zip(**entries: bytes) -> bytes:
    made_of = io.BytesIO()
    with zipfile.ZipFile(made_of, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return made_of.getvalue()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_OLE, "file_old_excel"),
        (_OLE + "WordDocument".encode("utf-16-le"), "file_document"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "file_password"),
        (_zip(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}), "file_ods"),
        (_zip(**{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "file_document"),
        (_zip(**{"word/document.xml": b""}), "file_document"),
        (_zip(**{"xl/workbook.bin": b""}), "file_old_excel"),
        (_zip(**{"Index/Document.iwa": b""}), "file_numbers"),
        (_zip(**{"mars.csv": b"plats"}), "file_zip"),
        (_zip(**{"bild.png": b""}), "file_unknown"),
        (b"%PDF-1.7\n", "file_pdf"),
        (rb"{\rtf1 Schema}", "file_document"),
        ("<html><table><tr><td>Plats</td></tr></table></html>", "file_web_table"),
    ],
)  # fmt: skip
def test_rosters_of_other_programs_are_named(tmp_path: Path, content: bytes | str, code: str) -> None:
    """One sentence in Swedish says what the file is and how to save it."""
    with pytest.raises(InputError) as caught:
        guard.sniff(made(tmp_path, content, "schema.xlsx"))
    assert caught.value.code == code
    assert "schema.xlsx" in error_text(caught.value, "sv")


def test_plain_sqlite_is_no_geopackage(tmp_path: Path) -> None:
    """A database without GeoPackage's mark is not opened."""
    path = tmp_path / "x.gpkg"
    sqlite3.connect(path).execute("create table a (b)").connection.commit()
    with pytest.raises(InputError, match="file_unknown"):
        guard.sniff(path)


def test_tight_zip_is_refused_before_unpacking(tmp_path: Path) -> None:
    """A zip that unpacks to very much more than it holds is refused by its directory alone."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", b"\0" * 5_000_000)
    with pytest.raises(InputError, match="file_packed"):
        guard.sniff(path)


def test_zip_with_too_many_entries_is_refused_fast(tmp_path: Path) -> None:
    """The count of entries is read before the directory."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for at in range(zipped.MAX_ENTRIES + 1):
            packed.writestr(str(at), b"")
    with pytest.raises(InputError, match="file_packed"):
        guard.sniff(path)


def test_zip_that_names_files_outside_itself_is_refused(tmp_path: Path) -> None:
    """A path that climbs out of the archive is refused."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../a.shp", b"x")
    with pytest.raises(InputError, match="file_packed"):
        guard.sniff(path)


def test_only_the_allowed_drivers_are_registered() -> None:
    """A fresh process that imports the guard first has no driver beyond those named."""
    drivers = guard.in_child(pyogrio.list_drivers)
    assert set(drivers) <= {"GeoJSON", "GPKG", "ESRI Shapefile", "KML", "GPX", "FlatGeobuf", "MEM"}
    assert "GeoJSON" in drivers


def test_child_gives_back_values_and_errors(tmp_path: Path) -> None:
    """A value comes back as it was; an error of the user's kind keeps its code and facts."""
    assert guard.in_child(guard.sniff, made(tmp_path, "a;b\n1;2\n")) == "csv"
    with pytest.raises(InputError) as caught:
        guard.in_child(guard.sniff, tmp_path / "nowhere")
    assert (caught.value.code, caught.value.facts) == ("file_missing", {"file": "nowhere"})


def test_child_is_killed_when_its_time_is_up() -> None:
    """A reader that hangs ends with one clear error soon after its time."""
    start = time.monotonic()
    with pytest.raises(InputError, match="file_slow"):
        guard.in_child(time.sleep, 60, seconds=0.5)
    assert time.monotonic() - start < 10


def test_child_is_stopped_when_its_work_does_not_end() -> None:
    """A reader that only works ends after the processor time that it was given, long before its time on the clock."""
    with pytest.raises(InputError) as caught:
        guard.in_child(sum, range(10**13), processor=1, seconds=100)
    assert (caught.value.code, caught.value.facts) == ("file_slow", {"seconds": 1})


def test_small_files_get_ten_seconds_of_processor() -> None:
    """Anything under 1 MB gets 10 seconds; what is larger gets more for each megabyte."""
    assert [guard.processor_seconds(size) for size in (0.0, 0.1, 0.99, 1.0, 2.5)] == [10, 10, 10, 30, 60]


def test_child_that_takes_too_much_memory_is_stopped() -> None:
    """Memory beyond the limit is an error, not a full machine."""
    with pytest.raises(InputError, match="file_heavy"):
        guard.in_child(bytearray, 400_000_000, megabytes=100)


def test_small_map_needs_a_fraction_of_its_memory(tmp_path: Path) -> None:
    """A map of a thousand places is read with 700 MB of addresses, less than half of what each reader may have."""
    spots = (
        f'{{"type":"Feature","properties":{{"namn":"P{n}"}},"geometry":{{"type":"Point","coordinates":[18,59]}}}}'
        for n in range(1000)
    )
    path = made(tmp_path, f'{{"type":"FeatureCollection","features":[{",".join(spots)}]}}')
    assert guard.in_child(read_sniffed, path, "places", {}, megabytes=700).rows_read == 1000


def test_child_that_dies_is_an_error_without_a_traceback() -> None:
    """A crash of a library is told as a broken file."""
    with pytest.raises(InputError, match="file_unreadable"):
        guard.in_child(os.abort)


def test_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets of the server's environment do not reach the process that reads strangers' files."""
    monkeypatch.setenv("KARTA_SECRET", "x")
    assert guard.in_child(os.getenv, "KARTA_SECRET") is None


def test_a_reading_that_has_begun_is_not_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for what a child works on already gets that child's answer; other answers need one of their own."""
    path = made(tmp_path, "plats;datum;start;slut\nTorget;2026-09-18;21.00;23.00\n")
    reading.begin(path, "roster", {"accept": ["shift_long"]})
    with monkeypatch.context() as closed:
        closed.setattr(children, "_started", lambda _: pytest.fail("a second child"))
        assert reading.read(path, "roster", answers={"accept": ["shift_long"]}).rows_read == 1
    reading.begin(path, "roster", {})
    assert reading.read(path, "roster", answers={"accept": ["shift_long"]}).rows_read == 1
    assert reading.read(path, "roster").rows_read == 1


def test_a_file_that_is_not_there_is_not_begun(tmp_path: Path) -> None:
    """Nothing is started for a file that is missing: who asks for it is told."""
    reading.begin(tmp_path / "nowhere.csv", "roster", {})
    with pytest.raises(InputError, match="file_missing"):
        reading.read(tmp_path / "nowhere.csv", "roster")
