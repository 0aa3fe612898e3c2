"""Texts on a page. What people have typed is shown as typed: through `st.html`, escaped, never through Markdown."""

import html
from collections.abc import Iterable, Sequence

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


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> None:
    """Show a short table that one reads and does not work in; a screen reader gets it with `title` as its name.

    Streamlit's own table is drawn on a canvas, or reads its cells as Markdown.
    """
    heads = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    label = html.escape(title)
    st.html(
        f"<div class='karta-table' role='region' tabindex='0' aria-label='{label}'>"
        f"<table aria-label='{label}'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def plain(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
