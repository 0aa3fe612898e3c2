"""The probed town with canaries: a word for each class of Beta's data, to be looked for on pages."""

from dataclasses import dataclass
from pathlib import Path

from karta.model.shift import ShiftPlan
from karta.services.access import members, viewers
from karta.services.needs import requests
from karta.services.rosters import invitations, joining, shifts
from karta.services.workspace import Workspace, create
from karta.store import people
from tests.privacy import probed_town
from tests.privacy.probed_town import FRIDAY, LOCAL, NOW, Whose


@dataclass(frozen=True)
class Canary:
    """A word of Beta's, and the act of the policy that lets somebody see it; None: nobody but the person."""

    word: str
    action: str | None


CANARIES = {
    "name": Canary("Kanarina Nabbgren", "see_people"),
    "phone": Canary("070-777 66 55", "see_phones"),
    "mail": Canary("kanarina@nabb.example", None),
    "who asks to join": Canary("Vildvittra", "see_people"),
    "how they are reached": Canary("070-888 99 11", "see_people"),
    "where a shift meets": Canary("Papegojbron", "see_shifts"),
    "what a shift is called": Canary("Tukanpasset", "see_shifts"),
    "why somebody is asked": Canary("Undulatstigen", "see_requests"),
    "a member's function": Canary("Kakaduansvarig", "invite_members"),
}


def make(folder: Path) -> tuple[Workspace, dict[str, Whose]]:
    """Return the town with the canaries in it, and what is whose."""
    whose = probed_town.make(folder)
    town, beta = create(folder, now=lambda: NOW), whose["Beta"]
    invitations.edit(
        town, LOCAL, beta.person, CANARIES["name"].word, CANARIES["phone"].word,
        shown=("Kim Beta", "070-000 00 00"),
    )  # fmt: skip
    with town.act(LOCAL, "set_address") as act:
        people.set_email(act, beta.person, CANARIES["mail"].word, None)
    joining.ask(
        town, viewers.anonymous(beta.org), beta.org, CANARIES["who asks to join"].word,
        CANARIES["how they are reached"].word,
    )  # fmt: skip
    shifts.create_shift(
        town, LOCAL,
        ShiftPlan(
            beta.place, FRIDAY, "18:00", "19:00", (beta.org,), meeting_point=CANARIES["where a shift meets"].word,
            title=CANARIES["what a shift is called"].word,
        ),
    )  # fmt: skip
    requests.ask_presence(
        town, LOCAL, to_org="Beta", place_id=beta.place, start="19:00", end="21:00", day=FRIDAY,
        why=f"mörkt vid {CANARIES['why somebody is asked'].word}",
    )  # fmt: skip
    members.invite(town, LOCAL, role="organiser", function=CANARIES["a member's function"].word, org=beta.org)
    return town, whose
