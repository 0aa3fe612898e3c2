"""The chapter as a Word document: headings, tables, pictures and foot numbers in the styles of the document it goes to.

The same chapter gives the same bytes. Text goes in as text: what cannot be drawn stands as its code.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from karta.i18n import tag, text
from karta.reports.chapter_blocks import Block, Chapter, Feet, Figures, Part, Picture, Room, Table, Words
from karta.reports.paper import BLUE, QUIET
from karta.reports.shown import shown

# Lines that a room to write in has, how wide what is drawn may be, and a column at least.
ROOM_LINES, WIDE_CM, LEAST_CM = 3, 16.0, 2.8
_HEADING, _LOWER, _BULLET, _GRID = "Heading 2", "Heading 3", "List Bullet", "Table Grid"
# When every part of the package says it was written: a zip file's first year.
_PACKED = (1980, 1, 1, 0, 0, 0)
_BOOKMARK = "karta_{number}"


def docx(chapter: Chapter) -> bytes:
    """Return the chapter as a Word document of its own."""
    document = Document()
    _set_language(document, chapter.language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    _styled(document, chapter.title, "Title")
    _styled(document, chapter.made_line())
    for words in chapter.lead:
        _words(document, words)
    for name, value in chapter.about:
        paragraph = _styled(document, "")
        _run(paragraph, f"{name}: ", bold=True)
        _run(paragraph, value)
        paragraph.paragraph_format.space_after = Pt(0)
    for part in chapter.parts:
        write_part(document, part, chapter.language)
    return finished(document, chapter.title, chapter.made, chapter.language)


def write_part(document: Docx, part: Part, language: str, *, headed: bool = True) -> None:
    """Write a part at the end of a document, in its styles; without its heading where the document has its own."""
    if headed:
        _styled(document, part.heading, _HEADING)
    for block in part.blocks:
        _write(document, block, language)


def finished(document: Docx, title: str, made: datetime, language: str) -> bytes:
    """Return a document as bytes that hang on its content alone, dated as it is told."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = (
        shown(title)[:255],
        "Karta",
        "Karta",
        "",
    )
    about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.language, about.revision = tag(language), 1
    packed = io.BytesIO()
    document.save(packed)
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as steady:
        for info in parts.infolist():
            entry = zipfile.ZipInfo(info.filename, _PACKED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(entry, parts.read(info))
    return out.getvalue()


def _write(document: Docx, block: Block, language: str) -> None:
    match block:
        case Words():
            _words(document, block)
        case Figures():
            _figures(document, block, language)
        case Table():
            heading = _styled(document, block.heading, _LOWER)
            _foot(heading, block.foot, language)
            if block.beside:
                _quiet(document, block.beside)
            if block.rows:
                _table(document, block)
            elif block.empty:
                _styled(document, block.empty)
        case Picture():
            _foot(_styled(document, block.heading, _LOWER), block.foot, language)
            document.add_picture(io.BytesIO(block.png), width=Cm(WIDE_CM))
            described = document.paragraphs[-1]._p.xpath(".//wp:docPr")[0]  # noqa: SLF001 - docx has no other way
            described.set("descr", shown(f"{block.heading}. {block.words}"))
            _quiet(document, block.words)
        case Room():
            _styled(document, block.heading, _LOWER)
            for _ in range(ROOM_LINES):
                _styled(document, "")
        case Feet():
            for foot in block.feet:
                line = text("chapter.foot_line", language, number=foot.number, what=foot.what, address="")
                paragraph = _styled(document, line)
                _bookmark(paragraph, foot.number)
                _link(paragraph, foot.address)


def _words(document: Docx, block: Words) -> None:
    if block.kind == "quiet":
        _quiet(document, block.words)
    elif block.kind == "bullet":
        bullet = _BULLET in _style_names(document)
        _styled(document, block.words if bullet else f"– {block.words}", _BULLET)
    else:
        _run(_styled(document, ""), block.words, bold=block.kind == "note")


def _figures(document: Docx, block: Figures, language: str) -> None:
    table = _grid(document, len(block.pairs), 2)
    for row, (name, value) in zip(table.rows, block.pairs, strict=True):
        _cell(row.cells[0], name)
        _cell(row.cells[1], value, is_right=True)
        _foot(row.cells[1].paragraphs[0], block.foot, language)


def _table(document: Docx, block: Table) -> None:
    table = _grid(document, len(block.rows) + 1, len(block.columns))
    marked = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - docx has no other way
    marked.append(OxmlElement("w:tblHeader"))
    rights = [column.align == "RIGHT" for column in block.columns]
    heads = [column.name for column in block.columns]
    # The cells of a table are read once: each look at a row's reads the whole table anew.
    for row, (line, bold) in zip(
        table.rows, [(heads, True), *((each, False) for each in block.rows)], strict=True
    ):
        for cell, words, is_right in zip(row.cells, line, rights, strict=True):
            _cell(cell, words, is_right=is_right, bold=bold)
    for at, wide in enumerate(_widths([column.share for column in block.columns])):
        table.columns[at].width = Cm(wide)


def _widths(shares: list[float]) -> list[float]:
    """Return how wide columns are in centimetres: by their shares, none too narrow for a long heading."""
    free, left = sum(shares), WIDE_CM
    widths = []
    # The narrowest first: what they need more than their share is taken from the others.
    for at in sorted(range(len(shares)), key=shares.__getitem__):
        wide = max(min(LEAST_CM, left), left * shares[at] / free)
        free, left = free - shares[at], left - wide
        widths.append((at, wide))
    return [wide for _, wide in sorted(widths)]


def _grid(document: Docx, rows: int, columns: int) -> Any:
    table = document.add_table(rows, columns)
    if _GRID in _style_names(document):
        table.style = _GRID
    return table


def _cell(cell: Any, words: str, *, is_right: bool = False, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    _run(paragraph, words, bold=bold)
    paragraph.paragraph_format.space_after = Pt(0)
    if is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _styled(document: Docx, words: str, style: str = "") -> Paragraph:
    """Add a paragraph in a style, or as plain text where the document has no such style."""
    own_style = style if style in _style_names(document) else None
    paragraph = document.add_paragraph(style=own_style)
    if words:
        _run(paragraph, words, bold=bool(style) and own_style is None and style != _BULLET)
    return paragraph


def _style_names(document: Docx) -> set[str]:
    return {str(style.name) for style in document.styles}


def _quiet(document: Docx, words: str) -> None:
    run = _run(_styled(document, ""), words)
    run.font.size, run.font.color.rgb = Pt(9), RGBColor(*QUIET)


def _run(paragraph: Paragraph, words: str, *, bold: bool = False) -> Any:
    run = paragraph.add_run(shown(words))
    run.bold = True if bold else None
    return run


def _foot(paragraph: Paragraph, number: int, language: str) -> None:
    """Add a foot number that leads to its line in the list."""
    if not number:
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _BOOKMARK.format(number=number))
    run = paragraph.add_run(" " + text("chapter.foot", language, number=number))
    run.font.superscript, run.bold = True, False
    link.append(run._r)  # noqa: SLF001 - docx has no other way
    paragraph._p.append(link)  # noqa: SLF001 - docx has no other way


def _bookmark(paragraph: Paragraph, number: int) -> None:
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(name)
        mark.set(qn("w:id"), str(1000 + number))
        if name.endswith("Start"):
            mark.set(qn("w:name"), _BOOKMARK.format(number=number))
        paragraph._p.append(mark)  # noqa: SLF001 - docx has no other way


def _link(paragraph: Paragraph, address: str) -> None:
    """Add an address that can be pressed."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, relation, is_external=True))
    run = _run(paragraph, address)
    run.font.color.rgb, run.font.underline = RGBColor(*BLUE), True
    link.append(run._r)  # noqa: SLF001 - docx has no other way
    paragraph._p.append(link)  # noqa: SLF001 - docx has no other way


def _set_language(document: Docx, language: str) -> None:
    for words in document.styles.element.xpath("//w:rPrDefault/w:rPr/w:lang"):
        words.set(qn("w:val"), "sv-SE" if tag(language) == "sv" else "en-GB")
