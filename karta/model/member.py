"""A member: a function at work that somebody signs in as, with its role and its organisation."""

from dataclasses import dataclass
from datetime import datetime

# What a member can be. `local`, `volunteer` and `anonymous` are no members: nobody signs in as one.
ROLES = (
    "coordinator",
    "organiser",
    "org_admin",
    "school_host",
    "police",
    "police_volunteer",
    "field_worker",
    "municipality",
    "evaluator",
    "sysadmin",
    "dpo",
)
# Roles that are the whole workspace's: they need no organisation.
WITHOUT_ORGANISATION = frozenset({"coordinator", "sysadmin", "dpo", "evaluator"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a sign-in service vouches for: all that is kept of what it says."""

    issuer: str
    subject: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member; `organisation` is the name of the organisation, None where the function stands alone.

    `is_bound`: the invitation has been taken up. `seen_at`: when somebody last was signed in as it.
    """

    id: str
    function: str
    role: str
    organisation_id: str | None = None
    organisation: str | None = None
    area_ids: frozenset[str] = frozenset()
    address: str | None = None
    is_bound: bool = False
    seen_at: datetime | None = None
