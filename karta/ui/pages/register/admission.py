"""Whose adults count: the organisations that nobody has admitted, and the one act that admits them."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.importing.changeset import ChangeSet
from karta.services.register import organisations
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.register import admission_asked

MOST_NAMES = 20


def show(context: Context) -> None:
    """Show every organisation with who admitted it, and the form that admits several in one act."""
    rows = organisations.admissions(context.workspace, context.viewer)
    words.heading(context.say("admission.title"))
    words.paragraph(context.say("register.admission_what"))
    admission_asked.show(context)
    if rows.empty:
        words.paragraph(context.say("register.admission_none"), "quiet")
        return
    if allowed(context.viewer, "admit_organisations", WORKSPACE):
        _form(context, rows[~rows["admitted"] | rows["on_import"]].to_dict("records"))
    columns = ("register.organisation", "register.admission", "register.admission_lines")
    words.table(
        [context.say(name) for name in columns],
        [(row["name"], _state(context, row), row["lines"]) for row in rows.to_dict("records")],
        context.say("register.part_organisations"),
    )


def waiting(context: Context) -> dict[str, str]:
    """Return the organisations whose lines do not count, as nobody has admitted them: id -> name."""
    rows = organisations.admissions(context.workspace, context.viewer)
    rows = rows[~rows["admitted"] & (rows["lines"] > 0)]
    return dict(zip(rows["org_id"], rows["name"], strict=True))


def offer(context: Context, open_: dict[str, str], key: str) -> None:
    """Tell whose lines do not count until somebody admits them, with the button that admits them all in one act."""
    if not open_:
        return
    _not_counted(context, list(open_.values()))
    _button(context, list(open_), key)


def told(context: Context, changes: ChangeSet) -> None:
    """Tell whom a file admits, and whose lines do not count when it is stored."""
    decided, open_ = changes.admissions.decided, list(changes.admissions.open.values())
    if decided:
        names = _names(context, decided)
        words.paragraph(context.say("register.admits", count=len(decided), names=names), "note")
    if open_:
        _not_counted(context, open_)


def offer_known(context: Context, changes: ChangeSet, key: str) -> None:
    """Offer to admit those of a file that has nothing new: the register knows them all."""
    if changes.admissions.open:
        _button(context, list(changes.admissions.open), key)


def choose(context: Context, changes: ChangeSet, key: str) -> Collection[str]:
    """Ask whether those that nobody has admitted are to be admitted along with the rows; return whom."""
    open_ = changes.admissions.open
    if not open_ or not allowed(context.viewer, "admit_organisations", WORKSPACE):
        return ()
    key_of = "register.admit_this_along" if len(open_) == 1 else "register.admit_these_along"
    label = context.say(key_of, count=len(open_))
    return list(open_) if st.checkbox(label, key=f"{key}_admit_along") else ()


def _button(context: Context, org_ids: list[str], key: str) -> None:
    """Show the button that admits some in one act, to who may."""
    label = "register.admit_this" if len(org_ids) == 1 else "register.admit_these"
    if allowed(context.viewer, "admit_organisations", WORKSPACE) and st.button(
        context.say(label, count=len(org_ids)), key=f"{key}_admit"
    ):
        _admit(context, org_ids)


def _form(context: Context, undecided: list[dict[Any, Any]]) -> None:
    if not undecided:
        words.paragraph(context.say("register.admission_all"), "quiet")
        return
    labels = {row["org_id"]: _label(context, row) for row in undecided}
    # The same whom the name of this part counts: those whose lines do not count.
    open_ = [row["org_id"] for row in undecided if not row["admitted"] and row["lines"]]
    with st.form("admit", border=True):
        chosen = st.multiselect(
            context.say("register.admit_which"), list(labels), open_,
            format_func=labels.__getitem__, placeholder=context.say("register.choose"),
        )  # fmt: skip
        by, when, send = st.columns([3, 2, 2], vertical_alignment="bottom")
        function = by.text_input(context.say("register.admit_by"), placeholder=context.viewer.function)
        day = when.date_input(
            context.say("register.admit_on"), context.workspace.today, max_value=context.workspace.today,
            format="YYYY-MM-DD",
        )  # fmt: skip
        sent = send.form_submit_button(context.say("register.admit"), type="primary", width="stretch")
    if sent:
        _admit(context, chosen, day, function)


def _admit(context: Context, org_ids: list[str], day: Any = None, by: str = "") -> None:
    if not org_ids:
        words.paragraph(context.say("register.admit_nobody"), "fault")
        return
    feedback.perform(
        context,
        lambda: _names(
            context, organisations.admit(context.workspace, context.viewer, org_ids, day, by or None)
        ),
        "register.admitted",
    )


def _not_counted(context: Context, names: list[str]) -> None:
    sentence = context.say("register.not_admitted", count=len(names), names=_names(context, names))
    words.paragraph(sentence, "note")


def _names(context: Context, names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return f"{shown} {context.say('register.and_more', count=rest)}" if rest > 0 else shown


def _label(context: Context, row: dict[Any, Any]) -> str:
    return f"{row['name']} ({_state(context, row)})" if row["admitted"] else str(row["name"])


def _state(context: Context, row: dict[Any, Any]) -> str:
    """Return in words who admitted an organisation, and when."""
    if not row["admitted"]:
        return context.say("register.admission_not")
    key = "register.admission_on_import" if row["on_import"] else "register.admission_by"
    return context.say(key, day=on(context, row["admitted_on"]), by=row["admitted_by"] or "–")
