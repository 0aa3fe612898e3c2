"""Needs that the reports contradict: where adults came and met nobody, the decision is looked at again (METHOD 3.8).

A flag is a question to those who decided, never a change of the need.
"""

import pandas as pd

from karta.coverage.gaps import Coverage, cover
from karta.model.tables import Tables

# Source: METHOD 3.8 [K].
FROM_REPORTS = 4
FROM_SHARE = 0.75
NOBODY = "0"

REVIEW = ["rule_id", "place_id", "reports", "met_nobody", "review"]


def review(tables: Tables, met: pd.DataFrame) -> pd.DataFrame:
    """Return how many carried-out reports each need rule has, and whether its need should be reconsidered: REVIEW.

    `met` says how many young people a shift met: presence_id, date (of the shift's start), met (a class, "0" for
    nobody; blank where it was not said, which counts as no report). A report is about a rule when its adults
    counted at the rule's place while the rule was active; rows of the same rule_id are one rule.
    """
    coverage = cover(tables, "delivered")
    answer_of = {
        (presence_id, day): text
        for presence_id, day, text in zip(met["presence_id"], met["date"], met["met"], strict=True)
        if text and not pd.isna(text)
    }
    shifts: dict[tuple[str, str], set[tuple[str, object]]] = {}
    for number, place, active in coverage.need.windows:
        place_id = coverage.grid.place_ids[place]
        rule = str(tables.needs["rule_id"].iloc[number]), place_id
        shifts.setdefault(rule, set()).update(_shifts(coverage, place_id, set(active.nonzero()[0])))
    rows = []
    for rule, own in shifts.items():
        answers = [answer_of[key] for key in own if key in answer_of]
        nobody = sum(answer == NOBODY for answer in answers)
        flag = len(answers) >= FROM_REPORTS and nobody >= FROM_SHARE * len(answers)
        rows.append((*rule, len(answers), nobody, flag))
    return pd.DataFrame(rows, columns=REVIEW)


def _shifts(coverage: Coverage, place_id: str, slots: set[int]) -> set[tuple[str, object]]:
    """Return the shifts (line and date) whose adults counted at a place in any of these slots."""
    pieces = coverage.presence.pieces
    counted = pieces[
        (pieces["place_id"] == place_id) & pieces["certain"].astype(bool) & (pieces["effective"] > 0)
    ]
    shifts: set[tuple[str, object]] = set()
    for piece in counted.itertuples(index=False):
        span = coverage.grid.span(piece.start, piece.end)
        if not slots.isdisjoint(range(span.start, span.stop)):
            shifts.add((piece.presence_id, piece.date))
    return shifts
