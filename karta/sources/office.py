"""Documents and sheets of other programs, which are not read: what they are, and so how to save them."""

import zipfile
from pathlib import Path


def other_office(path: Path, names: set[str]) -> str:
    """Return what is said of a zip that is a document or a sheet of another program, or none that is known."""
    if "word/document.xml" in names:
        return "file_document"
    if "xl/workbook.bin" in names:
        return "file_old_excel"
    if any(name.endswith(".iwa") for name in names) or "index.zip" in names:
        return "file_document" if path.suffix.lower() == ".pages" else "file_numbers"
    if "mimetype" in names:
        with zipfile.ZipFile(path) as packed, packed.open("mimetype") as entry:
            made = entry.read(100)
        if b"opendocument" in made:
            return "file_ods" if b"spreadsheet" in made else "file_document"
    inside = any(
        name.endswith((".ics", ".csv", ".xlsx", ".xls", ".geojson", ".json", ".gpkg", ".gpx", ".osm", ".zip"))
        for name in names
    )
    return "file_zip" if inside else "file_unknown"


def old_office(path: Path) -> str:
    """Return what is said of a file of old Office: of Word, of Excel with a password, or of Excel."""
    raw = path.read_bytes()
    if "WordDocument".encode("utf-16-le") in raw:
        return "file_document"
    return "file_password" if "EncryptedPackage".encode("utf-16-le") in raw else "file_old_excel"
