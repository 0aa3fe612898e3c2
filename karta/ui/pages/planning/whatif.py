"""Tänk om: changes of a week side by side, with what each closes for an hour and for a krona; kept under a name."""

import html
from collections.abc import Iterator, Sequence
from datetime import time
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.model.recurrence import WEEKDAYS
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import scenarios
from karta.services.planning.scenarios import Change, Comparison, Kept, Result
from karta.services.register import places as register_places
from karta.ui import feedback, view, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.planning import scenario_anew_pictures, scenario_picture

COMPARED = "whatif_compared"
# What each change begins with: its kind, from and to, weekdays, adults.
BEGINS = (
    ("opening", time(21), time(23), ("FR",), 2),
    ("walkers", time(21), time(23), ("FR",), 6),
    ("host", time(16), time(18), WEEKDAYS[:5], 1),
)
# What has bars, each measure with its own longest.
BARS = ("closed", "per_hour", "per_1000")


def show(context: Context) -> None:
    """Show the form of the changes, what they would bring, and the scenarios that were kept."""
    say = context.say
    if not allowed(context.viewer, "see_gaps", WORKSPACE):
        words.paragraph(say("rosters.suggest_not_yours"), "quiet")
        return
    words.paragraph(say("whatif.lead"))
    changes, weeks = _asked(context)
    if changes is not None:
        try:
            with st.spinner(say("ui.computing")):
                first = view.monday(context.workspace.service_day)
                st.session_state[COMPARED] = scenarios.compare(
                    context.workspace, context.viewer, first, weeks, changes
                )
        except KartaError as error:
            feedback.fault(context, error)
    comparison: Comparison | None = st.session_state.get(COMPARED)
    if comparison is not None and comparison.audience == context.viewer.scope:
        _comparison(context, comparison)
    for kept in scenarios.kept(context.workspace, context.viewer):
        _kept(context, kept, comparison)


def _asked(context: Context) -> tuple[list[Change] | None, int]:
    """Show the form, and return the changes that have places once it is sent, None until then, and for how long."""
    say = context.say
    names = _place_names(context)
    with st.form("whatif", border=True):
        weeks = int(st.number_input(say("whatif.weeks"), 1, scenarios.MOST_WEEKS, 1, key="whatif_weeks"))
        changes = [_change(context, names, number, *begin) for number, begin in enumerate(BEGINS)]
        if not st.form_submit_button(say("whatif.compare"), type="primary"):
            return None, weeks
    return [change for change in changes if change.place_ids], weeks


def _change(
    context: Context,
    names: dict[str, str],
    count: int,
    kind: str,
    start: time,
    end: time,
    days: Sequence[str],
    adults: int,
) -> Change:
    say = context.say

    def key(field: str) -> str:
        return f"whatif_{field}_{count}"

    words.heading(say("whatif.change", number=count + 1), 3)
    left, right = st.columns(2)
    name = left.text_input(
        say("whatif.name"), say(f"whatif.named_{kind}"), scenarios.NAME_LENGTH, key=key("name")
    )
    kinds = list(scenarios.KINDS)
    kind = right.selectbox(
        say("whatif.kind"), kinds, kinds.index(kind), format_func=lambda k: say(f"whatif.kind_{k}"), key=key("kind")
    )  # fmt: skip
    chosen = st.multiselect(
        say("whatif.places"), list(names), format_func=names.__getitem__, key=key("places"),
        placeholder=say("whatif.places_choose"), max_selections=scenarios.MOST_PLACES,
    )  # fmt: skip
    weekdays = st.multiselect(
        say("whatif.days"), list(WEEKDAYS), list(days), format_func=lambda day: say(f"days.{day}"), key=key("days"),
        placeholder=say("whatif.days_choose"),
    )  # fmt: skip
    cells = st.columns(4)
    first = cells[0].time_input(say("rosters.start"), start, key=key("start"))
    last = cells[1].time_input(say("rosters.end"), end, key=key("end"))
    count_ = cells[2].number_input(say("whatif.adults"), 1, 100, adults, key=key("adults"))
    kronor = cells[3].number_input(say("whatif.kronor"), 0, scenarios.MOST_KRONOR, 0, key=key("kronor"))
    return Change(
        name, kind, tuple(chosen), tuple(weekdays), f"{first:%H:%M}", f"{last:%H:%M}", float(count_), float(kronor)
    )  # fmt: skip


