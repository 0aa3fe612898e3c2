"""The services of members, as they are tried with hostile values."""

from karta.services.access import members
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, Town


def _member(town: Town) -> Values:
    """Return the id of somebody who has just been invited."""
    about = {"role": "organiser", "function": "ledare", "org": town.org}
    before = {member.id for member in members.listed(town.workspace, COORDINATOR)}
    members.invite(town.workspace, COORDINATOR, **about)
    every = members.listed(town.workspace, COORDINATOR)
    return {"member_id": next(member.id for member in every if member.id not in before)}


MEMBERS: dict[str, Service] = {
    "access/members.py: invite": plain(
        members.invite, lambda town: {"role": "organiser", "function": "ledare", "org": town.org}
    ),
    "access/members.py: invite_again": plain(members.invite_again, _member),
    "access/members.py: change_role": plain(
        members.change_role, lambda town: {**_member(town), "role": "org_admin"}
    ),
    "access/members.py: end": plain(members.end, _member),
    "access/members.py: end_sessions": plain(members.end_sessions, _member),
}
