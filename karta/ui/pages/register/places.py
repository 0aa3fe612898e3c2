"""The places of the register, searched and filtered, with how complete the data are; and one place in full."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from karta.services.needs import place_status
from karta.services.needs.proposals import About
from karta.services.register import places as register_places
from karta.ui import chosen_places, opening_words, propose, rule_sentences, view, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on
from karta.ui.pages.register import correct, crisis, fetch, open_yes, sessions
from karta.ui.pages.register import sources as register_sources


@dataclass
class _Listed:
    """The list of places as it was drawn last: whose row is which, the place chosen, the one chosen when it was new."""

    place_ids: list[str]
    chosen: str | None = None
    number: int = 0
    selected: str | None = None

    @property
    def key(self) -> str:
        """The key of the table: another one for other rows, as a selection is of rows."""
        return f"place_list_{self.number}" if self.number else "place_list"

    @property
    def selection(self) -> Any:
        """The row that is selected in a new table."""
        rows = [self.place_ids.index(self.selected)] if self.selected in self.place_ids else []
        return {"selection": {"rows": rows, "columns": [], "cells": []}}


def show(context: Context) -> None:
    """Show the list of places with its meter, and the place chosen in it."""
    places = _overview(context)
    if places.empty:
        words.paragraph(context.say("register.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    _meter(context, places)
    matches = _filtered(context, places)
    left, right = st.columns([9, 4], gap="small")
    with left:
        chosen = _list(context, matches)
    with right, st.container(border=True, gap="xsmall"):
        if chosen is None:
            words.paragraph(context.say("register.choose_place"), "quiet")
        else:
            _card(context, places.loc[places["place_id"] == chosen].iloc[0])


def _overview(context: Context) -> pd.DataFrame:
    """Return completeness with area, address and last verified of each place, by name."""
    places = register_places.places(context.workspace, context.viewer)
    places = places[["id", "area", "address", "around_min", "crisis", "crisis_room", "version"]]
    rows = register_places.completeness(context.workspace, context.viewer)
    rows = rows.merge(places, left_on="place_id", right_on="id", validate="1:1")
    verified = place_status.verified(context.workspace, context.viewer)
    rows = rows.assign(verified=rows["place_id"].map(verified))
    return rows.sort_values("place", key=lambda names: names.str.casefold(), ignore_index=True)


def _meter(context: Context, places: pd.DataFrame) -> None:
    decided = places["decided"] > 0
    whole = decided & (places["sources_missing"] == 0) & (places["sources_known"] > 0)
    words.figures(
        [
            (
                context.say("register.meter_places"),
                str(len(places)),
                context.say("register.meter_places_what"),
            ),
            (
                context.say("register.meter_need"),
                str(int(decided.sum())),
                context.say("register.meter_need_what"),
            ),
            (
                context.say("register.meter_sources"),
                context.say("register.of", count=int(whole.sum()), total=int(decided.sum())),
                context.say("register.meter_sources_what"),
            ),
            (
                context.say("register.meter_access"),
                context.say("register.of", count=int(places["access_known"].sum()), total=len(places)),
                context.say("register.meter_access_what"),
            ),
        ],
        context.say("register.meter_help"),
    )
    if decided.any():
        st.progress(float(whole.sum() / decided.sum()))


def _filtered(context: Context, places: pd.DataFrame) -> pd.DataFrame:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(context.say("register.search"), key="place_search", width=420)
        with st.popover(context.say("register.filter"), icon=":material/filter_list:"):
            kind, area, state = _filters(context, places)
        fetch.show(context)
    if typed.strip():
        places = places[places["place"].str.casefold().str.contains(typed.strip().casefold(), regex=False)]
    if kind:
        places = places[places["kind"].isin(kind)]
    if area:
        places = places[places["area"] == area]
    if state:
        places = places[_need(places) == state]
    return places.reset_index(drop=True)


def _filters(context: Context, places: pd.DataFrame) -> tuple[list[str], str | None, str | None]:
    """Show the filters; return kinds, area and state of need that are asked for."""
    every = context.say("register.all")
    kind = st.multiselect(
        context.say("register.kind"), sorted(places["kind"].unique()),
        format_func=lambda name: context.say(f"kinds.{name}"),
        placeholder=every, key="place_kinds",
    )  # fmt: skip
    areas = sorted(places["area"].dropna().unique())
    area = st.selectbox(context.say("register.area"), areas, None, placeholder=every, key="place_area")
    state = st.selectbox(
        context.say("register.need"), ("decided", "suggested", "undecided"), None,
        format_func=lambda name: context.say(f"register.need_{name}"), placeholder=every, key="place_need",
    )  # fmt: skip
    return kind, area, state


def _list(context: Context, places: pd.DataFrame) -> str | None:
    """Show the table of places; return the one chosen."""
    if places.empty:
        words.paragraph(context.say("register.none_match"), "quiet")
        return None
    yes, no = context.say("register.access_known"), context.say("register.access_unknown")
    kinds = {kind: context.say(f"kinds.{kind}") for kind in places["kind"].unique()}
    table = pd.DataFrame(
        {
            context.say("register.place"): places["place"].replace("", context.say("ui.unnamed")),
            context.say("register.kind"): places["kind"].map(kinds),
            context.say("register.area"): places["area"].astype(object).fillna("–"),
            context.say("register.need"): _need(places).map(
                {name: context.say(f"register.need_{name}") for name in ("decided", "suggested", "undecided")}
            ),
            context.say("register.sources"): [
                register_sources.summary(context, row.sources_known, row.sources_missing)
                for row in places.itertuples()
            ],
            context.say("register.access"): places["access_known"].map({True: yes, False: no}),
            context.say("register.verified"): places["verified"],
        }
    )
    listed = _relisted(list(places["place_id"]))
    choice = st.dataframe(
        table, hide_index=True, key=listed.key, on_select="rerun", selection_mode="single-row",
        height=min(560, 38 + 35 * len(table)), selection_default=listed.selection,
    )  # fmt: skip
    rows = [row for row in choice["selection"]["rows"] if row < len(places)]
    listed.chosen = listed.place_ids[rows[0]] if rows else None
    return listed.chosen


def _relisted(place_ids: list[str]) -> _Listed:
    """Return the list as it is now; where its rows are others than they were, the chosen place stays chosen."""
    listed: _Listed = st.session_state.setdefault("karta_places_listed", _Listed(place_ids))
    # A place that the address names is chosen once: whoever chooses another is not brought back.
    named = st.query_params.get(view.PLACE)
    if named in place_ids and st.session_state.get("karta_place_named") != named:
        st.session_state["karta_place_named"] = named
        listed.place_ids, listed.number, listed.selected = place_ids, listed.number + 1, named
    if listed.place_ids != place_ids:
        # A click that came with this run was on a row of the list as it was.
        clicked = st.session_state.get(listed.key, {}).get("selection", {}).get("rows", [])
        if clicked and clicked[0] < len(listed.place_ids):
            listed.chosen = listed.place_ids[clicked[0]]
        listed.place_ids, listed.number, listed.selected = place_ids, listed.number + 1, listed.chosen
    return listed


def _card(context: Context, place: pd.Series) -> None:
    place_id, name = str(place["place_id"]), str(place["place"])
    words.heading(name or context.say("ui.unnamed"))
    facts = [context.say(f"kinds.{place['kind']}"), place["area"], place["address"]]
    words.paragraph(" · ".join(str(part) for part in facts if isinstance(part, str) and part), "quiet")
    words.bullets([
        *_opening(context, place), *crisis.lines(context, place),
        context.say("register.card_verified", day=on(context, place["verified"])),
    ])  # fmt: skip
    page_link("gaps", context.say("register.card_on_map"), plats=place_id)
    correct.show(context, place)
    crisis.show(context, place)
    _propose(context, place_id, name)
    words.heading(context.say("register.need"), 3)
    rules = place_status.rules(context.workspace, context.viewer, [place_id])
    rule_sentences.show(context, rules)
    if st.button(
        context.say("register.go_decide"), icon=":material/rocket_launch:", key=f"decide_at_{place_id}"
    ):
        chosen_places.start_with(context, place_id)
        st.switch_page(st.session_state["karta_pages"]["begin"])
    sessions.show(context, place_id)
    open_yes.show(context, place_id, int(place["version"]))
    words.heading(context.say("register.card_sources"), 3)
    sources = place_status.sources(context.workspace, context.viewer, [place_id])
    register_sources.show(context, sources)
    register_sources.confirm(context, place_id, name, sources)
    register_sources.expect(context, place_id, name)


def _opening(context: Context, place: pd.Series) -> list[str]:
    """Return when a place is open, a line for each opening; or that nobody has said."""
    rows = register_places.opening_hours(context.workspace, context.viewer, str(place["place_id"]))
    if rows.empty:
        known = "known" if place["access_known"] else "unknown"
        return [context.say(f"register.card_access_{known}")]
    return [context.say("register.card_open", when=line) for line in opening_words.lines(context, rows)]


def _propose(context: Context, place_id: str, name: str) -> None:
    """Show the form that proposes a change of the place or of a session there to whose it is."""
    things: dict[tuple[About, str], str] = {("place", place_id): name or context.say("ui.unnamed")}
    things |= {
        ("session", activity): called for activity, called in sessions.called(context, place_id).items()
    }
    propose.show(context, things, place_id)


def _need(places: pd.DataFrame) -> "pd.Series[str]":
    """Return decided, suggested or undecided for each place."""
    states = pd.Series("undecided", index=places.index)
    states = states.mask(places["suggested"] > 0, "suggested")
    return states.mask(places["decided"] > 0, "decided")
