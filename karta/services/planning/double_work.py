"""Double work to ease: a question to one organisation whether its team could stand where adults are missing instead.

It is a question, never a plan: it goes as a request, and a no needs no reason. It is not put to who is bound to the
place in those hours, and then that is told instead.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from karta.coverage.easing import Eased, eased
from karta.coverage.gaps import CRUMB, Coverage
from karta.coverage.windows import Windows
from karta.errors import ConflictError
from karta.i18n import text
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Viewer, allowed, require, require_for
from karta.services import free_text
from karta.services.gaps import nearby
from karta.services.needs import requests
from karta.services.needs.request_rights import concerns
from karta.services.planning import walk_gaps
from karta.services.workspace import Workspace

# How many questions are proposed at a time: more than anybody puts in a week.
MOST = 20
# Why an organisation is not asked to go: it has said yes to being there, a decision names it as responsible for the
# place, or it has asked the coordinator to act for it, who would then answer the own question.
PROMISED, RESPONSIBLE, ACTS_FOR = "promised", "responsible", "acts_for"


@dataclass(frozen=True, slots=True)
class Ease:
    """A question to an organisation: from where to where, when (local, aware), and what it would change.

    The figures are of the two places in those hours: adult-hours known of people, adult-hours of gap, empty hours.
    `bound`: why it is not asked, "" where it may be; `asked`: whether the question waits for an answer already;
    `approx`: the walk is a straight line, lengthened.
    """

    organisation_id: str
    organisation: str
    from_place_id: str
    from_place: str
    to_place_id: str
    to_place: str
    start: datetime
    end: datetime
    adults: int
    role: str
    walk_m: float
    approx: bool
    known_before: float
    known_after: float
    gap_before: float
    gap_after: float
    empty_before: float
    empty_after: float
    bound: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class DoubleWork:
    """Questions that would close most first, and whom they are not put to; for whom they were made."""

    questions: tuple[Ease, ...]
    bound: tuple[Ease, ...]
    audience: str


def propose(
    workspace: Workspace, viewer: Viewer, from_day: date, days: int = 7, area_id: str | None = None
) -> DoubleWork:
    """Return the questions that would ease double work in some service days, from now on.

    Who is bound is named only where the viewer may know what binds them; not asked they are all the same.

    Raises
    ------
    InputError
        What a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    coverage = walk_gaps.covered(workspace, viewer, from_day, days, area_id)
    ahead = walk_gaps.to_come(coverage.grid, workspace.now())
    walks = _walks(workspace, viewer, coverage)
    near = {here: tuple(others) for here, others in walks.items()}
    teams = _Teams(workspace, viewer, coverage)
    bound: list[Ease] = []

    def may(each: Eased) -> bool:
        """Tell whether it is known whose a team is, and nothing binds them; note what does."""
        reason = teams.binds(each)
        if reason and teams.may_know(each, reason) and len(bound) < MOST:
            bound.append(_ease(each, teams, walks, reason))
        return not reason and bool(teams.owner(each)[0])

    questions = tuple(_ease(each, teams, walks) for each in eased(coverage, near, ahead, may, MOST))
    return DoubleWork(questions, tuple(bound), viewer.scope)


def ask(workspace: Workspace, viewer: Viewer, ease: Ease, audience: str) -> str:
    """Send a question as a request for presence, and return its id; `audience` is that of the proposal.

    Raises
    ------
    ConflictError
        `ease_asked` where the same question waits for an answer, `ease_bound` where it is not to be put,
        `cap_reached` where the organisation has as many open requests as it takes.
    """
    require(viewer, "ask_presence", WORKSPACE)
    require_for(viewer, "see_gaps", audience)
    if ease.bound:
        raise ConflictError("ease_bound", org=ease.organisation)
    if _key(ease) in _open(workspace, viewer):
        raise ConflictError("ease_asked", org=ease.organisation)
    return requests.ask_presence(
        workspace, viewer, place_id=ease.to_place_id, to_org=ease.organisation_id, day=ease.start.date(),
        start=f"{ease.start:%H:%M}", end=f"{ease.end:%H:%M}", role=ease.role, adults=ease.adults,
        why=text("double_work.why", workspace.language, place=ease.from_place)[: free_text.LONGEST],
    )  # fmt: skip


