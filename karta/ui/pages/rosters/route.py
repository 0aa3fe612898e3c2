"""The route of a shift, drawn by clicks or by names, and its timed stops: all by mouse, all by keyboard."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.maps import PickPicture
from karta.model.shift import ShiftOccurrence, ShiftVersion, Stop
from karta.services.register import places as register_places
from karta.services.rosters import routes, shifts
from karta.ui import edits, feedback, pick_point, words
from karta.ui.context import Context, own_part
from karta.ui.edits import Edit, Texts
from karta.ui.gap_map import arrived, pick_map
from karta.ui.pages.rosters import counted, details

HEIGHT = 420
# Degrees of latitude, about 700 m.
NEAR = 0.0065
STEP = timedelta(minutes=5)
MINUTES = 15
# A way that is being drawn: the names and points so far, by shift.
_DRAFT = "rosters_route"
# Why the name just typed was not added.
_FAULT = "rosters_route_fault"

Draft = list[tuple[str, routes.Point]]


@own_part
def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the way as it is drawn, and the stops; drawing reruns this part alone."""
    draft: Draft = st.session_state.setdefault(_DRAFT, {}).setdefault(occurrence.occurrence_id, [])
    edit = edits.opened(
        f"route_{occurrence.occurrence_id}",
        occurrence,
        occurrence.version,
        _texts(context, occurrence.shift_id),
    )
    key = f"route_map_{occurrence.occurrence_id}"
    event = arrived(key)
    if event is not None and event.lon is not None and event.lat is not None:
        draft.append((context.say("rosters.route_point", n=len(draft) + 1), (event.lon, event.lat)))
    words.paragraph(context.say("rosters.route_what"), "quiet")
    # What comes and goes with each point stands below the map: the next click meets it where the eye has left it.
    picture_place = st.container()
    _by_name(context, edit, draft)
    way = _way(context, occurrence, draft)
    _buttons(context, edit, draft)
    edits.compare(context, edit)
    last = draft[-1][1] if draft else None
    with picture_place:
        pick_map(_picture(context, occurrence, last, way), key, height=HEIGHT)
    _stops(context, occurrence)


def _picture(
    context: Context, occurrence: ShiftOccurrence, last: routes.Point | None, way: tuple[routes.Point, ...]
) -> PickPicture:
    """Return the map, near enough to the shift's place to hit a street."""
    picture = pick_point.picture(context, last, way)
    picture = replace(picture, labels={**picture.labels, "point": context.say("rosters.route_hint")})
    places = register_places.places(context.workspace, context.viewer).set_index("id")
    if occurrence.place_id not in places.index or places["lat"].isna()[occurrence.place_id]:
        return picture
    lon, lat = float(places["lon"][occurrence.place_id]), float(places["lat"][occurrence.place_id])
    return replace(picture, bounds=(lon - 2 * NEAR, lat - NEAR, lon + 2 * NEAR, lat + NEAR))


def _by_name(context: Context, edit: Edit[ShiftOccurrence], draft: Draft) -> None:
    # The field is a new one for each point, and so is empty only when what was typed has become one.
    key = edit.watch(f"route_name_{edit.row.occurrence_id}_{len(draft)}")
    with st.form(f"route_{edit.row.occurrence_id}", border=False):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        row.text_input(context.say("rosters.route_add"), key=key, width=300)
        row.form_submit_button(
            context.say("rosters.route_add_do"), on_click=_add_name, args=(context, key, draft)
        )
    error = st.session_state.pop(_FAULT, None)
    if error is not None:
        feedback.fault(context, error)


def _add_name(context: Context, key: str, draft: Draft) -> None:
    """Add the place whose name was typed; what is the name of none stays in the field, with why."""
    typed = st.session_state.get(key, "")
    if not typed.strip():
        return
    try:
        draft.append(routes.locate(context.workspace, context.viewer, typed))
    except KartaError as error:
        st.session_state[_FAULT] = error


def _way(context: Context, occurrence: ShiftOccurrence, draft: Draft) -> tuple[routes.Point, ...]:
    """Return the way to draw, and say how long it is; without a draft the one that the shift has."""
    say, language = context.say, context.workspace.language
    if draft:
        words.paragraph(say("rosters.route_points", names=" – ".join(name for name, _ in draft)))
    if len(draft) < 2:
        return () if draft else routes.route(context.workspace, context.viewer, occurrence.shift_id)
    way = routes.lay(context.workspace, context.viewer, [point for _, point in draft])
    key = "route_straight" if not way.streets else "route_partly" if way.straight else "route_length"
    metres = number(way.length_m, 0, language)
    words.paragraph(say(f"rosters.{key}", metres=metres, straight=way.straight, legs=way.legs), "quiet")
    return way.line


def _buttons(context: Context, edit: Edit[ShiftOccurrence], draft: Draft) -> None:
    say, key = context.say, edit.row.occurrence_id
    if draft:
        row = st.container(horizontal=True)
        row.button(say("rosters.route_back"), key=f"route_back_{key}", on_click=_drop_last, args=(draft,))
        row.button(say("rosters.route_clear"), key=f"route_clear_{key}", on_click=draft.clear)
    if len(draft) > 1:
        _save(context, edit, draft, "rosters.route_save", "rosters.route_saved")
    elif not draft and routes.route(context.workspace, context.viewer, edit.row.shift_id):
        with st.expander(say("rosters.route_without")):
            _save(context, edit, draft, "rosters.route_remove", "rosters.route_removed")


