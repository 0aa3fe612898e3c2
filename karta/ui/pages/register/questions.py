"""Questions that a file leaves open, asked on the page: the same questions that `--answers` answers for the command."""

from typing import Any

import pandas as pd
import streamlit as st

from karta.errors import Issue, KartaError
from karta.model.map_systems import METRE_SYSTEMS, WEB_MERCATOR
from karta.model.rows import ROWS
from karta.services.importing.changeset import ChangeSet
from karta.settings import CRS_DEGREES
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.register import preview
from karta.ui.pages.register.draft import Draft

# Questions that a yes answers; the others want a choice, or another file.
ANSWERED_BY_YES = frozenset(
    {
        "coordinates_swapped", "coordinates_metres", "coordinates_outside", "date_ambiguous", "shift_long",
        "weekday_differs", "zone_differs", "crs_unknown", "date_serial",
        "place_outside", "column_proposed", "columns_proposed", "cancelled_perhaps",
        "event_older", "changed_and_excepted", "row_perhaps_cancelled", "row_struck",
        "status_unknown", "weeks_perhaps_skipped", "row_doubled", "row_vacant",
    }
)  # fmt: skip
# Warnings about rows that are stored with something unknown, which a yes makes known: the fact that says what.
_MADE_KNOWN = {"row_vacant": "adults"}
SYSTEMS = {CRS_DEGREES: "WGS 84", **METRE_SYSTEMS, WEB_MERCATOR: "Web Mercator"}
ZONES = ("Europe/Stockholm", "Europe/Helsinki", "Europe/Oslo", "Europe/Copenhagen", "Europe/London", "UTC")
_OF_SYSTEM = frozenset(
    {"crs_unknown", "crs_unseen", "crs_doubtful", "coordinates_rt90", "coordinates_local_zone"}
)
# Fields that a reader fills in itself.
_OWN = frozenset({"row", "geometry", "entrances"})
MOST_GROUPS = 10


def ask_file(context: Context, draft: Draft, error: KartaError) -> None:
    """Ask what keeps the file as a whole from being read: which column is which, or which layer is meant."""
    if error.code == "columns_unknown":
        header = str(error.facts.get("header") or "")
        columns = header.split("\t") if header else str(error.facts["columns"]).split(", ")
        _which_columns(context, draft, str(error.facts["missing"]).split(", "), [c for c in columns if c])
    elif error.code == "layers_several":
        layers = str(error.facts["layers"]).split(", ")
        _choose(context, draft, "layer", context.say("register.which_layer"), {name: name for name in layers})
    elif error.code == "sheets_several":
        sheets = str(error.facts["sheets"]).split(", ")
        _choose(context, draft, "sheet", context.say("register.which_sheet"), {name: name for name in sheets})
    elif error.code == "year_unknown":
        years = [str(context.workspace.today.year - back) for back in range(12)]
        _choose(context, draft, "year", context.say("register.which_year"), {year: year for year in years})


