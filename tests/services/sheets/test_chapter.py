"""The chapter of a kept sheet: the same figures a year later, read back from Word and PDF; templates from outside."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from docx import Document
from pypdf import PdfReader

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.i18n import error_text
from karta.privacy import Viewer
from karta.reports import chapter_docx
from karta.reports import meeting as sheet_words
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import place_status, rule_rows
from karta.services.register import places
from karta.services.sheets import chapter, kept_sheets, meeting_sheet
from karta.services.workspace import Workspace, create
from karta.store.snapshots import save_snapshot
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
YEAR_LATER = NOW + timedelta(days=365)
WEEK = date(2026, 9, 14)
COORDINATOR = Viewer("samordnare", "local")
# Names that would be code, or a tag, wherever they were taken for it.
TYPED = ("Torget {{ 7*7 }}", "Bron <w:p> & {% raw %}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square where 2 are asked for on Friday 16-01, and a bridge of which a roster has not come in."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    for name, lat in zip(TYPED, (59.0, 59.1), strict=True):
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    square, bridge = places.places(made, COORDINATOR)["id"]
    rule = {"days": "FR", "responsible": "Kommunen", "adults": 2}
    rule_rows.decide_need(made, COORDINATOR, place_id=square, start="16:00", end="01:00", **rule)
    rule_rows.decide_need(made, COORDINATOR, place_id=bridge, start="20:00", end="22:00", **rule)
    for start, end in (("16:00", "21:00"), ("22:00", "01:00")):
        _shift(made, square, start, end)
    place_status.confirm_all(made, COORDINATOR, square, date(2026, 12, 31))
    entries.expect_source(made, COORDINATOR, org="Kyrkan", place_id=bridge)
    made.store.close()
    return folder


def _shift(workspace: Workspace, place: str, start: str, end: str) -> None:
    entries.add_shift(
        workspace, COORDINATOR, org="Klubben", place_id=place, kind="night_walker", weekdays=["FR"], start=start,
        end=end, adults=2, from_day=WEEK,
    )  # fmt: skip


@pytest.fixture
def kept(workspace: Workspace) -> str:
    """Give the id of the week as it was kept."""
    shown = period.week(workspace, COORDINATOR, WEEK)
    return meeting_sheet.keep(workspace, COORDINATOR, shown, "Hösten {{ 7*7 }} & <b>")


def lines(docx: bytes) -> list[str]:
    """Return the paragraphs and the rows of a Word document, as python-docx reads them back."""
    document = Document(io.BytesIO(docx))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs] + rows


def test_a_kept_sheet_is_opened_as_it_stood(workspace: Workspace, kept: str) -> None:
    """What is rostered, decided and called otherwise afterwards changes no word of the kept sheet."""
    before = meeting_sheet.meeting(workspace, COORDINATOR, WEEK)
    square = places.places(workspace, COORDINATOR)["id"].iloc[0]
    _shift(workspace, square, "21:00", "22:00")
    version = places.places(workspace, COORDINATOR).set_index("id")["version"][square]
    with workspace.store.act("test", "edit") as act:
        act.update("place", square, int(version), {"name": "Nya torget"})
    opened = kept_sheets.opened(workspace, COORDINATOR, kept)
    assert sheet_words.sections(opened.sheet, "sv") == sheet_words.sections(before, "sv")
    assert sheet_words.figures(opened.sheet, "sv") == sheet_words.figures(before, "sv")
    assert sheet_words.about(opened.sheet, "sv") == sheet_words.about(before, "sv")
    assert opened.sheet.week_map == before.week_map
    # 2 x 9 + 2 x 2 asked for on Friday alone; 21-22 is the sixteenth hour of the service day.
    assert list(opened.days["need_ah"]) == [0, 0, 0, 0, 22, 0, 0]
    assert [(day, hour) for day, hour in zip(*opened.missing.nonzero(), strict=True)] == [(4, 15)]
    assert opened.missing[4, 15] == 2
    assert kept_sheets.listed(workspace, COORDINATOR)["id"].tolist() == [kept]


def test_it_is_opened_by_those_who_may_know_the_same(workspace: Workspace, kept: str) -> None:
    """Nobody else opens it or makes a chapter of it, and one kept for sums alone says that it cannot be opened."""
    other = viewers.of(workspace, "Klubben", "organiser", "vandringsledare")
    assert kept_sheets.listed(workspace, other).empty
    for call in (kept_sheets.opened, chapter.docx, chapter.pdf):
        with pytest.raises(NotFoundError):
            call(workspace, other, kept)
    with pytest.raises(NotAllowedError):
        chapter.docx(workspace, Viewer("alla", "anonymous"), kept)
    with workspace.act(COORDINATOR, "keep_sheet", common={"source": "local||*", "sharing": "own"}) as act:
        old = save_snapshot(act, "Gammalt", WEEK, {"totals": pd.DataFrame([{"need_ah": 1.0}])})
    with pytest.raises(NotFoundError) as refused:
        kept_sheets.opened(workspace, COORDINATOR, old)
    assert "Gammalt" in error_text(refused.value, "sv")


def test_the_chapter_is_the_same_a_year_later_but_for_its_date(workspace: Workspace, kept: str) -> None:
    """Read back with python-docx one line differs: when it was made. At one moment the bytes are the same."""
    docx, pdf = (make(workspace, COORDINATOR, kept) for make in (chapter.docx, chapter.pdf))
    assert (docx, pdf) == tuple(make(workspace, COORDINATOR, kept) for make in (chapter.docx, chapter.pdf))
    square = places.places(workspace, COORDINATOR)["id"].iloc[0]
    _shift(workspace, square, "21:00", "22:00")
    later = create(workspace.folder, now=lambda: YEAR_LATER)
    then = lines(chapter.docx(later, COORDINATOR, kept))
    differing = [(old, new) for old, new in zip(lines(docx), then, strict=True) if old != new]
    assert differing == [("Kapitlet är gjort 2026-09-16 12:00.", "Kapitlet är gjort 2027-09-16 12:00.")]
    parts, parts_then = (_parts(each) for each in (docx, chapter.docx(later, COORDINATOR, kept)))
    unequal = {name for name in parts if parts[name] != parts_then[name]}
    assert unequal == {"word/document.xml", "docProps/core.xml"}


def test_its_parts_and_figures_stand_in_word_as_worked_out_by_hand(workspace: Workspace, kept: str) -> None:
    """The five parts in their order, what may not be claimed, and need 22 = covered 16 + gap 2 + unknown 4."""
    docx = chapter.docx(workspace, COORDINATOR, kept)
    document = Document(io.BytesIO(docx))
    assert [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 2"] == [
        "Kartläggning", "Annan information", "Analys", "Åtgärd", "Uppföljning", "Det här får inte påstås",
        "Var siffrorna finns",
    ]  # fmt: skip
    rows = lines(docx)
    for line in (
        "behov, vuxentimmar | 22 [1]", "täckt | 16 [1]", "lucka | 2 [1]", "okänt | 4 [1]",
        "fre 18 sep | 22 | 16 | 2 | 4", "fre 18 sep | kl. 21: 2", f"{TYPED[0]} | fre 18 sep 21:00–22:00 | 2",
        f"{TYPED[1]} | schema från Kyrkan | 4", f"{TYPED[0]} | Klubben | 16",
        "att närvaron har minskat brott eller rekrytering",
    ):  # fmt: skip
        assert line in rows, line
    assert len(document.inline_shapes) == 2
    assert "Datatäckning 82\xa0%" in "".join(rows)


def test_each_foot_number_has_an_address(workspace: Workspace, kept: str) -> None:
    """Numbers run from one on; each stands at its figures, and the list leads to the kept sheet under the address."""
    made = chapter.chapter(workspace, COORDINATOR, kept, "https://karta.example")
    text = lines(chapter_docx.docx(made))
    listed = [re.fullmatch(r"\[(\d+)\] .+: (https://karta\.example/blad\?del=kept&sparat=(.+)&avsnitt=(\w+))", line)
              for line in text if line.startswith("[")]  # fmt: skip
    assert [int(line[1]) for line in listed if line] == list(range(1, 11))
    assert {line[3] for line in listed if line} == {kept}
    body = "\n".join(line for line in text if not line.startswith("["))
    assert {int(number) for number in re.findall(r"\[(\d+)\]", body)} == set(range(1, 11))
    document = Document(io.BytesIO(chapter_docx.docx(made)))
    addresses = [
        link.target_ref for link in document.part.rels.values() if link.reltype.endswith("/hyperlink")
    ]
    assert addresses == [line[2] for line in listed if line]


def test_what_people_typed_is_text_in_each_file(workspace: Workspace, kept: str) -> None:
    """Names that look like code or tags stand in Word, PDF and a filled template as they were typed."""
    pages = PdfReader(io.BytesIO(chapter.pdf(workspace, COORDINATOR, kept))).pages
    paper = re.sub(r"\s+", " ", "".join(page.extract_text() for page in pages))
    filled = "\n".join(lines(_filled(workspace, kept, "Blad: {{ blad }}", "{{ kartlaggning }}")))
    for typed in TYPED:
        assert typed in paper
        assert typed in filled
    assert "Blad: Hösten {{ 7*7 }} & <b>" in filled
    assert "Sparat blad: Hösten {{ 7*7 }} & <b> (2026-09-16)" in lines(
        chapter.docx(workspace, COORDINATOR, kept)
    )


def test_a_template_is_filled_where_its_words_stand(workspace: Workspace, kept: str) -> None:
    """Text stays around them, a part stands where its word stood, and what no chapter goes without comes last."""
    text = lines(_filled(workspace, kept, "{{ omrade }} v. {{ vecka }}: {{ lucka }} av {{ behov }}", "Före",
                         "{{ analys }}", "Efter"))  # fmt: skip
    assert text[0] == "Hela kommunen v. 38: 2 av 22"
    before, after = text.index("Före"), text.index("Efter")
    assert before < text.index("Vad kan det bero på?") < after
    assert after < text.index("Det här får inte påstås") < text.index("Var siffrorna finns")
    assert "Kartläggning" not in text


def test_the_sample_is_a_template(workspace: Workspace, kept: str, tmp_path: Path) -> None:
    """The template to begin with asks for every part, is filled as it is, and no word of it is left."""
    path = tmp_path / "sample.docx"
    path.write_bytes(chapter.sample(workspace, COORDINATOR))
    text = "\n".join(lines(chapter.in_template(workspace, COORDINATOR, kept, path)))
    assert "Ställningstagande" in text
    assert "{{ analys" not in text
    assert text.count("Det här får inte påstås") == 1


@pytest.mark.parametrize(
    ("words", "code", "quoted"),
    [
        ("{{ okand_sak }}", "template_asks", "okand_sak"),
        ("{{ 7*7 }}", "template_asks", "{{ … }}"),
        ("{{ omrade.upper() }}", "template_asks", "{{ … }}"),
        ("{{ ''.__class__.__mro__ }}", "template_asks", "{{ … }}"),
        ("{{ omrade|upper }}", "template_asks", "{{ … }}"),
        ("{% for each in omrade %}x{% endfor %}", "template_asks", "{% … %}"),
        ("{% include 'x' %}", "template_asks", "{% … %}"),
        ("{{ omrade", "template_asks", "{{ … }}"),
        ("{{ self }}", "template_asks", "self"),
        ("Se {{ analys }}", "template_part_alone", "analys"),
    ],
)
def test_a_template_that_asks_for_more_is_refused(
    workspace: Workspace, kept: str, words: str, code: str, quoted: str
) -> None:
    """Unknown words, sums, calls, loops and a part within a line are refused with one sentence that names them."""
    with pytest.raises(InputError) as refused:
        _filled(workspace, kept, words)
    assert refused.value.code == code
    sentence = error_text(refused.value, "sv")
    assert quoted in sentence
    assert "[" not in sentence


def test_a_word_in_a_head_or_twice_is_refused(workspace: Workspace, kept: str, tmp_path: Path) -> None:
    """A head may hold text, not a part; unknown words are found there, too; no part stands twice."""
    for words, code in (
        ("{{ omrade }}", ""),
        ("{{ analys }}", "template_part_alone"),
        ("{{ x }}", "template_asks"),
    ):
        document = Document()
        document.sections[0].header.paragraphs[0].text = words
        path = tmp_path / "head.docx"
        document.save(str(path))
        if not code:
            assert b"Hela kommunen" in b"".join(
                _parts(chapter.in_template(workspace, COORDINATOR, kept, path)).values()
            )
            continue
        with pytest.raises(InputError, match=code):
            chapter.in_template(workspace, COORDINATOR, kept, path)
    with pytest.raises(InputError, match="template_part_alone"):
        _filled(workspace, kept, "{{ analys }}", "{{ analys }}")


def test_what_is_no_template_is_refused(workspace: Workspace, kept: str, tmp_path: Path) -> None:
    """Not a package, a package of something else, one with a DOCTYPE, and one that unpacks to too much."""
    good = tmp_path / "good.docx"
    Document().save(str(good))
    parts = _parts(good.read_bytes())
    hostile = {
        "template_unreadable": [
            b"hej", b"PK\x03\x04hej", _packed({"x.txt": b"hej"}),
            _packed({**parts, "word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + parts["word/document.xml"]}),
        ],
        "template_large": [_packed({**parts, "word/header9.xml": Random(1).randbytes(4_100_000)})],
    }  # fmt: skip
    for code, contents in hostile.items():
        for content in contents:
            path = tmp_path / "bad.docx"
            path.write_bytes(content)
            with pytest.raises(InputError, match=code):
                chapter.in_template(workspace, COORDINATOR, kept, path)


def test_signs_that_no_document_holds_stand_as_their_codes(workspace: Workspace, kept: str) -> None:
    """A control sign in a title is shown as its code in Word, where lxml would refuse it."""
    made = chapter.chapter(workspace, COORDINATOR, kept)
    hostile = replace(made, title="A\x01B\u202e")
    assert lines(chapter_docx.docx(hostile))[0] == "A⟨U+0001⟩B⟨U+202E⟩"


def _filled(workspace: Workspace, kept: str, *paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    path = workspace.folder / "template.docx"
    document.save(str(path))
    return chapter.in_template(workspace, COORDINATOR, kept, path)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()
