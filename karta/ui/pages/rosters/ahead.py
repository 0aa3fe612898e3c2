"""The shifts of the weeks to come on a board: who needs somebody first, and beside it the one that is opened."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from karta.errors import KartaError
from karta.model.shift import ShiftOccurrence
from karta.services.rosters import roster_lines, shifts
from karta.ui import edits, parts, words
from karta.ui.context import Context, page_link
from karta.ui.pages.rosters import board, cached_occurrences, card, move, new, notices, owners, swaps
from karta.ui.shift_board import BoardChoice, pressed, shift_board
from karta.ui.view import monday

# How many weeks are shown at once; the board ends where the shifts that are read do.
SPANS = (1, 2, 4)
WEEKS = shifts.DAYS_AHEAD // 7
# So many lines of rosters may there be for all to be shown at once.
MOST_LINES = 1_500
_ACTORS = "rosters_actors"
_FIRST, _SPAN, _LINKED, _BOARD = "rosters_first", "rosters_span", "rosters_linked", "rosters_board"


def show(context: Context) -> None:
    """Show the board and the shift that the address opens."""
    edits.begin()
    _board(context)
    edits.tell_vanished(context)


def _board(context: Context) -> None:
    notices.failed_mails(context)
    notices.not_home(context)
    swaps.show(context)
    ahead, whose = cached_occurrences.ahead(context), cached_occurrences.owners(context)
    every = [*ahead.understaffed, *ahead.staffed, *ahead.cancelled]
    if not every and not whose:
        words.paragraph(context.say("rosters.none"))
        page_link("gaps", context.say("rosters.none_go"))
        return
    _take(pressed(_BOARD))
    opened = _opened(context)
    notices.short_soon(context, cached_occurrences.short_soon(context))
    # Where nobody can sign up to anything, there is no board of all of that.
    org, first, span = _controls(context, whose, opened, context.say("rosters.board_all") if every else "")
    listed = every
    if org != owners.EVERY:
        own = [each for each in every if any(p.organisation_id == org for p in each.parties)]
        listed = [*own, *cached_occurrences.lines(context, org)]
    with st.container(horizontal=True, key="karta_board"):
        with st.container(key="karta_board_frame"):
            actors = None
            if st.session_state.get(_ACTORS):
                actors = cached_occurrences.actors(context, first, first + timedelta(days=7 * span - 1))
            contents = board.contents(context, first, span, listed, listed, actors)
            chosen = None if opened is None else opened.occurrence_id
            shift_board({**contents, "chosen": chosen}, key=_BOARD)
            words.paragraph(context.say("rosters.board_how"), "quiet")
        if opened is not None:
            with st.container(key="karta_shift"):
                card.show(context, opened)


def _controls(
    context: Context, whose: Sequence[roster_lines.Owner], opened: ShiftOccurrence | None, every: str
) -> tuple[str, date, int]:
    """Show whose shifts, how many weeks and from which on; return the organisation, the Monday and the number."""
    say, state = context.say, st.session_state
    start = monday(context.workspace.today)
    last = start + timedelta(weeks=WEEKS)
    state.setdefault(_SPAN, 2)
    if opened is not None and state.get(_LINKED) != opened.occurrence_id:
        # Another link brings its week with it.
        week, begins = monday(opened.held_on), state.get(_FIRST, start)
        if not begins <= week < begins + timedelta(weeks=state[_SPAN]):
            state[_FIRST] = week
    state[_LINKED] = None if opened is None else opened.occurrence_id
    first = min(max(state.get(_FIRST, start), start), last)
    row = st.container(horizontal=True, vertical_alignment="bottom", key="karta_board_controls")
    with row:
        org = owners.EVERY
        if whose:
            linked = (
                [] if opened is None or opened.opened else [p.organisation_id or "" for p in opened.parties]
            )
            org = owners.choose(context, "roster_ahead", whose, linked, every=every)
        st.segmented_control(
            say("rosters.board_span"), SPANS, key=_SPAN, required=True,
            format_func=lambda weeks: say(f"rosters.span_{weeks}"),
        )  # fmt: skip
        span = int(state[_SPAN])
        # Of a whole region's rosters nobody could read the lines.
        if sum(owner.lines for owner in whose) <= MOST_LINES:
            st.toggle(say("rosters.board_actors"), key=_ACTORS, help=say("rosters.board_actors_help"))
        for name, weeks in (("earlier", -span), ("later", span)):
            to = first + timedelta(weeks=weeks)
            st.button(
                say(f"rosters.page_{name}"), key=f"board_{name}", disabled=to > last or (first == start and weeks < 0),
                on_click=state.__setitem__, args=(_FIRST, max(to, start)),
            )  # fmt: skip
    state[_FIRST] = first
    return org, first, span


def _take(choice: BoardChoice | None) -> None:
    """Do what was pressed on the board: it stands in the address which shift is opened."""
    if choice is None:
        return
    if choice.act == "new":
        new.begin(choice.place, choice.day)
        parts.go("new")
        st.rerun()
    st.query_params[card.OPEN] = choice.shift
    move.offer(choice.shift, choice.day if choice.act == "move" else "")


def _opened(context: Context) -> ShiftOccurrence | None:
    """Return the shift that the address opens, None where it opens none that is ahead and may be seen."""
    occurrence_id = st.query_params.get(card.OPEN)
    if occurrence_id is None:
        return None
    try:
        occurrence = shifts.occurrence(context.workspace, context.viewer, occurrence_id)
    except KartaError:
        return None
    return occurrence if occurrence.end > context.workspace.now() else None
