"""Texts on a page. What people have typed is shown as typed: through `st.html`, escaped, never through Markdown."""

import html
from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

APP = "Karta"


def heading(words: str, level: int = 2, *, stop: bool = False) -> None:
    """Show people's own words as a heading; `stop`: Tab stops at it, so that what it heads can be scrolled by key."""
    tab = " tabindex='0'" if stop else ""
    st.html(f"<h{level} class='karta-h'{tab}>{html.escape(words)}</h{level}>")


def paragraph(words: str, kind: str = "") -> None:
    """Show people's own words as a paragraph; `kind` is a class of the theme (quiet, caption, note)."""
    st.html(f"<p class='karta-p {html.escape(kind)}'>{html.escape(words)}</p>")


def title(words: str, label: str = "", tab: str = "") -> None:
    """Show the page's title, with a label that is always visible beside it; `tab`: what the browser's tab says."""
    st.set_page_config(page_title=f"{tab or words} \u2013 {APP}")
    beside = f"<span class='karta-label'>{html.escape(label)}</span>" if label else ""
    st.html(f"<div class='karta-title'><h1 class='karta-h'>{html.escape(words)}</h1>{beside}</div>")


def bullets(lines: list[str]) -> None:
    """Show lines of people's own words as a list."""
    entries = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    st.html(f"<ul class='karta-list'>{entries}</ul>")


def figures(pairs: list[tuple[str, str, str]], caption: str) -> None:
    """Show figures side by side (name, value, unit or meaning), with the caption that they must not stand without."""
    cells = "".join(
        f"<div class='karta-figure'><dt>{html.escape(name)}</dt><dd><strong>{html.escape(value)}</strong> "
        f"<span class='quiet'>{html.escape(meaning)}</span></dd></div>"
        for name, value, meaning in pairs
    )
    st.html(f"<p class='karta-p caption'>{html.escape(caption)}</p><dl class='karta-figures'>{cells}</dl>")


# A table of so many columns is drawn as cards on a phone.
WIDE = 4


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> None:
    """Show a short table that one reads and does not work in; a screen reader gets it with `title` as its name.

    On a phone the rows of a wide one are drawn as cards, each figure beside its heading; it then says itself that it is
    a table, since browsers forget that of what is not drawn as one. Streamlit's own table is drawn on a canvas, or
    reads its cells as Markdown.
    """
    names, is_wide = [html.escape(name) for name in columns], len(columns) >= WIDE
    role = partial(_role, is_wide=is_wide)
    heads = "".join(f"<th scope='col'{role('columnheader')}>{name}</th>" for name in names)
    body = "".join(
        f"<tr{role('row')}>"
        + "".join(
            f"<td{role('cell', name)}>{html.escape(str(cell))}</td>"
            for name, cell in zip(names, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    label, kind = html.escape(title), " karta-stack" if is_wide else ""
    st.html(
        f"<div class='karta-table{kind}' role='region' tabindex='0' aria-label='{label}'>"
        f"<table aria-label='{label}'{role('table')}><thead{role('rowgroup')}><tr{role('row')}>{heads}</tr></thead>"
        f"<tbody{role('rowgroup')}>{body}</tbody></table></div>"
    )


def _role(name: str, head: str = "", *, is_wide: bool) -> str:
    head = f" data-head='{head}'" if head else ""
    return f" role='{name}'{head}" if is_wide else ""


def plain(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