def _save(context: Context, edit: Edit[ShiftOccurrence], draft: Draft, label: str, sentence: str) -> None:
    """Show what places get with the way of the draft (none: without any), and the button that saves it."""
    workspace, viewer, key = context.workspace, context.viewer, edit.row.occurrence_id
    points = [point for _, point in draft]
    counted.show(context, partial(routes.count_route, workspace, viewer, key, points))
    scope = counted.ask_scope(context, edit.row, f"route_scope_{key}")

    def save() -> None:
        # It stays a draft where somebody has changed the shift meanwhile.
        routes.set_route(workspace, viewer, key, points, scope, version=edit.version)
        draft.clear()

    def stored() -> tuple[ShiftVersion, Texts]:
        current = shifts.occurrence(workspace, viewer, key)
        return current.version, _texts(context, current.shift_id)

    if st.button(context.say(label), key=f"{label}_{key}", type="primary" if draft else "secondary"):
        typed = " – ".join(name for name, _ in draft) or context.say("rosters.route_remove")
        feedback.save(context, edit, save, sentence, {context.say("rosters.route"): typed}, stored)


def _texts(context: Context, shift_id: str) -> Texts:
    """Return in words what route a shift has."""
    points = routes.route(context.workspace, context.viewer, shift_id)
    way = context.say("rosters.route_stored", count=len(points)) if points else "–"
    return {context.say("rosters.route"): way}


def _drop_last(draft: Draft) -> None:
    del draft[-1:]


def _stops(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the stops as rows, what places get with them, and the button that saves them.

    A row is a place, when one is there, for how many minutes; there is one row more than there are stops.
    """
    say, key, workspace, viewer = context.say, occurrence.occurrence_id, context.workspace, context.viewer
    read = routes.stops(workspace, viewer, occurrence.shift_id)
    edit = edits.opened(f"stops_{key}", read, occurrence.version, _stop_texts(context, read))
    stops = edit.row
    words.heading(say("rosters.stops"), 3)
    rows = [
        _stop(context, edit, f"{key}_{n}", n + 1, stops[n] if n < len(stops) else None)
        for n in range(len(stops) + 1)
    ]
    wanted = [stop for stop in rows if stop is not None]
    if wanted != stops:
        _save_stops(context, occurrence, edit, wanted)
    edits.compare(context, edit)


def _save_stops(
    context: Context, occurrence: ShiftOccurrence, edit: Edit[list[Stop]], wanted: list[Stop]
) -> None:
    """Show what places get with other stops, and the button that saves them."""
    say, key, workspace, viewer = context.say, occurrence.occurrence_id, context.workspace, context.viewer
    counted.show(context, partial(routes.count_stops, workspace, viewer, key, wanted))
    scope = counted.ask_scope(context, occurrence, f"stops_scope_{key}")
    if st.button(say("rosters.stops_save"), key=f"stops_save_{key}", type="primary"):
        act = partial(routes.set_stops, workspace, viewer, key, wanted, scope, version=edit.version)

        def stored() -> tuple[ShiftVersion, Texts]:
            current = shifts.occurrence(workspace, viewer, key)
            current_stops = routes.stops(workspace, viewer, current.shift_id)
            return current.version, _stop_texts(context, current_stops)

        feedback.save(context, edit, act, "rosters.stops_saved", _stop_texts(context, wanted), stored)


def _stop_texts(context: Context, stops: Iterable[Stop]) -> Texts:
    """Return the stops of a shift in words."""
    names = details.place_names(context)
    lines = [f"{names.get(stop.place_id, '')} {stop.start}\u2013{stop.end}" for stop in stops]
    return {context.say("rosters.stops"): ", ".join(lines) or "–"}


def _stop(context: Context, edit: Edit[list[Stop]], key: str, number_: int, stop: Stop | None) -> Stop | None:
    """Show the row of a stop, and return what it says; None while it lacks a place or a time."""
    say, names = context.say, details.place_names(context)
    left, middle, right = st.columns([3, 1, 1])
    at = list(names).index(stop.place_id) if stop is not None and stop.place_id in names else None
    place = left.selectbox(
        say("rosters.stop_place", n=number_), list(names), at, format_func=names.__getitem__,
        key=edit.key(f"stop_{key}"), placeholder=say("rosters.stops_none"),
    )  # fmt: skip
    start = middle.time_input(
        say("rosters.stop_at"), _time(stop.start) if stop else None, step=STEP, key=edit.key(f"stop_at_{key}")
    )
    minutes = right.number_input(
        say("rosters.stop_minutes"), 5, 720, _long(stop), step=5, key=edit.key(f"stop_min_{key}")
    )
    if place is None or start is None:
        return None
    return Stop(place, f"{start:%H:%M}", _after(start, int(minutes)))


def _time(clock: str) -> time:
    return time.fromisoformat(clock)


def _after(start: time, minutes: int) -> str:
    hours, rest = divmod((start.hour * 60 + start.minute + minutes) % 1440, 60)
    return f"{hours:02d}:{rest:02d}"


def _long(stop: Stop | None) -> int:
    if stop is None:
        return MINUTES
    start, end = _time(stop.start), _time(stop.end)
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % 1440 or MINUTES
