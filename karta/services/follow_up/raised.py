"""What has been raised in a year, as counts and nothing else: adults missed somewhere, or a place to be left alone."""

import pandas as pd

from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up.year_facts import Year
from karta.services.needs import requests
from karta.services.workspace import Workspace


def counts(workspace: Workspace, viewer: Viewer, year: Year) -> dict[str, tuple[int, int]]:
    """Return how many were raised in the year and how many of them are answered, of each kind that can be raised.

    Of what the viewer may see of requests; no text, no place and nobody who raised it.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    rows = requests.visible(workspace, viewer)
    inside = [day is not None and year.first <= day <= year.last for day in rows["asked_on"]]
    rows = rows[pd.Series(inside, index=rows.index, dtype=bool)]
    return {
        kind: (int((rows["kind"] == kind).sum()), int(((rows["kind"] == kind) & (rows["state"] == "answered")).sum()))
        for kind in requests.RAISED
    }  # fmt: skip
