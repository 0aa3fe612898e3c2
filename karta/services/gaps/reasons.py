"""Why an hour is a gap or unknown, in sentences without blame, and whom one may ask."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage, State, over_runs
from karta.coverage.grid import IntArray
from karta.i18n import number, text
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Viewer, require, sees
from karta.services.workspace import Workspace

UNKNOWN_OPENING = "unopened"
# Sentences that are remembered: a town has some thousand different ones.
SENTENCES = 16_384

Run = tuple[IntArray, IntArray, IntArray]


def explained(gap_runs: pd.DataFrame, coverage: Coverage, language: str) -> pd.DataFrame:
    """Return runs with why they are so, in one sentence each, and `weighted`.

    `weighted` is the gap of a run in adult-hours, weighted by priority and darkness (METHOD 3.6); 0 where it is
    unknown. The runs come in the order of places and times (`coverage.gaps.gap_runs`).
    """
    index = coverage.grid.place_index()
    place = np.array([index[place_id] for place_id in gap_runs["place_id"]], dtype=np.int64)
    run = place, *(gap_runs[name].to_numpy(dtype=np.int64) for name in ("first_slot", "last_slot"))
    why = _why(coverage, run, gap_runs["state"].to_numpy(dtype=object), language)
    return gap_runs.assign(why=np.array(why, dtype=object), weighted=_weighted(coverage, run))


def _weighted(coverage: Coverage, run: Run) -> npt.NDArray[np.float64]:
    priority = coverage.tables.places["priority_weight"].to_numpy(dtype=float)[run[0]]
    dark = np.where(coverage.dark, coverage.tables.method.dark_weight, 1.0)
    return np.asarray(over_runs(np.add, coverage.gap * dark, *run) * priority * coverage.grid.hours)


def _why(coverage: Coverage, run: Run, state: npt.NDArray[np.object_], language: str) -> list[str]:
    """Return why each run, in the order of places and times, is a gap or unknown."""
    needed = over_runs(np.maximum, coverage.need.stay, *run)
    present = over_runs(np.add, coverage.presence.adults, *run) / (run[2] - run[1] + 1)
    no_roster = over_runs(np.logical_or, coverage.no_roster, *run)
    not_known = "gaps.why_not_reported" if coverage.view == "delivered" else "gaps.why_number_unknown"
    lacking = not_known if coverage.view == "delivered" else "gaps.why_no_roster"
    unknown = State.UNKNOWN.name.lower()
    keys = np.where(state != unknown, "gaps.why_gap", np.where(no_roster, lacking, not_known))
    facts = zip(keys.tolist(), needed.tolist(), present.tolist(), _deciders(coverage, run), strict=True)
    return [_sentence(key, *amounts, language) for key, *amounts in facts]


@lru_cache(SENTENCES)
def _sentence(key: str, needed: float, present: float, decided_by: str, language: str) -> str:
    return text(
        key, language, need=number(needed, 1, language), present=number(present, 1, language),
        decided_by=decided_by or text("gaps.decided_by_nobody_named", language),
    )  # fmt: skip


def _deciders(coverage: Coverage, run: Run) -> list[str]:
    """Return who decided the rules that ask in each run: `A, B`, "" where nobody is named."""
    deciders: list[list[str]] = [[] for _ in range(len(run[0]))]
    windows = coverage.need.windows
    if not windows:
        return ["" for _ in deciders]
    slots_of, so_far = coverage.need.asked_so_far
    at = np.array([place for _, place, _ in windows], dtype=np.int64)
    by_place = np.argsort(at, kind="stable")
    count = np.bincount(at, minlength=coverage.grid.shape[0])
    begin = np.cumsum(count) - count
    # A row for each run and each rule of its place.
    pair = np.repeat(np.arange(len(run[0])), count[run[0]])
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(count[run[0]]) - count[run[0]], count[run[0]])
    window = by_place[begin[run[0]][pair] + offset]
    asks = so_far[slots_of[window], run[2][pair] + 1] > so_far[slots_of[window], run[1][pair]]
    names = coverage.tables.needs["decided_by"].astype(object)
    name_of = names.where(names.notna(), "").astype(str).to_numpy(dtype=object)
    rules = np.array([number_ for number_, _, _ in windows], dtype=np.int64)
    for own, name in zip(pair[asks].tolist(), name_of[rules[window[asks]]].tolist(), strict=True):
        if name and name not in deciders[own]:
            deciders[own].append(name)
    return [", ".join(sorted(functions)) for functions in deciders]


def unopened(workspace: Workspace, viewer: Viewer, rows: pd.DataFrame) -> pd.DataFrame:
    """Return hours of unknown opening with `state`, `weighted`, and `why`: whom one may ask when the place is open.

    `rows` have place_id and need, the adults that are asked for if it is.
    """
    require(viewer, "see_gaps", WORKSPACE)
    language = workspace.language
    whom = opening_contacts(workspace, viewer, list(dict.fromkeys(rows["place_id"])))
    why = [
        text("gaps.why_unopened", language, need=number(needed, 1, language), whom=whom[place])
        for place, needed in zip(rows["place_id"], rows["need"], strict=True)
    ]
    return rows.assign(state=UNKNOWN_OPENING, why=why, weighted=0.0)


def opening_contacts(workspace: Workspace, viewer: Viewer, places: list[str]) -> dict[str, str]:
    """Return whom to ask when each place is open: who has activities there, else whoever looks after it."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        activities, orgs = reading.frame("activity"), reading.frame("organisation")
    language = workspace.language
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    own_activities = activities[activities["place_id"].isin(places)]
    visible_orgs: dict[str, set[str]] = {place: set() for place in places}
    columns = ("place_id", "organisation_id", "sharing")
    levels = dict(zip(orgs["id"], orgs["session_sharing"], strict=True))
    for place, org, sharing in zip(*(own_activities[name] for name in columns), strict=True):
        if org in names and sees(viewer, sharing if is_unknown(levels[org]) else levels[org], org):
            visible_orgs[place].add(names[org])
    contacts: dict[str, str] = {}
    for place in places:
        org_names = ", ".join(sorted(visible_orgs[place], key=str.casefold))
        contacts[place] = text(
            "gaps.ask_org" if org_names else "gaps.ask_municipality",
            language,
            **({"org": org_names} if org_names else {}),
        )
    return contacts
