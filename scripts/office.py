"""Open a chapter in LibreOffice, as a municipality would: `make office`.

The chapter of an invented week, and a template filled with it, are turned into PDF without a window; the words of the
chapter must then stand in it. Where LibreOffice is not installed this is said, and nothing is claimed.
"""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.sheets import chapter, meeting_sheet
from karta.services.workspace import create

PROGRAMS = ("soffice", "libreoffice")
NOW, WEEK = datetime(2026, 9, 16, 10, 0, tzinfo=UTC), date(2026, 9, 14)
WORDS = ("Kartläggning", "Annan information", "Analys", "Åtgärd", "Uppföljning", "Torget {{ 7*7 }} & <b>")
SECONDS = 180


def main() -> None:
    """Open both documents, or say that there is no LibreOffice to open them in."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        print("LibreOffice är inte installerat på den här maskinen: kapitlet har inte öppnats i det.")
        return
    with TemporaryDirectory() as folder:
        for path in documents(Path(folder)):
            missing = [words for words in WORDS if words not in opened(program, path)]
            if missing:
                sys.exit(f"{path.name}: {', '.join(missing)} saknas i LibreOffice.")
            print(f"{path.name}: öppnat i LibreOffice, allt finns med.")


def documents(folder: Path) -> list[Path]:
    """Return the chapter of an invented week, and the sample template filled with it."""
    local = Viewer("samordnare", "local")
    workspace = create(folder / "town", now=lambda: NOW)
    entries.add_place(workspace, local, name=WORDS[-1], kind="square", lat=59.0, lon=15.0)
    rule_rows.decide_need(
        workspace, local, place_id=places.places(workspace, local)["id"].iloc[0], start="18:00", end="21:00", days="FR",
        responsible="Kommunen", adults=2,
    )  # fmt: skip
    kept = meeting_sheet.keep(workspace, local, period.week(workspace, local, WEEK), "Hösten")
    paths = [folder / name for name in ("kapitel.docx", "mall.docx", "ifylld.docx")]
    paths[0].write_bytes(chapter.docx(workspace, local, kept))
    paths[1].write_bytes(chapter.sample(workspace, local))
    paths[2].write_bytes(chapter.in_template(workspace, local, kept, paths[1]))
    workspace.store.close()
    return [paths[0], paths[2]]


def opened(program: str, path: Path) -> str:
    """Return the words of a document as LibreOffice prints it."""
    home = path.parent / "office"
    command = [
        program,
        f"-env:UserInstallation={home.as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run([*command, str(path.parent), str(path)], check=True, timeout=SECONDS, capture_output=True)
    pages = PdfReader(path.with_suffix(".pdf")).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


if __name__ == "__main__":
    main()