def _comparison(context: Context, comparison: Comparison) -> None:
    say, language = context.say, context.workspace.language
    span = f"{on(context, comparison.first)} \u2013 {on(context, comparison.last)}"
    words.heading(say("whatif.found", span=span))
    words.paragraph(say("whatif.now", gap=number(comparison.gap, 1, language)))
    if comparison.unknown > 0:
        words.paragraph(say("whatif.unknown", unknown=number(comparison.unknown, 1, language)), "quiet")
    _results(context, comparison.results)
    scenario_picture.show(context, comparison)
    if not allowed(context.viewer, "keep_sheets", WORKSPACE):
        return
    name = st.text_input(say("whatif.keep_name"), max_chars=scenarios.NAME_LENGTH, key="whatif_keep_name")
    if st.button(say("whatif.keep"), key="whatif_keep"):
        feedback.perform(
            context, partial(scenarios.keep, context.workspace, context.viewer, name, comparison),
            "whatif.is_kept", name=name,
        )  # fmt: skip


def _results(context: Context, results: Sequence[Result]) -> None:
    """Show what each change would bring, with bars as long as what it closes, in all, by the hour and by the krona."""
    say, language = context.say, context.workspace.language
    most = {name: max([0.0, *(getattr(row, name) or 0.0 for row in results)]) for name in BARS}

    def cells(row: Result, pattern: int) -> Iterator[str]:
        yield number(row.adult_hours, 1, language)
        yield number(row.kronor, 0, language)
        for name in BARS:
            value = getattr(row, name)
            free = html.escape(say("whatif.free"))
            yield free if value is None else scenario_picture.bar(value, most[name], language, pattern)
        yield number(row.possible, 1, language)

    columns = [say(f"whatif.column_{name}") for name in ("change", "asked", "kronor", *BARS, "possible")]
    rows = [
        (scenario_picture.sign(pattern) + html.escape(row.name), list(cells(row, pattern)))
        for pattern, row in enumerate(results)
    ]
    scenario_picture.table(say("whatif.side_by_side"), [html.escape(name) for name in columns], columns, rows)


def _kept(context: Context, kept: Kept, comparison: Comparison | None) -> None:
    """Show a scenario that was kept as it was computed, and the gap of today beside it."""
    say, language = context.say, context.workspace.language
    title = say("whatif.kept", name=_plain(kept.name), day=on(context, kept.day))
    with st.expander(title):
        span = f"{on(context, kept.first)} \u2013 {on(context, kept.last)}"
        words.paragraph(say("whatif.kept_then", span=span, gap=number(kept.gap, 1, language)))
        same = comparison is not None and (comparison.first, comparison.last) == (kept.first, kept.last)
        if comparison is not None and same:
            words.paragraph(say("whatif.kept_now", gap=number(comparison.gap, 1, language)))
        _results(context, kept.results)
        scenario_anew_pictures.show(context, kept)
        if allowed(context.viewer, "keep_sheets", WORKSPACE) and st.button(
            say("whatif.forget"), key=f"whatif_forget_{kept.scenario_id}"
        ):
            feedback.perform(
                context, partial(scenarios.forget, context.workspace, context.viewer, kept.scenario_id),
                "whatif.forgotten",
            )  # fmt: skip


def _place_names(context: Context) -> dict[str, str]:
    places = register_places.places(context.workspace, context.viewer).sort_values("name")
    return {row.id: row.name or context.say(f"kinds.{row.kind}") for row in places.itertuples(index=False)}


def _plain(text: str) -> str:
    """Return a text that Markdown leaves as it is: the label of an expander is read so."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
