"""Files that want something else than to be read: other files, other hosts, all memory, all time."""

import bz2
import io
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

from tests.corpus.maps import plain_geopackage
from tests.corpus.rosters import PLAIN, table

_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def files() -> dict[str, bytes]:
    """Return hostile files by name."""
    layer = '<OGRVRTLayer name="passwd"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    gdalg = (
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd ! write -"}'
    )
    wfs = "<OGRWFSDataSource><URL>http://192.0.2.1/wfs?SERVICE=WFS</URL></OGRWFSDataSource>"
    entity = '<!DOCTYPE {root} [<!ENTITY x SYSTEM "file:/etc/passwd">]>'
    laughs = (
        '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    )
    return {
        "vrt.geojson": vrt.encode(),
        "vrt.csv": vrt.encode(),
        "vrt.kml": f"<?xml version='1.0'?>\n{vrt}".encode(),
        "gdalg.geojson": gdalg.encode(),
        "wfs.geojson": wfs.encode(),
        "wfs_word.geojson": b"WFS:http://192.0.2.1/wfs",
        "gml.geojson": b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>',
        "doctype.kml": f"{entity.format(root='kml')}<kml><Document><name>&x;</name></Document></kml>".encode(),
        "doctype.gpx": f"<?xml version='1.0'?>{entity.format(root='gpx')}<gpx>&x;</gpx>".encode(),
        "doctype.osm": f"<?xml version='1.0'?>\n{entity.format(root='osm')}<osm>&x;</osm>".encode(),
        "doctype_late.osm": (
            f"<?xml version='1.0'?><!-- {' ' * 70_000} -->{entity.format(root='osm')}<osm>&x;</osm>"
        ).encode(),
        "laughs.kml": f"<?xml version='1.0'?>{laughs}<kml><Document><name>&c;</name></Document></kml>".encode(),
        "bomb.zip": _bomb("bomb.shp"),
        "bomb.kmz": _bomb("doc.kml"),
        "bomb.xlsx": _bomb("xl/workbook.xml", "xl/worksheets/sheet1.xml"),
        "bomb.osm.bz2": bz2.compress(b"<osm>" + b" " * 100_000_000),
        "many_entries.zip": _many(60_000),
        "climbing.zip": _packed({"../../outside.shp": b"x", "a.shp": b"x"}),
        "in_other_zip.zip": _packed({"inner.zip": _packed({"a.shp": b"x"})}),
        "locked.zip": _locked(),
        "text.zip": _packed({"readme.txt": b"hej"}),
        "not_a_zip.zip": b"PK\x03\x04" + bytes(500),
        "deep.json": b"[" * 50_000 + b"]" * 50_000,
        "deep.geojson": b'{"type": "FeatureCollection", "features": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        "long_line.csv": PLAIN.encode() + b"x" * 150_000,
        "long_cell.csv": table(f'"{"x" * 150_000}";59;18;2026-09-18;20:00;23:00;;2;;').encode(),
        "quotes.csv": b'"' * 150_001,
        "many_separators.csv": PLAIN.encode() + b";" * 150_000,
        "old_excel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "database.gpkg": b"SQLite format 3\x00" + bytes(2000),
        **_endless(),
        "program.csv": b"\x7fELF\x02\x01\x01" + bytes(2000),
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "page.csv": b"<!DOCTYPE html><html><body>hej</body></html>",
        "page.kml": b"<html><body>hej</body></html>",
    }


def _endless() -> dict[str, bytes]:
    """Return GeoPackages with a view whose rows never come to an end: as a layer, beside one, and as their own list."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    layer = f"CREATE VIEW platser AS {numbers} SELECT i AS fid, geom, namn FROM n, tabell WHERE i < 0"
    contents = f"CREATE VIEW gpkg_contents AS {numbers} SELECT tabell.* FROM tabell, n"
    return {
        "endless_layer.gpkg": _changed(
            "DROP TABLE gpkg_extensions", "ALTER TABLE platser RENAME TO tabell", layer
        ),
        "endless_beside.gpkg": _changed(f"CREATE VIEW annat AS {numbers} SELECT i FROM n WHERE i < 0"),
        "endless_contents.gpkg": _changed("ALTER TABLE gpkg_contents RENAME TO tabell", contents),
    }


def _changed(*statements: str) -> bytes:
    """Return a GeoPackage of two places after statements that its own format would not make."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "changed.gpkg"
        path.write_bytes(plain_geopackage())
        with closing(sqlite3.connect(path)) as database:
            # The names in triggers and views stay as they were, as in a file that was written so.
            database.execute("PRAGMA legacy_alter_table=ON")
            for statement in statements:
                database.execute(statement)
            database.commit()
        return path.read_bytes()


def _bomb(*names: str) -> bytes:
    """Return a zip whose parts are 50 MB of nothing each."""
    return _packed(dict.fromkeys(names, bytes(50_000_000)))


def _packed(content: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as sink:
        for name, inside in content.items():
            sink.writestr(zipfile.ZipInfo(name), inside, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _many(count: int) -> bytes:
    """Return a zip of as many entries as its last record claims; its directory has but one of them."""
    plain = _packed({"a.shp": b"x"})
    at = plain.rfind(b"PK\x05\x06")
    head, *_, size, offset, note = _END.unpack_from(plain, at)
    return plain[:at] + _END.pack(head, 0, 0, count, count, size, offset, note)


def _locked() -> bytes:
    """Return a zip whose only entry says that it is encrypted."""
    plain = bytearray(_packed({"a.shp": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        plain[plain.find(mark) + offset] |= 1
    return bytes(plain)
