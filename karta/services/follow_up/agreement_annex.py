"""The annex of an agreement to a grant: its hours shift by shift, and what each party has given, as a file."""

import pandas as pd

from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports.lists import as_xlsx
from karta.services.follow_up import agreement_delivery, agreements
from karta.services.workspace import Workspace


def annex(workspace: Workspace, viewer: Viewer, agreement_id: str) -> bytes:
    """Return the annex as a workbook; without hours where the association has not shared its reports with the viewer.

    Each row is a shift, or what a party has given in kronor; the minutes of the rows add up to the delivered hours.
    """
    require(viewer, "see_agreements", WORKSPACE)
    agreed = agreements.agreement(workspace, viewer, agreement_id)
    done = agreement_delivery.delivered(workspace, viewer, agreement_id) or agreement_delivery.NOTHING
    return as_xlsx(
        rows(workspace, viewer, agreed, done),
        [
            (_say(workspace, "parties"), f"{agreed.association} · {agreed.counterpart}"),
            (_say(workspace, "term"), f"{agreed.terms.valid_from} – {agreed.terms.valid_to}"),
            (_say(workspace, "promised"), f"{agreed.terms.promised_ah:g}"),
            (_say(workspace, "delivered"), clock(done.minutes)),
            (_say(workspace, "unreported"), str(done.unreported)),
        ],
        _say(workspace, "annex_name"),
    )


def rows(
    workspace: Workspace, viewer: Viewer, agreed: agreements.Agreement, done: agreement_delivery.Delivered
) -> pd.DataFrame:
    """Return the rows of the annex: party, day, place, adult-minutes, hours and kronor."""
    require(viewer, "see_agreements", WORKSPACE)
    terms = agreed.terms
    places = workspace.store.frame("place").set_index("id")["name"].to_dict()
    listed: list[tuple[object, ...]] = [
        (
            agreed.association,
            shift.date,
            places.get(shift.place_id, ""),
            shift.minutes,
            clock(shift.minutes),
            None,
        )
        for shift in done.shifts.itertuples(index=False)
    ]
    if terms.kronor is not None:
        listed.append((agreed.counterpart, None, _say(workspace, "grant"), None, "", terms.kronor))
    if terms.kronor_per_walk is not None:
        paid = done.walks * terms.kronor_per_walk
        listed.append((agreed.paid_by, None, _say(workspace, "for_walks"), None, "", paid))
    columns = [
        _say(workspace, f"column_{name}") for name in ("party", "day", "place", "minutes", "hours", "kronor")
    ]
    return pd.DataFrame(listed, columns=columns)


def clock(minutes: int) -> str:
    """Return adult-minutes as hours and minutes: `12:05`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _say(workspace: Workspace, name: str) -> str:
    return text(f"agreements.{name}", workspace.language)
