"""Whose rows a file changes: nobody hands in, changes or takes out what belongs to another organisation."""

from collections.abc import Iterable

from karta.errors import NotAllowedError
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.importing.matched_rows import ENTERED, TABLE, Matched
from karta.store.database import Reading
from karta.store.import_rows import registered

# What the policy is asked about each kind of file; of what belongs to nobody, where it is not an organisation's.
ACTIONS = {
    "sessions": "import_rosters",
    "roster": "import_rosters",
    "sources": "confirm_sources",
    "reports": "report_shifts",
    "contacts": "edit_contacts",
    "organisations": "add_organisations",
    "needs": "decide_need",
    "calendar": "decide_need",
}
OWNED = frozenset({"sessions", "roster", "sources", "reports", "contacts"})
# Of sentences that name organisations, no more than these.
MOST_NAMES = 5


def require_rows(reading: Reading, viewer: Viewer, matched: Matched, *, drops: bool = False) -> None:
    """Raise NotAllowedError unless all that accepting the rows would write is the viewer's to write.

    `drops`: rows that the file no longer has are taken out, too.
    """
    if matched.kind not in OWNED:
        require(viewer, _action(matched), WORKSPACE)
        return
    action = _action(matched)
    foreign = [
        owner
        for owner in _owners(reading, matched, drops=drops)
        if not allowed(viewer, action, belonging_to(owner))
    ]
    if foreign:
        raise NotAllowedError(
            "import_not_own", what=action, role=viewer.role, orgs=_names(reading, matched, foreign)
        )


def _action(matched: Matched) -> str:
    typed = {"places": "edit_places", "sources": "expect_sources"} if matched.source == ENTERED else {}
    return typed.get(matched.kind) or ACTIONS.get(matched.kind, "import_town")


def _owners(reading: Reading, matched: Matched, *, drops: bool) -> Iterable[str | None]:
    """Return whose the rows are that would be written, as they stand in the file and as they stand here."""
    bounds = [*matched.stored, *matched.parts]
    owners: dict[str | None, None] = dict.fromkeys(bound.organisation for bound in bounds)
    row_ids = [bound.row_id for bound in bounds if bound.row_id is not None]
    if drops and len(matched.gone):
        row_ids += [row_id for row_id in matched.gone["row_id"] if row_id is not None]
    table = TABLE[matched.kind]
    for row in registered(reading, table, sorted(set(row_ids))).values():
        owners[row.get("organisation_id")] = None
    # Of a report, whose it is stands with its line.
    if matched.kind == "reports":
        parties = sorted({bound.party for bound in bounds if bound.party is not None})
        owners = dict.fromkeys(
            row["organisation_id"] for row in registered(reading, "shift_party", parties).values()
        )
    return owners


def _names(reading: Reading, matched: Matched, owners: list[str | None]) -> str:
    """Return what organisations are called, new ones as the file has them."""
    frame = reading.frame("organisation", [owner for owner in owners if owner is not None])
    called = dict(zip(frame["id"], frame["name"], strict=True)) | matched.names.new_organisations
    texts = sorted({called[owner] for owner in owners if owner in called}, key=str.casefold) or ["\u2013"]
    return ", ".join([*texts[:MOST_NAMES], *(["..."] if len(texts) > MOST_NAMES else [])])