class _Teams:
    """Whose teams are, and what binds them to where they stand."""

    def __init__(self, workspace: Workspace, viewer: Viewer, coverage: Coverage) -> None:
        tables = coverage.tables
        self._viewer = viewer
        self.coverage = coverage
        self.open = _open(workspace, viewer)
        self._owners = dict(
            zip(tables.presences["presence_id"], tables.presences["owner_id"].fillna(""), strict=True)
        )
        with workspace.store.reading() as reading:
            organisations, rows = reading.frame("organisation"), reading.frame("request")
        self.names = dict(zip(organisations["id"], organisations["name"], strict=True))
        self._acted_for = set(organisations.loc[organisations["acted_for_how"].notna(), "id"])
        agreed = rows[(rows["kind"] == "presence") & (rows["answer"] == "yes") & rows["withdrawn_on"].isna()]
        self._promises = [
            {str(name): cell for name, cell in row.items()} for row in agreed.to_dict("records")
        ]
        self._windows = Windows(tables, coverage.grid)
        self.places = walk_gaps.names_of(coverage)

    def owner(self, each: Eased) -> tuple[str, str]:
        """Return the id and the name of the organisation whose team it is, blank where the viewer may not know."""
        team = each.before.presence.pieces.iloc[each.move.piece]
        owner = str(self._owners.get(team["presence_id"], ""))
        return owner, str(self.names.get(owner, ""))

    def binds(self, each: Eased) -> str:
        """Return what binds a team to where it stands in the hours of a move, "" for nothing."""
        owner, name = self.owner(each)
        on, move = each.before.grid, each.move
        place = on.place_ids[move.from_row]
        hours = slice(move.first, move.stop)
        promises = (self._promised(row) for row in self._promises if _is(row, owner, place))
        if any(on.span(start, end).start < hours.stop and hours.start < on.span(start, end).stop
               for windows in promises for start, end in windows):  # fmt: skip
            return PROMISED
        needs = self.coverage.tables.needs
        rules = needs[(needs["state"] == "decided") & (needs["place_id"] == place)]
        for rule in rules.to_dict("records"):
            if str(rule["responsible"] or "").casefold() not in {owner.casefold(), name.casefold()} - {""}:
                continue
            for start, end in self._windows.of_rule({str(key): cell for key, cell in rule.items()}):
                span = on.span(start, end)
                if span.start < hours.stop and hours.start < span.stop:
                    return RESPONSIBLE
        return ACTS_FOR if owner in self._acted_for else ""

    def may_know(self, each: Eased, reason: str) -> bool:
        """Tell whether the viewer may know what binds a team: a request that concerns them, who is acted for."""
        if reason == ACTS_FOR:
            return bool(allowed(self._viewer, "note_agreement", WORKSPACE))
        if reason == RESPONSIBLE:
            return bool(allowed(self._viewer, "see_rules", WORKSPACE))
        owner, place = self.owner(each)[0], each.before.grid.place_ids[each.move.from_row]
        return any(concerns(row, self._viewer) for row in self._promises if _is(row, owner, place))

    def _promised(self, row: dict[str, Any]) -> tuple[tuple[datetime, datetime], ...]:
        """Return when an organisation has said yes to being there."""
        day = None if is_unknown(row["date"]) else row["date"]
        return self._windows.clock({
            "start_local": row["start"], "end_local": row["end"], "days": "all" if day else row["days"] or "all",
            "valid_from": day, "valid_to": day or (None if is_unknown(row["valid_to"]) else row["valid_to"]),
        })  # fmt: skip


def _is(row: dict[str, Any], owner: str, place_id: str) -> bool:
    return bool(row["to_organisation_id"] == owner and row["place_id"] == place_id)


def _walks(
    workspace: Workspace, viewer: Viewer, coverage: Coverage
) -> dict[int, dict[int, tuple[float, bool]]]:
    """Return how far it is from each place with double work to those where adults are missing, by their rows."""
    places, rows = coverage.tables.places, coverage.grid.place_index()
    double = coverage.presence.many_orgs & (coverage.need.stay > 0) & (coverage.covered > 0)
    lacking = coverage.gap >= CRUMB
    walks = {}
    for here in np.flatnonzero(double.any(axis=1)).tolist():
        place_id = coverage.grid.place_ids[here]
        # Only where something is missing while two stand here.
        hours = double[here]
        others = [
            place
            for place in sorted(nearby.around(places, place_id))
            if bool((lacking[rows[place]] & hours).any())
        ]
        by_place = nearby.walks_to(workspace, viewer, place_id, others)
        walks[here] = {rows[place]: walk for place, walk in by_place.items()}
    return walks


def _ease(
    each: Eased, teams: _Teams, walks: dict[int, dict[int, tuple[float, bool]]], bound: str = ""
) -> Ease:
    on, move, effect = each.before.grid, each.move, each.effect
    owner, name = teams.owner(each)
    times = [walk_gaps.instant_of(on, slot) for slot in (move.first, move.stop)]
    here, there = on.place_ids[move.from_row], on.place_ids[move.to_row]
    walk_m, approx = walks[move.from_row][move.to_row]
    ease = Ease(
        owner, name, here, teams.places[here], there, teams.places[there], times[0], times[1],
        int(move.adults), str(each.before.presence.pieces.iloc[move.piece]["kind"]), walk_m, approx,
        known_before=round(effect.known_before, 6), known_after=round(effect.known_after, 6),
        gap_before=round(effect.gap_before, 6), gap_after=round(effect.gap_after, 6),
        empty_before=round(effect.empty_before, 6), empty_after=round(effect.empty_after, 6), bound=bound,
    )  # fmt: skip
    return replace(ease, asked=_key(ease) in teams.open)


def _key(ease: Ease) -> tuple[object, ...]:
    return (
        ease.organisation_id,
        ease.to_place_id,
        ease.start.date(),
        f"{ease.start:%H:%M}",
        f"{ease.end:%H:%M}",
    )


def _open(workspace: Workspace, viewer: Viewer) -> set[tuple[object, ...]]:
    """Return the requests that wait for an answer, as far as the viewer may know: whose, where and when."""
    if not allowed(viewer, "see_requests", WORKSPACE):
        return set()
    rows = requests.visible(workspace, viewer)
    waiting = rows[(rows["kind"] == "presence") & rows["state"].isin(["sent", "received"])]
    return {
        (row.to_org_id, row.place_id, row.date, row.start, row.end) for row in waiting.itertuples(index=False)
    }
