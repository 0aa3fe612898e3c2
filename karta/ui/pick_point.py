"""A map on which one point is chosen, with the places of the register to find one's way by."""

from collections.abc import Sequence

import streamlit as st

from karta.maps import PickPicture
from karta.services.register import places as register_places
from karta.services.register import town
from karta.ui import cached_week
from karta.ui.context import Context
from karta.ui.gap_map import labels, pick_map

HEIGHT = 420


def choose(context: Context, key: str) -> tuple[float, float] | None:
    """Show the map; return the point (lon, lat) chosen on it for this key, None until there is one.

    The map of all keys is one and the same, so that zoom and centre stay.
    """
    chosen = st.session_state.get("karta_point")
    point = chosen[1] if chosen is not None and chosen[0] == key else None
    event = pick_map(picture(context, point), "pick_map", height=HEIGHT)
    if event is not None and event.lon is not None and event.lat is not None:
        st.session_state["karta_point"] = (key, (event.lon, event.lat))
        st.rerun()
    return point


def put(key: str, lon: float, lat: float) -> None:
    """Put the point for a key where something was found, for a person to confirm or to move."""
    st.session_state["karta_point"] = (key, (lon, lat))


def forget() -> None:
    """Take the chosen point away."""
    st.session_state.pop("karta_point", None)


def picture(
    context: Context, point: tuple[float, float] | None, way: Sequence[tuple[float, float]] = ()
) -> PickPicture:
    """Return the base map with the places of the register, the point, and a way that is drawn."""
    places = register_places.places(context.workspace, context.viewer).dropna(subset=["lat", "lon"])
    kinds = {kind: context.say(f"kinds.{kind}") for kind in places["kind"].unique()}
    kind_labels = places["kind"].map(kinds)
    return PickPicture(
        bounds=town.bounds(context.workspace, context.viewer),
        base=cached_week.packed_base(context),
        labels=labels(context.workspace.language),
        attribution=town.attribution(context.workspace, context.viewer),
        point=point,
        ways=[way],
        places=places.assign(
            place_id=places["id"],
            name=places["name"].where(places["name"] != "", kind_labels),
            kind_label=kind_labels,
        )[["place_id", "name", "kind", "kind_label", "lon", "lat"]],
    )
