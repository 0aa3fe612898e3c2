"""A workspace with two organisations whose clock the tests set, and whoever runs the machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karta.model.member import Identity
from karta.privacy import Viewer
from karta.services.access import members, sign_in, viewers
from karta.services.register import organisations
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
ISSUER = "https://id.example"


@dataclass
class Clock:
    """A clock that stands still until it is put forward."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def forward(self, **length: float) -> None:
        """Put it forward by hours, minutes or seconds."""
        self.now += timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    """Give the workspace's clock."""
    return Clock()


@pytest.fixture
def admin() -> Viewer:
    """Give whoever runs the machine."""
    return viewers.local()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, admin: Viewer) -> Workspace:
    """Give the workspace of Vandrarna and Bollklubben."""
    made = create(tmp_path / "own", now=clock)
    for name in ("Vandrarna", "Bollklubben"):
        organisations.add_organisation(made, admin, name)
    return made


def person(subject: str) -> Identity:
    """Return whom the sign-in service vouches for."""
    return Identity(ISSUER, subject, f"{subject}@work.example")


def signed_in(
    workspace: Workspace, subject: str, role: str = "organiser", org: str | None = "Vandrarna"
) -> str:
    """Return the token of somebody who has taken up an invitation just now."""
    invitation = members.invite(workspace, viewers.local(), role=role, function=f"{role} {subject}", org=org)
    return sign_in.begin(workspace, person(subject), invitation)
