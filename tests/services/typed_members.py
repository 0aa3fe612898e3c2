"""The services of members, as they are tried with hostile values."""

from karta.services.access import api_keys, members
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, Town


def _member(town: Town) -> Values:
    """Return the id of somebody who has just been invited."""
    about = {"role": "organiser", "function": "ledare", "org": town.org}
    before = {member.id for member in members.listed(town.workspace, COORDINATOR)}
    members.invite(town.workspace, COORDINATOR, **about)
    every = members.listed(town.workspace, COORDINATOR)
    return {"member_id": next(member.id for member in every if member.id not in before)}


def _key(town: Town) -> Values:
    """Return the id of a key that has just been made."""
    api_keys.make(town.workspace, COORDINATOR, name="tavla", scopes=["gaps"], days=30)
    return {"key_id": api_keys.listed(town.workspace, COORDINATOR)[0].key.id}


MEMBERS: dict[str, Service] = {
    "access/api_keys.py: make": Service(
        lambda town, values: api_keys.make(
            town.workspace, COORDINATOR, name=values["name"], scopes=[values["scope"]], days=values["days"]
        ),
        lambda _: {"name": "tavla", "scope": "gaps", "days": 30},
    ),
    "access/api_keys.py: revoke": plain(api_keys.revoke, _key),
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
