"""Edits of what a page has shown: whoever saves what somebody else has changed meanwhile loses nothing of either.

A page runs anew when a form is sent, and reads everything anew, too. What a form was filled in with is therefore held
from the run that first showed it until the form leaves the page: its version goes with the edit, and what was typed
stays, whatever came into the store in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from karta.ui import words
from karta.ui.context import Context

Row = TypeVar("Row")
# What a form shows: the label of each field, and its content in words.
Texts = Mapping[str, str]
_EDITS, _DRAWN = "karta_edits", "karta_edits_drawn"


@dataclass
class Edit(Generic[Row]):
    """A form that somebody may be typing into.

    `row` is what it was filled in with, `texts` that in words, `read` its version then; `version` is the latest that
    has been shown and goes with the edit. `differences` (label, stored, typed) are shown since a save was refused.
    """

    row: Row
    read: Any
    texts: Texts
    version: Any = None
    fillings: int = 0
    is_outdated: bool = False
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the version of what the form shows."""
        self.version = self.read

    def key(self, name: str, label: str = "") -> str:
        """Return the key of a field; it is another one when the form has been filled in anew, to show what is new."""
        return self.watch(f"{name}_{self.fillings}" if self.fillings else name, label)

    def watch(self, key: str, label: str = "") -> str:
        """Return a key as it is: the form stands as long as the widget of one of its keys does."""
        self.widgets[key] = label
        return key

    def fill(self, row: Row, version: Any, texts: Texts) -> None:
        """Fill the form in anew, with what is stored."""
        self.row, self.read, self.version, self.texts = row, version, version, texts
        self.is_outdated, self.differences = False, []

    def refuse(self, version: Any, stored: Texts, typed: Texts) -> None:
        """Note that somebody else was first: what is stored now, its version, and where something else was typed."""
        self.version = version
        self.differences = [
            (label, stored.get(label, ""), own)
            for label, own in typed.items()
            if stored.get(label, "") != own
        ]

    def show_stored(self) -> None:
        """Let go of what was typed: the form shows what is stored when it is drawn next."""
        self.texts, self.is_outdated, self.differences = {}, True, []

    @property
    def stands(self) -> bool:
        """Whether the form was on the page when it was drawn last."""
        return any(key in st.session_state for key in self.widgets)


def opened(name: str, row: Row, version: Any, texts: Texts) -> Edit[Row]:
    """Return the edit of a form: filled in with `row`, unless somebody may be typing into what stood there before.

    An act of this session fills its forms in anew where what they show has changed by it.
    """
    edits: dict[str, Edit[Row]] = st.session_state.setdefault(_EDITS, {})
    st.session_state.setdefault(_DRAWN, set()).add(name)
    edit = edits.setdefault(name, Edit(row, version, texts))
    if not edit.stands:
        edit.fill(row, version, texts)
        edit.widgets.clear()
    elif edit.is_outdated:
        if texts != edit.texts:
            edit.fillings += 1
            edit.widgets.clear()
        edit.fill(row, version, texts)
    elif version == edit.read:
        edit.row = row
    return edit


def compare(context: Context, edit: Edit[Any]) -> None:
    """Show what is stored beside what was typed, after a save was refused; nothing else."""
    if not edit.differences:
        return
    say = context.say
    with st.container(border=True, gap="xsmall"):
        words.paragraph(say("ui.edit_refused"), "note")
        columns = [say("ui.edit_field"), say("ui.edit_stored"), say("ui.edit_typed")]
        words.table(columns, edit.differences, say("ui.edit_differences"))
        st.button(
            say("ui.edit_show_stored"),
            key=f"stored_{next(iter(edit.widgets))}",
            on_click=edit.show_stored,
        )


def begin() -> None:
    """Begin to note which forms a page draws."""
    st.session_state[_DRAWN] = set()


def tell_vanished(context: Context) -> None:
    """Show what was typed into a form that was sent and is not on the page any more, with what it was about."""
    drawn = st.session_state.get(_DRAWN, set())
    for name, edit in list(st.session_state.get(_EDITS, {}).items()):
        sent = any(st.session_state.get(key) is True for key, label in edit.widgets.items() if not label)
        if name in drawn or not sent:
            continue
        typed = [(label, st.session_state.get(key)) for key, label in edit.widgets.items() if label]
        words.paragraph(context.say("ui.edit_vanished"), "fault")
        words.bullets([f"{label}: {value}" for label, value in typed if value not in (None, "", [])])


def outdate() -> None:
    """Let the forms of this session show what an act of its own has changed, but for those that hold refused text."""
    for edit in st.session_state.get(_EDITS, {}).values():
        edit.is_outdated = edit.is_outdated or not edit.differences
