"""The route of a shift, drawn by clicks or by names, and its timed stops: all by mouse, all by keyboard."""

from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.maps import PickPicture
from karta.model.shift import Stop, Turn
from karta.services import register, routes
from karta.ui import words
from karta.ui.app import Context, own_part
from karta.ui.gap_map import arrived, pick_map
from karta.ui.pages import register_notes as notes
from karta.ui.pages import register_point, rosters_details

HEIGHT = 420
# Degrees of latitude, about 700 m.
NEAR = 0.0065
STEP = timedelta(minutes=5)
MINUTES = 15
# A way that is being drawn: the names and points so far, by shift.
_DRAFT = "rosters_route"

Draft = list[tuple[str, routes.Point]]


@own_part
def show(context: Context, turn: Turn) -> None:
    """Show the way as it is drawn, and the stops; drawing reruns this part alone."""
    draft: Draft = st.session_state.setdefault(_DRAFT, {}).setdefault(turn.shift_id, [])
    key = f"route_map_{turn.shift_id}"
    event = arrived(key)
    if event is not None and event.lon is not None and event.lat is not None:
        draft.append((context.say("rosters.route_point", n=len(draft) + 1), (event.lon, event.lat)))
    words.paragraph(context.say("rosters.route_what"), "quiet")
    # What is said above the map has one place, so that the map keeps its own and is not drawn anew.
    with st.container():
        _by_name(context, turn, draft)
        way = _way(context, turn, draft)
        _buttons(context, turn, draft)
    last = draft[-1][1] if draft else None
    pick_map(_picture(context, turn, last, way), key, height=HEIGHT)
    _stops(context, turn)


def _picture(
    context: Context, turn: Turn, last: routes.Point | None, way: tuple[routes.Point, ...]
) -> PickPicture:
    """Return the map, near enough to the shift's place to hit a street."""
    picture = register_point.picture(context, last, way)
    picture = replace(picture, labels={**picture.labels, "point": context.say("rosters.route_hint")})
    places = register.places(context.workspace, context.viewer).set_index("id")
    if turn.place_id not in places.index or places["lat"].isna()[turn.place_id]:
        return picture
    lon, lat = float(places["lon"][turn.place_id]), float(places["lat"][turn.place_id])
    return replace(picture, bounds=(lon - 2 * NEAR, lat - NEAR, lon + 2 * NEAR, lat + NEAR))


def _by_name(context: Context, turn: Turn, draft: Draft) -> None:
    with st.form(f"route_{turn.shift_id}", border=False, clear_on_submit=True):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        typed = row.text_input(context.say("rosters.route_add"), key=f"route_name_{turn.shift_id}", width=300)
        asked = row.form_submit_button(context.say("rosters.route_add_do"))
    if asked and typed.strip():
        try:
            draft.append(routes.named(context.workspace, context.viewer, typed))
        except KartaError as error:
            notes.fault(context, error)


def _way(context: Context, turn: Turn, draft: Draft) -> tuple[routes.Point, ...]:
    """Return the way to draw, and say how long it is; without a draft the one that the shift has."""
    say, language = context.say, context.workspace.language
    if draft:
        words.paragraph(say("rosters.route_points", names=" – ".join(name for name, _ in draft)))
    if len(draft) < 2:
        return () if draft else routes.route(context.workspace, context.viewer, turn.shift_id)
    way = routes.lay(context.workspace, context.viewer, [point for _, point in draft])
    key = "route_straight" if not way.streets else "route_partly" if way.straight else "route_length"
    metres = number(way.length_m, 0, language)
    words.paragraph(say(f"rosters.{key}", metres=metres, straight=way.straight, legs=way.legs), "quiet")
    return way.line


def _buttons(context: Context, turn: Turn, draft: Draft) -> None:
    say, workspace, viewer, shift = context.say, context.workspace, context.viewer, turn.shift_id
    row = st.container(horizontal=True)
    if draft:
        row.button(say("rosters.route_back"), key=f"route_back_{shift}", on_click=_drop_last, args=(draft,))
        row.button(say("rosters.route_clear"), key=f"route_clear_{shift}", on_click=draft.clear)
    if len(draft) > 1 and row.button(say("rosters.route_save"), key=f"route_save_{shift}", type="primary"):
        points = [point for _, point in draft]
        draft.clear()
        notes.perform(
            context, partial(routes.set_route, workspace, viewer, shift, points), "rosters.route_saved"
        )
    if (
        not draft
        and routes.route(workspace, viewer, shift)
        and row.button(say("rosters.route_remove"), key=f"route_remove_{shift}")
    ):
        notes.perform(
            context, partial(routes.set_route, workspace, viewer, shift, ()), "rosters.route_removed"
        )


def _drop_last(draft: Draft) -> None:
    del draft[-1:]


def _stops(context: Context, turn: Turn) -> None:
    """Show the stops as rows: a place, when one is there, for how many minutes; one row more than there are."""
    say, shift = context.say, turn.shift_id
    names = rosters_details.place_names(context)
    held = routes.stops(context.workspace, context.viewer, shift)
    words.heading(say("rosters.stops"), 3)
    asked: list[Stop] = []
    with st.form(f"stops_{shift}"):
        for n in range(len(held) + 1):
            stop = held[n] if n < len(held) else None
            left, middle, right = st.columns([3, 1, 1])
            at = list(names).index(stop.place_id) if stop is not None and stop.place_id in names else None
            place = left.selectbox(
                say("rosters.stop_place", n=n + 1), list(names), at, format_func=names.__getitem__,
                key=f"stop_{shift}_{n}", placeholder=say("rosters.stops_none"),
            )  # fmt: skip
            start = middle.time_input(
                say("rosters.stop_at"),
                _time(stop.start) if stop else None,
                step=STEP,
                key=f"stop_at_{shift}_{n}",
            )
            minutes = right.number_input(
                say("rosters.stop_minutes"), 5, 720, _long(stop), step=5, key=f"stop_min_{shift}_{n}"
            )
            if place is not None and start is not None:
                asked.append(Stop(place, f"{start:%H:%M}", _after(start, int(minutes))))
        if not st.form_submit_button(say("rosters.stops_save")):
            return
    act = partial(routes.set_stops, context.workspace, context.viewer, shift, asked)
    notes.perform(context, act, "rosters.stops_saved")


def _time(said: str) -> time:
    return time.fromisoformat(said)


def _after(start: time, minutes: int) -> str:
    hours, rest = divmod((start.hour * 60 + start.minute + minutes) % 1440, 60)
    return f"{hours:02d}:{rest:02d}"


def _long(stop: Stop | None) -> int:
    if stop is None:
        return MINUTES
    start, end = _time(stop.start), _time(stop.end)
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % 1440 or MINUTES
