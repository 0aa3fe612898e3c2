"""The method's tables of some service days as a viewer may know them, in the areas to which the policy holds it."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from threading import Lock

from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, areas_of, redact, require
from karta.services.walking_distances import distances
from karta.services.workspace import Workspace
from karta.store.database import Store
from karta.store.records import load_tables

# Of how many periods the tables are kept, for all viewers together: a few weeks that many look at.
KEPT = 6


def known_tables(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, action: str) -> Tables:
    """Return the tables as a viewer may know them; places outside the areas of an act of the policy are left out."""
    require(viewer, action, WORKSPACE)
    revision = workspace.store.revision()
    kept = _kept(workspace.store, revision, from_day, to_day, workspace.today)
    tables, assigned = redact(kept.read(workspace), viewer), areas_of(viewer, action)
    if assigned is None:
        return tables
    own = tables.places["area_id"].isin(assigned)
    return only_places(tables, set(tables.places.loc[own, "place_id"]))


@dataclass
class _Kept:
    """The tables of a period as they are stored, read once: three quarters of the time that a viewer's week takes."""

    from_day: date
    to_day: date
    tables: Tables | None = None
    reading: Lock = field(default_factory=Lock)

    def read(self, workspace: Workspace) -> Tables:
        """Return the tables, which nobody may change; of several who ask at once, one reads and the others wait."""
        with self.reading:
            if self.tables is None:
                self.tables = load_tables(
                    workspace.store,
                    self.from_day,
                    self.to_day,
                    workspace.today,
                    workspace.method,
                    distances(workspace),
                )
        return self.tables


@lru_cache(maxsize=KEPT)
def _kept(_store: Store, _revision: int, from_day: date, to_day: date, _today: date) -> _Kept:
    return _Kept(from_day, to_day)


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
