"""The shifts of the last two weeks: what came of them, in four answers."""

from datetime import time, timedelta
from functools import partial

import streamlit as st

from karta.model.shift import MET, ShiftOccurrence
from karta.model.typed_numbers import MOST_ADULTS
from karta.privacy import allowed
from karta.services.follow_up import shift_reports
from karta.services.follow_up.shift_reports import Report
from karta.services.rosters import roster_lines, walk_marks
from karta.services.rosters.occurrences import resource_of
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts
from karta.ui.pages.rosters import cached_occurrences, lines, owners, paging

QUARTER = timedelta(minutes=15)


def show(context: Context) -> None:
    """Show past shifts, those without a report first."""
    occurrences = cached_occurrences.past(context)
    outcomes = shift_reports.reported(context.workspace, context.viewer)
    whose = roster_lines.owners_past(context.workspace, context.viewer)
    if not occurrences and not whose:
        words.paragraph(context.say("rosters.past_none"))
        return

    def outcome(occurrence: ShiftOccurrence) -> str | None:
        return next(
            (
                outcomes[key]
                for p in occurrence.parties
                if (key := (p.party_id, occurrence.held_on)) in outcomes
            ),
            None,
        )

    def show_all(name: str, listed: list[ShiftOccurrence]) -> None:
        unreported_first = sorted(listed, key=lambda occurrence: outcome(occurrence) is not None)
        for occurrence in paging.page_of(context, name, unreported_first):
            _card(context, occurrence, outcome(occurrence))

    show_all("past", occurrences)
    if whose:
        words.heading(context.say("rosters.from_rosters", count=sum(owner.lines for owner in whose)))
        org = owners.choose(context, "roster_past", whose)
        show_all(f"past_{org}", roster_lines.past(context.workspace, context.viewer, org))


def _card(context: Context, occurrence: ShiftOccurrence, outcome: str | None) -> None:
    with st.container(border=True):
        words.heading(lines.heading(context, occurrence), 3)
        report = context.say("rosters.unreported" if outcome is None else f"rosters.outcome_{outcome}")
        words.paragraph(f"{lines.state(context, occurrence)} · {report}", "quiet")
        if allowed(context.viewer, "report_shifts", resource_of(occurrence)):
            with st.expander(context.say("web.report")):
                _report(context, occurrence)


def _report(context: Context, occurrence: ShiftOccurrence) -> None:
    say, key = context.say, occurrence.occurrence_id
    start, end = walk_marks.hours(context.workspace, occurrence)
    report = shift_reports.stored_report(context.workspace, context.viewer, occurrence)
    edit = edits.opened(f"report_{key}", report, report.version, _texts(context, report))
    with st.form(f"report_{key}"):
        came = st.radio(
            say("web.outcome"), ("carried_out", "no_show"), horizontal=True, key=edit.watch(f"came_{key}"),
            format_func=lambda name: say(f"web.outcome_{name}"),
        )  # fmt: skip
        adults = st.number_input(
            say("web.adults"),
            1,
            MOST_ADULTS,
            min(MOST_ADULTS, max(1, occurrence.adults)),
            key=f"adults_{key}",
        )
        left, right = st.columns(2)
        first = left.time_input(
            say("web.start"), time(start.hour, start.minute), key=f"from_{key}", step=QUARTER
        )
        last = right.time_input(say("web.end"), time(end.hour, end.minute), key=f"to_{key}", step=QUARTER)
        met = st.radio(
            say("web.met"), MET, index=None, horizontal=True, key=f"met_{key}",
            format_func=lambda name: say(f"web.met_{MET.index(name)}"), help=say("web.met_what"),
        )  # fmt: skip
        sent = st.form_submit_button(say("web.send"))
    if sent:
        typed = Report(came, int(adults), f"{first:%H:%M}", f"{last:%H:%M}", met, edit.version)
        act = partial(
            shift_reports.report, context.workspace, context.viewer, key, carried_out=came == "carried_out",
            adults=typed.adults, start=typed.start, end=typed.end, met=met, version=edit.version,
        )  # fmt: skip

        def stored() -> tuple[int, Texts]:
            current = shift_reports.stored_report(context.workspace, context.viewer, occurrence)
            return current.version, _texts(context, current)

        feedback.save(context, edit, act, "web.done_reported", _texts(context, typed), stored)
    edits.compare(context, edit)


def _texts(context: Context, report: Report) -> Texts:
    """Return a report in words."""
    say = context.say
    if report.outcome is None:
        return {say("web.report"): say("rosters.outcome_unreported")}
    parts = [say(f"rosters.outcome_{report.outcome}")]
    if report.outcome == "carried_out":
        parts += [f"{say('web.adults')}: {report.adults}", f"{report.start}–{report.end}"]
        parts += [say(f"web.met_{MET.index(report.met)}")] if report.met else []
    return {say("web.report"): " · ".join(parts)}
