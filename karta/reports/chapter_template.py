"""A municipality's own Word template, filled with a chapter: words that stand for text, and words that stand for parts.

A template comes from outside. docxtpl renders Jinja, which is a language: only plain names are let through, known ones,
and the environment is a sandbox all the same. What people have typed goes in as text after that, and is never rendered.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from karta.errors import InputError
from karta.i18n import text
from karta.model.typed_text import quoted
from karta.reports.chapter_blocks import Chapter, Part
from karta.reports.chapter_docx import finished, write_part
from karta.reports.shown import shown
from karta.sources.zipped import check_zip

# The words that stand for whole parts, and what the parts are called inside.
BLOCKS = {
    "kartlaggning": "mapping",
    "annan_information": "other_information",
    "analys": "analysis",
    "atgard": "measures",
    "uppfoljning": "follow_up",
    "far_inte_pastas": "not_claimed",
    "siffrornas_adresser": "feet",
}
# What no chapter goes without.
NEVER_WITHOUT = ("not_claimed", "feet")
MAX_BYTES, MAX_XML = 10_000_000, 4_000_000
# A word that stands for a part is first rendered as a mark between two signs that no text can bring (`shown`).
_MARK = "\uf8f2{}\uf8f2"
_MARKED = re.compile("\uf8f2([a-z_]+)\uf8f2")
_RENDERED = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes)\.xml|docProps/core\.xml", re.IGNORECASE
)


def filled(template: Path, chapter: Chapter) -> bytes:
    """Return a template filled with a chapter.

    Raises
    ------
    InputError
        `template_unreadable` for what is no Word document, `template_large`, `template_asks` for a template that asks
        for something that there is not, or does more than ask; `template_part_alone` where a part does not stand by
        itself in a paragraph of the body.
    """
    content = _checked(template)
    try:
        word_file = DocxTemplate(io.BytesIO(content))
        environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        _check_words(word_file, environment, {*chapter.facts, *BLOCKS})
        marks = {name: _MARK.format(name) for name in BLOCKS}
        word_file.render(
            {**{name: shown(words) for name, words in chapter.facts.items()}, **marks}, environment
        )
        rendered = io.BytesIO()
        word_file.docx.save(rendered)
        document = Document(rendered)
    except InputError:
        raise
    except TemplateError as error:
        raise InputError("template_asks", asked="{{ … }}") from error
    except (
        PackageNotFoundError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        raise InputError("template_unreadable") from error
    _put_parts(document, chapter)
    return finished(document, chapter.title, chapter.made, chapter.language)


def sample(made: datetime, language: str) -> bytes:
    """Return a template to begin with: a title and every part under a heading of its own."""
    document = Document()
    document.add_paragraph("{{ titel }}", style="Title")
    document.add_paragraph("{{ bildtext }}")
    for word, part in BLOCKS.items():
        document.add_heading(text(f"chapter.{part}", language), 1)
        document.add_paragraph(f"{{{{ {word} }}}}")
    return finished(document, text("chapter.sample_name", language), made, language)


def _checked(template: Path) -> bytes:
    """Return a template's bytes after its limits are checked."""
    if template.stat().st_size > MAX_BYTES:
        raise InputError("template_large")
    try:
        infos = check_zip(template)
        if sum(info.file_size for info in infos if _RENDERED.fullmatch(info.filename)) > MAX_XML:
            raise InputError("template_large")
        with zipfile.ZipFile(template) as parts:
            names = {info.filename for info in infos}
            if "word/document.xml" not in names:
                raise InputError("template_unreadable")
            if any(
                b"<!DOCTYPE" in parts.read(name)[:4000] for name in names if name.endswith((".xml", ".rels"))
            ):
                raise InputError("template_unreadable")
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError("template_unreadable") from error
    except InputError as error:
        if error.code == "file_unreadable":
            raise InputError("template_unreadable") from error
        raise
    return template.read_bytes()


def _check_words(template: Any, environment: Environment, known: set[str]) -> None:
    """Refuse a template that asks for more than known names: no loops, no sums, no calls, no attributes."""
    for source in _sources(template):
        for node in environment.parse(source).body:
            if not isinstance(node, nodes.Output):
                raise InputError("template_asks", asked="{% … %}")
            for each in node.nodes:
                if isinstance(each, nodes.TemplateData):
                    continue
                if not isinstance(each, nodes.Name):
                    raise InputError("template_asks", asked="{{ … }}")
                if each.name not in known:
                    raise InputError("template_asks", asked=quoted(each.name))


def _sources(template: Any) -> Iterator[str]:
    """Give every text of a template that would be rendered, as it would be."""
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.parts:
        if str(part.partname).endswith("footnotes.xml"):
            yield template.patch_xml(part.blob.decode("utf-8"))
    about = template.docx.core_properties
    yield from (about.author, about.comments, about.identifier, about.language, about.subject, about.title)


def _put_parts(document: Docx, chapter: Chapter) -> None:
    """Put each part in the place of its mark; those that no chapter goes without stand last where there is none."""
    parts = {part.key: part for part in chapter.parts}
    placed = set()
    body = list(document.paragraphs)
    for paragraph in body:
        if not (mark := _MARKED.search(paragraph.text)):
            continue
        key = BLOCKS[mark[1]]
        if paragraph.text.strip() != mark[0] or key in placed:
            raise InputError("template_part_alone", asked=mark[1])
        _replace(document, paragraph, parts[key], chapter.language)
        placed.add(key)
    if _has_mark(document):
        raise InputError("template_part_alone", asked=", ".join(name for name in BLOCKS))
    for key in NEVER_WITHOUT:
        if key not in placed:
            write_part(document, parts[key], chapter.language)


def _replace(document: Docx, paragraph: Paragraph, part: Part, language: str) -> None:
    """Write a part at the end of the document, and move it to where a paragraph stands."""
    body: Any = document.element.body
    before = set(body)
    write_part(document, part, language, headed=False)
    for element in [each for each in body if each not in before]:
        paragraph._p.addprevious(element)  # noqa: SLF001 - docx has no other way
    body.remove(paragraph._p)  # noqa: SLF001 - docx has no other way


def _has_mark(document: Docx) -> bool:
    """Tell whether a mark is left anywhere: in a table, a header, a foot."""
    sign = _MARK[0].encode()
    return any(
        sign in part.blob
        for part in document.part.package.iter_parts()
        if str(part.partname).endswith(".xml")
    )