def ask_rows(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Ask, one code at a time, what the rows leave open; an answer reads the file again."""
    open_ = [issue for issue in changes.issues if issue.severity == "question" or _can_be_known(issue)]
    answers = {name: value for name, value in draft.answers.items() if name != "columns" and value}
    if not open_ and not answers:
        return
    words.heading(context.say("register.questions"), 3)
    counts = pd.Series([issue.code for issue in open_], dtype=object).value_counts()
    for code, count in counts.items():
        first = next(issue for issue in open_ if issue.code == code)
        words.paragraph(preview.sentence(context, first))
        _ask(context, draft, str(code), int(count), [issue for issue in open_ if issue.code == code])
    if answers and st.button(context.say("register.answer_again"), key=f"again_{draft.file_id}"):
        draft.answers = {"columns": draft.answers.get("columns", {})}
        draft.discard_reading()
        st.rerun()


def ask_columns(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Offer to say what columns are that were not recognised; the answer is remembered for files of this shape."""
    notes: dict[str, Any] = changes.intake.notes
    unused, taken = list(notes.get("unused", [])), set(notes.get("columns", {}).values())
    if not unused:
        return
    free = [c.name for c in ROWS[changes.matched.kind].columns if c.name not in taken and c.name not in _OWN]
    with st.expander(context.say("register.unused_columns", count=len(unused))):
        words.paragraph(context.say("register.unused_what"), "quiet")
        with st.form(f"unused_{draft.file_id}", border=False):
            choices = {
                column: st.selectbox(
                    context.say("register.column_is", column=column), free, None, key=f"unused_{draft.file_id}_{at}",
                    format_func=lambda name: context.say(f"register.column_of.{name}"),
                    placeholder=context.say("register.not_read"),
                )
                for at, column in enumerate(unused)
            }  # fmt: skip
            sent = st.form_submit_button(context.say("register.read_again"))
    if sent and any(choices.values()):
        fields = {column: field for column, field in choices.items() if field}
        draft.answer(columns={**draft.answers.get("columns", {}), **fields})
        st.rerun()


def _can_be_known(issue: Issue) -> bool:
    """Tell whether an answer makes known what a row states and what is read as unknown."""
    return _MADE_KNOWN.get(issue.code) in dict(issue.facts)


def _ask(context: Context, draft: Draft, code: str, count: int, issues: list[Issue]) -> None:
    """Show the ways to answer one question."""
    proposed = str(dict(issues[0].facts).get("systems") or "").split(", ")
    label = "register.answer_vacant" if code == "row_vacant" else "register.answer_yes"
    yes = _yes(draft, code, issues[0])
    if yes and st.button(context.say(label, count=count), key=f"yes_{draft.file_id}_{code}"):
        draft.answer(**yes)
        st.rerun()
    if code in _OF_SYSTEM:
        label = context.say("register.which_system")
        systems = {
            crs: f"{SYSTEMS[crs]} ({crs})" for crs in dict.fromkeys([*filter(None, proposed), *SYSTEMS])
        }
        _choose(context, draft, "crs", label, systems)
    elif code == "zone_lost":
        _choose(context, draft, "zone", context.say("register.which_zone"), {name: name for name in ZONES})
    elif code == "same_key_differs":
        _which_rows(context, draft, issues)
    elif code not in ANSWERED_BY_YES:
        words.paragraph(context.say("register.answer_in_file"), "quiet")


def _yes(draft: Draft, code: str, issue: Issue) -> dict[str, Any]:
    """Return what a yes to a question answers; nothing where no yes answers it."""
    facts = dict(issue.facts)
    systems = [system for system in str(facts.get("systems") or "").split(", ") if system]
    if len(systems) == 1:
        return {"crs": systems[0]}
    if code not in ANSWERED_BY_YES or (code == "crs_unknown" and facts["guess"] not in SYSTEMS):
        return {}
    return {"accept": [*draft.answers.get("accept", []), code]}


def _which_rows(context: Context, draft: Draft, issues: list[Issue]) -> None:
    """Ask which of the rows applies that say different things about the same."""
    groups = list(dict.fromkeys(str(dict(issue.facts)["lines"]) for issue in issues))
    with st.form(f"keep_{draft.file_id}", border=False):
        chosen = [
            st.radio(
                context.say("register.which_row", rows=rows),
                [int(row) for row in rows.split(", ")],
                None,
                format_func=lambda row: context.say("register.this_row", row=row),
                horizontal=True,
                key=f"keep_{draft.file_id}_{rows}",
            )
            for rows in groups[:MOST_GROUPS]
        ]
        sent = st.form_submit_button(context.say("register.read_again"))
    answered = [row for row in chosen if row is not None]
    if sent and answered:
        draft.answer(keep=[*draft.answers.get("keep", []), *answered])
        st.rerun()


def _which_columns(context: Context, draft: Draft, missing: list[str], columns: list[str]) -> None:
    """Ask which column is which, where the file's own words for them are not known."""
    with st.form(f"columns_{draft.file_id}", border=False):
        choices = {
            field: st.selectbox(
                context.say("register.which_column", field=context.say(f"register.column_of.{field}")), columns, None,
                placeholder=context.say("register.choose"),
            )
            for field in missing
        }  # fmt: skip
        words.paragraph(context.say("register.columns_remembered"), "quiet")
        sent = st.form_submit_button(context.say("register.read_again"))
    if sent:
        fields = {column: field for field, column in choices.items() if column is not None}
        draft.answer(columns={**draft.answers.get("columns", {}), **fields})
        st.rerun()


def _choose(context: Context, draft: Draft, name: str, label: str, options: dict[str, str]) -> None:
    """Ask for one of several, and read the file again with the answer."""
    with st.form(f"{name}_{draft.file_id}", border=False):
        choice = st.selectbox(
            label,
            list(options),
            None,
            format_func=options.__getitem__,
            placeholder=context.say("register.choose"),
        )
        sent = st.form_submit_button(context.say("register.read_again"))
    if sent and choice is not None:
        draft.answer(**{name: choice})
        st.rerun()
