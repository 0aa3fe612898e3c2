"""Texts on a page. What people have typed is shown as typed: through `st.html`, escaped, never through Markdown."""

import html

import streamlit as st


def heading(words: str, level: int = 2) -> None:
    """Show people's own words as a heading."""
    st.html(f"<h{level} class='karta-h'>{html.escape(words)}</h{level}>")


def paragraph(words: str, kind: str = "") -> None:
    """Show people's own words as a paragraph; `kind` is a class of the theme (quiet, caption, note)."""
    st.html(f"<p class='karta-p {html.escape(kind)}'>{html.escape(words)}</p>")


def bullets(lines: list[str]) -> None:
    """Show lines of people's own words as a list."""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    st.html(f"<ul class='karta-list'>{items}</ul>")


def figures(pairs: list[tuple[str, str, str]]) -> None:
    """Show figures side by side: name, value, and what it means."""
    cells = "".join(
        f"<div class='karta-figure'><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>"
        f"<dd class='quiet'>{html.escape(meaning)}</dd></div>"
        for name, value, meaning in pairs
    )
    st.html(f"<dl class='karta-figures'>{cells}</dl>")
