"""The method's tables of some service days as a viewer may know them, in the areas to which the policy holds it."""

from dataclasses import replace
from datetime import date

from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, areas_of, redact, require
from karta.services.walking_distances import distances
from karta.services.workspace import Workspace
from karta.store.records import load_tables


def known_tables(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, action: str) -> Tables:
    """Return the tables as a viewer may know them; places outside the areas of an act of the policy are left out."""
    require(viewer, action, WORKSPACE)
    loaded = load_tables(
        workspace.store, from_day, to_day, workspace.today, workspace.method, distances(workspace)
    )
    tables, assigned = redact(loaded, viewer), areas_of(viewer, action)
    if assigned is None:
        return tables
    own = tables.places["area_id"].isin(assigned)
    return only_places(tables, set(tables.places.loc[own, "place_id"]))


def only_places(tables: Tables, places: set[str]) -> Tables:
    """Return the tables of some places.

    Roster lines stay, since they may reach them from outside, and so does all of where they stand: time spent at
    a place that is not shown is time not spent at one that is.
    """
    filtered = {
        name: getattr(tables, name)[getattr(tables, name)["place_id"].isin(places)].reset_index(drop=True)
        for name in ("places", "needs", "access", "sessions", "sources")
    }
    return replace(tables, **filtered)
