"""Whether somebody who decides about need has seen the rules there are: nobody replaces what she does not know of.

A rule is superseded and never edited, so its id is its version.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from karta.errors import ConflictError
from karta.store.acts import Act
from karta.store.database import Reading


def refuse_unseen(act: Act, place_id: str, shown: Collection[str], today: date) -> None:
    """Raise ConflictError unless the rules of a place are those that were shown; ended ones do not count."""
    rules = act.rows("need_rule", "place_id", [place_id])
    in_force = {rule["id"] for rule in rules if rule["valid_to"] is None or rule["valid_to"] >= today}
    if in_force - set(shown) or set(shown) - {rule["id"] for rule in rules}:
        raise ConflictError("row_changed", table="need_rule")


def rule_to_replace(act: Act, rule_id: str, shown: Collection[str]) -> dict[str, Any]:
    """Return the row of a rule, or of the one that came after it and was shown. Raises ConflictError for others."""
    rule = act.row("need_rule", rule_id)
    if rule["superseded_at"] is not None:
        rows = Reading(act.connection).frame("need_rule", include_superseded=True)
        followers = dict(zip(rows["replaces"], rows["id"], strict=True))
        latest = rule_id
        while latest in followers:
            latest = followers[latest]
        rule = act.row("need_rule", latest)
    is_gone = rule["superseded_at"] is not None
    # A rule that was taken away and is no longer among those shown is decided anew by somebody who knows that.
    if rule_id in shown if is_gone else rule["id"] not in shown:
        raise ConflictError("row_changed", table="need_rule")
    return rule
