"""Streamlit's own words in the page's language: it speaks English alone, and offers no way to say otherwise.

What it says in English stands in the English catalogue, under the key of what is said in its place.
"""

from functools import cache
from typing import Any

import streamlit as st

from karta.i18n import catalogue
from karta.ui.week_grid import asset

_HOME, _ENGLISH, _NAME = "own_words.", "en", "{name}"


def show(language: str) -> None:
    """Let the browser replace them; nothing is seen of it."""
    mount = st.components.v2.component("karta_own_words", html="<span></span>", js=asset("own_words.js"))
    mount(data=_book(language), key="karta_own_words", height=0)


@cache
def _book(language: str) -> dict[str, Any]:
    """Return the phrases with what is said in their place, whole ones and beginnings that a name of ours follows."""
    english, own = catalogue(_ENGLISH), catalogue(language)
    pairs = {english[key]: said for key, said in own.items() if key.startswith(_HOME)}
    return {
        "words": {phrase: said for phrase, said in pairs.items() if _NAME not in phrase},
        "beginnings": [
            [phrase.removesuffix(_NAME), said.removesuffix(_NAME)]
            for phrase, said in pairs.items()
            if phrase.endswith(_NAME)
        ],
    }
