"""What nobody could sign up to in the app the demo's tables cannot say either, and it is refused in the app's words."""

from datetime import date

import pytest

from karta.errors import KartaError
from karta.services.demo import people
from karta.services.demo.occurrences import Occurrences
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.store.database import Reading
from tests.services.rosters.conftest import COORDINATOR, Person, Plan

SATURDAY = date(2026, 9, 19)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"start": "21:30", "end": "23:00"}, "shift_overlaps"),
        ({"day": SATURDAY, "start": "05:00", "end": "06:00"}, "shift_rest"),
        ({"organisations": "others"}, "occurrence_unknown"),
    ],
)
def test_the_demo_is_refused_as_the_app_is(
    workspace: Workspace, plan: Plan, person: Person, second: dict[str, object], code: str
) -> None:
    """Who walks on Friday 21-22 cannot go at 21.30, too, nor at five in the morning, nor on the others' shift."""
    if "organisations" in second:
        second = {"organisations": (organisations.add_organisation(workspace, COORDINATOR, "Klubben"),)}
    ids, who = {"first": plan(), "second": plan(**second)}, person()
    rows = [{"shift": name, "person": "Eva", "date": "0", "state": "signed", "role": ""} for name in ids]
    with workspace.store.act("samordnare", "demo") as act:
        series = {name: act.row("shift", shift)["schedule_id"] for name, shift in ids.items()}
        opened = Occurrences.opened(Reading(act.connection), workspace)
        invited = {"Eva": (who.person_id, who.organisation_id)}
        with pytest.raises(KartaError) as refused:
            people.sign_up_all(act, workspace, opened, series, invited, rows)
    assert refused.value.code == code
