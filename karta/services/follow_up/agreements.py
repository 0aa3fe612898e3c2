"""Agreements (IOP) between an association and another organisation: what each promises over a term, and by whose word.

By whose word the coordinator acts for somebody is another thing: `services.register.agreements`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_numbers, typed_text
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.cells import Row

MOST_HOURS, MOST_KRONOR, LONGEST = 100_000.0, 100_000_000.0, 300


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """What is agreed: adult-hours promised in the term, at some places or (none named) anywhere, and what each gives.

    `kronor` for the whole term; `kronor_per_walk` for each walk carried out, paid by `paid_by_id`.
    """

    association_id: str
    counterpart_id: str
    promised_ah: float
    valid_from: date
    valid_to: date
    decided_by: str
    place_ids: tuple[str, ...] = ()
    association_gives: str = ""
    counterpart_gives: str = ""
    kronor: float | None = None
    kronor_per_walk: float | None = None
    paid_by_id: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it is noted, with the names of its parties."""

    agreement_id: str
    version: int
    terms: AgreedTerms
    association: str
    counterpart: str
    paid_by: str

    @property
    def parties(self) -> tuple[str, str]:
        """Return the ids of both parties."""
        return self.terms.association_id, self.terms.counterpart_id


def listed(workspace: Workspace, viewer: Viewer, agreement_id: str | None = None) -> list[Agreement]:
    """Return the agreements that a viewer may see, those that end last first; of one alone where its id is given."""
    require(viewer, "see_agreements", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = reading.frame("agreement", None if agreement_id is None else [agreement_id]).to_dict("records")
        places = reading.frame("agreement_place", columns=("agreement_id", "place_id"))
        organisations = reading.frame("organisation", columns=("id", "name"))
    names = dict(zip(organisations["id"], organisations["name"], strict=True))
    of = places.groupby("agreement_id")["place_id"].agg(lambda ids: tuple(sorted(ids))).to_dict()
    agreements = [
        Agreement(
            row["id"], row["version"], _terms(row, of.get(row["id"], ())), names.get(row["association_id"], ""),
            names.get(row["counterpart_id"], ""), names.get(row["paid_by_id"], ""),
        )
        for row in rows
    ]  # fmt: skip
    seen = [each for each in agreements if allowed(viewer, "see_agreements", belonging_to(*each.parties))]
    return sorted(seen, key=lambda each: (-each.terms.valid_to.toordinal(), each.association.casefold()))


def agreement(workspace: Workspace, viewer: Viewer, agreement_id: str) -> Agreement:
    """Return one agreement. Raises NotFoundError `row_missing` where there is none that the viewer may see."""
    require(viewer, "see_agreements", WORKSPACE)
    for each in listed(workspace, viewer, agreement_id):
        return each
    raise NotFoundError("row_missing", table="agreement")


def make(workspace: Workspace, viewer: Viewer, terms: AgreedTerms) -> str:
    """Note an agreement and return its id.

    Raises
    ------
    InputError
        `agreement_parties`, `agreement_payer`, `function_missing`, `period_reversed`, `number_outside`, and what
        `about_places` says of words.
    """
    require(viewer, "keep_agreements", belonging_to(terms.association_id, terms.counterpart_id))
    values = _values(terms)
    with workspace.act(viewer, "make_agreement") as act:
        _check_ids(act, terms)
        agreement_id = act.insert("agreement", [values])[0]
        _add_places(act, agreement_id, terms.place_ids)
        return agreement_id


def change(
    workspace: Workspace, viewer: Viewer, agreement_id: str, terms: AgreedTerms, *, version: int
) -> None:
    """Change an agreement; what it said before stays in the journal. Raises as `make` does, and ConflictError."""
    require(viewer, "keep_agreements", belonging_to(terms.association_id, terms.counterpart_id))
    values = _values(terms)
    with workspace.act(viewer, "change_agreement") as act:
        _require_stored(act, viewer, agreement_id)
        _check_ids(act, terms)
        act.update("agreement", agreement_id, version, values)
        act.retire(
            "agreement_place",
            [row["id"] for row in act.rows("agreement_place", "agreement_id", [agreement_id])],
        )
        _add_places(act, agreement_id, terms.place_ids)


def end(workspace: Workspace, viewer: Viewer, agreement_id: str, last: date, *, version: int) -> None:
    """Let an agreement end earlier, or later, than it said: `last` is the last day of its term."""
    require(viewer, "keep_agreements", WORKSPACE)
    last_day = day_bounds.checked(last)
    with workspace.act(viewer, "end_agreement") as act:
        row = _require_stored(act, viewer, agreement_id)
        if last_day < row["valid_from"]:
            raise InputError("period_reversed", first=row["valid_from"], last=last_day)
        act.update("agreement", agreement_id, version, {"valid_to": last_day})


def _require_stored(act: Act, viewer: Viewer, agreement_id: str) -> Row:
    row = act.row("agreement", agreement_id)
    require(viewer, "keep_agreements", belonging_to(row["association_id"], row["counterpart_id"]))
    return row


def _values(terms: AgreedTerms) -> dict[str, Any]:
    function = typed_text.name(terms.decided_by)
    if not function:
        raise InputError("function_missing", most=typed_text.MOST_OF_NAME)
    first, last = day_bounds.checked(terms.valid_from), day_bounds.checked(terms.valid_to)
    if last < first:
        raise InputError("period_reversed", first=first, last=last)
    if not (terms.association_id and terms.counterpart_id):
        raise InputError("organisation_missing")
    if terms.association_id == terms.counterpart_id:
        raise InputError("agreement_parties")
    if (terms.kronor_per_walk is None) != (terms.paid_by_id is None):
        raise InputError("agreement_payer")
    return {
        "association_id": terms.association_id, "counterpart_id": terms.counterpart_id,
        "promised_ah": typed_numbers.number(terms.promised_ah, 0, MOST_HOURS), "valid_from": first, "valid_to": last,
        "association_gives": about_places(terms.association_gives, LONGEST) or None,
        "counterpart_gives": about_places(terms.counterpart_gives, LONGEST) or None,
        "kronor": _kronor(terms.kronor), "kronor_per_walk": _kronor(terms.kronor_per_walk),
        "paid_by_id": terms.paid_by_id, "decided_by": about_places(function, LONGEST),
    }  # fmt: skip


def _kronor(typed: float | None) -> float | None:
    return None if typed is None else typed_numbers.number(typed, 0, MOST_KRONOR)


def _check_ids(act: Act, terms: AgreedTerms) -> None:
    orgs = {terms.association_id, terms.counterpart_id, *([terms.paid_by_id] if terms.paid_by_id else [])}
    for table, ids in (("organisation", orgs), ("place", set(terms.place_ids))):
        if {row["id"] for row in act.rows(table, "id", sorted(ids))} != ids:
            raise NotFoundError("row_missing", table=table)


def _add_places(act: Act, agreement_id: str, place_ids: Sequence[str]) -> None:
    act.insert(
        "agreement_place",
        [{"agreement_id": agreement_id, "place_id": place} for place in sorted(set(place_ids))],
    )


def _terms(row: Row, place_ids: tuple[str, ...]) -> AgreedTerms:
    return AgreedTerms(
        row["association_id"], row["counterpart_id"], float(row["promised_ah"]), row["valid_from"], row["valid_to"],
        row["decided_by"], place_ids, row["association_gives"] or "", row["counterpart_gives"] or "",
        _known(row["kronor"]), _known(row["kronor_per_walk"]), row["paid_by_id"],
    )  # fmt: skip


def _known(cell: Any) -> float | None:
    return None if cell is None or cell != cell else float(cell)
