"""Whoever edits hands in what was shown: two who have the same form open do not overwrite each other unseen."""

import ast
from pathlib import Path

from tests.house.test_policy import functions

WRITES = {"update", "update_many", "retire", "replace", "remove"}
SHOWN = ("version", "shown", "seen")
# Services that change rows that are there without a version, each with its reason.
EXCEPTIONS = {
    "follow_up/month_answers.py: note": "adds words; what it lowers says less than before, whoever was first",
    "needs/crisis_mode.py: close": "takes away what is never edited; twice is once",
    "needs/crowd_events.py: remove": "takes away what is never edited; twice is once",
    "needs/deciding.py: remove_risk_evening": "takes away what is never edited; twice is once",
    "needs/decisions.py: end": "a rule that was edited has another id, and the old one is refused",
    "needs/decisions.py: prolong": "a rule that was edited has another id, and the old one is refused",
    "needs/request_shifts.py: shift_from": "refuses a request that is not as it was shown by its state",
    "needs/requests.py: receive": "notes that it was seen; twice is once",
    "needs/rule_rows.py: end_need": "a rule that was edited has another id, and the old one is refused",
    "planning/scenarios.py: forget": "takes away what is never edited; twice is once",
    "planning/visit_answers.py: answer": "answers a visit that is still open by its state; the last answer counts",
    "planning/visit_answers.py: move": "answers a visit that is still open by its state; the last answer counts",
    "planning/visit_feeds.py: end": "ends the link that is there; twice is once",
    "planning/visit_feeds.py: make": "ends the link before, whatever it was",
    "planning/visit_links.py: make": "ends the link before, whatever it was",
    "planning/visits.py: call_off": "refuses a visit that is not open any more by its state",
    "planning/visits.py: note_held": "is a statement of what took place, whatever was stated before",
    "register/contacts.py: remove_contact": "takes away what is never edited; twice is once",
    "register/organisations.py: confirm_source": "is a statement of today's, whatever was stated before",
    "register/organisations.py: put_admissions": "leaves what somebody has decided, and says whose it decided",
    "follow_up/open_statistics.py: withdraw": "takes away what is never edited; twice is refused",
    "rosters/swaps.py: answer": "refuses an offer that is not open any more by its state",
    "rosters/swaps.py: withdraw": "takes back what is never edited; refuses what is answered by its state",
    "rosters/leaving.py: leave": "takes out all that is there, whatever it says",
    "register/sessions.py: hold_session": "takes back one cancelled date; twice is once",
}


def test_every_edit_hands_in_what_was_shown(package: dict[Path, ast.Module], root: Path) -> None:
    """A service that changes rows takes their version, or stands on the list with its reason."""
    blind = set()
    for name, function in functions(package, root):
        calls = {
            node.func.attr
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "act"
        }
        arguments = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        if calls & WRITES and not any(word in argument for word in SHOWN for argument in arguments):
            blind.add(name)
    assert blind == set(EXCEPTIONS)
