"""Venues of three associations, and police who plan: what the services of visits are tried on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.planning import visit_officers, visit_plans, visit_terms, visits
from karta.services.planning.visit_question import Wanted
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY = date(2026, 9, 16)
# Wednesday and Friday evenings.
EVENINGS = Hours("WE;FR", "17:00", "20:00")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace of three venues, each of an association of its own, and the police's organisation."""
    folder = tmp_path_factory.mktemp("visits")
    town = create(folder, now=lambda: NOW)
    with town.store.act("test", "import") as act:
        names = ("Alfa", "Beta", "Gamma", "Polisen")
        orgs = act.insert("organisation", [{"name": name, "admitted_on": TODAY} for name in names])
        act.insert(
            "place",
            [
                {"name": f"Gården {name}", "kind": "youth_centre", "owner_org_id": org}
                for name, org in zip(names[:3], orgs, strict=False)
            ],
        )
        act.insert("place", [{"name": "Torget", "kind": "square"}])
    town.store.close()
    return folder


def police(workspace: Workspace) -> Viewer:
    """Return a police officer who plans."""
    return viewers.of(workspace, "Polisen", "police", "områdespolis")


def host(workspace: Workspace, name: str = "Alfa") -> Viewer:
    """Return whoever speaks for a venue."""
    return viewers.of(workspace, name, "org_admin", "föreståndare")


def welcoming(workspace: Workspace, name: str = "Alfa", **over: object) -> visit_terms.Terms:
    """Store a welcome of a venue and return its terms."""
    viewer = host(workspace, name)
    (blank,) = [each for each in visit_terms.venues(workspace, viewer) if each.place == f"Gården {name}"]
    wanted = replace(blank, **{"answer": "welcome", "welcome": (EVENINGS,), **over})
    visit_terms.set_terms(workspace, viewer, wanted)
    return terms_of(workspace, viewer, blank.place_id)


def terms_of(workspace: Workspace, viewer: Viewer, place_id: str) -> visit_terms.Terms:
    """Return the terms of a place as somebody sees them."""
    (found,) = (each for each in visit_terms.venues(workspace, viewer) if each.place_id == place_id)
    return found


def planned(workspace: Workspace, *names: str) -> list[visits.PlannedVisit]:
    """Plan four weeks of the venues and return what was stored."""
    for name in names:
        welcoming(workspace, name)
    viewer = police(workspace)
    visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    proposal = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    assert visits.listed(workspace, viewer, TODAY, TODAY + timedelta(days=50)) == []
    assert visit_plans.accept(workspace, viewer, proposal) == len(proposal.visits) > 0
    return visits.listed(workspace, viewer, TODAY, TODAY + timedelta(days=50))
