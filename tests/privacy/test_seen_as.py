"""Karta as somebody else sees it: never more than one's own, nothing can be stored, and who really looks is noted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import (
    LEVELS,
    ROLES,
    WORKSPACE,
    Resource,
    Role,
    Viewer,
    allowed,
    areas_of,
    is_own,
    policy,
    sees,
)
from karta.services import history
from karta.services.access import api_keys, looking, seen_as
from karta.services.importing import feed_reading
from karta.services.rosters import invitations, volunteers
from karta.services.workspace import Workspace, create
from tests.privacy import probed_town
from tests.privacy.agreement_probes import agreed
from tests.privacy.probed_town import LOCAL, NOW, Whose
from tests.privacy.probes import PROBES, outcome

Town = tuple[Workspace, dict[str, Whose]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town of two associations."""
    folder: Path = tmp_path_factory.mktemp("seen")
    whose = probed_town.make(folder)
    return create(folder, now=lambda: NOW), whose


def test_nothing_is_stored_whatever_is_tried(town: Town) -> None:
    """Each act of the policy, tried as the association's administrator and as the coordinator by who may everything."""
    workspace, whose = town
    # The probes of agreements note one where there is none.
    agreed(workspace, whose["Alfa"])
    before = workspace.store.revision()
    for role in ("org_admin", "coordinator"):
        as_role = seen_as.as_role(workspace, LOCAL, role, "prov", whose["Alfa"].org)
        # The probe of keys makes one first, as somebody else: it is tried by hand below.
        for probe in (probe for name, probe in PROBES.items() if name != "keep_api_keys"):
            outcome(probe, workspace, as_role, whose["Alfa"])
            assert workspace.store.revision() == before
    by_hand: list[Callable[[], object]] = [
        lambda: history.undo(workspace, as_role, whose["Alfa"].act),
        lambda: volunteers.for_person(workspace, replace(as_role, role="org_admin"), whose["Alfa"].person),
        lambda: invitations.erase(workspace, replace(as_role, role="org_admin"), whose["Alfa"].person),
        lambda: feed_reading.read(workspace, as_role, [], notifier=lambda *_: []),
        lambda: api_keys.make(
            workspace, replace(as_role, member_id="somebody"), name="tavla", scopes=["gaps"], days=30
        ),
    ]
    for act in by_hand:
        with pytest.raises(NotAllowedError, match="only_looking"):
            act()
    assert workspace.store.revision() == before


@pytest.mark.parametrize("role", ["org_admin", "police", "municipality"])
def test_whoever_may_everything_sees_what_the_role_sees(town: Town, role: Role) -> None:
    """What a probe shows to the role it shows to whoever looks as the role: its own, and of the other no more."""
    workspace, whose = town
    own = probed_town.viewer(role, whose["Alfa"])
    as_role = replace(own, behind=LOCAL)
    looks = [name for name in PROBES if name.startswith(("see_", "rows_", "name_")) and name != "see_policy"]
    for target in whose.values():
        got = {name: outcome(PROBES[name], workspace, as_role, target) for name in looks}
        assert got == {name: outcome(PROBES[name], workspace, own, target) for name in looks}


def test_never_more_than_ones_own() -> None:
    """For each pair of roles and each act: a yes through other eyes is a yes to the role and to who looks."""
    there, here = Resource(frozenset({"A"}), frozenset({"n"})), Resource(frozenset({"B"}), frozenset({"s"}))
    for behind_role in ROLES:
        behind = Viewer("x", behind_role, frozenset({"B"}), frozenset({"s"}), "B")
        for role in ROLES:
            plain = Viewer("y", role, frozenset({"A"}), frozenset({"n"}), "A")
            eyes = replace(plain, behind=behind)
            for action in policy().cells:
                for resource in (there, here, WORKSPACE):
                    both = bool(allowed(plain, action, resource)) and bool(allowed(behind, action, resource))
                    assert bool(allowed(eyes, action, resource)) == both
                areas, own = areas_of(eyes, action), areas_of(behind, action)
                assert own is None or (areas is not None and areas <= own)
            for level in LEVELS:
                assert not sees(eyes, level, "A") or sees(behind, level, "A")
            assert is_own(eyes, "A") == (behind_role == "local")


def test_who_really_looks_is_noted(town: Town) -> None:
    """An organiser's name for it is the organiser's own, not that of the role whose eyes are borrowed."""
    workspace, whose = town
    behind = probed_town.viewer("organiser", whose["Beta"])
    looking.note(workspace, replace(probed_town.viewer("police", whose["Alfa"]), behind=behind), "see_gaps")
    seen = looking.who_looked(workspace, probed_town.viewer("org_admin", whose["Alfa"]), whose["Alfa"].org)
    assert [(row.function, row.organisation) for row in seen] == [("Beta", "Beta")]


def test_only_who_sees_the_table_borrows_eyes_and_only_of_what_there_is(town: Town) -> None:
    """An organiser may not; no role that nobody signs in as, no unknown member, no association's role without one."""
    workspace, whose = town
    with pytest.raises(NotAllowedError):
        seen_as.as_role(workspace, probed_town.viewer("organiser", whose["Alfa"]), "police", "x", None)
    for role, org in (("local", None), ("police", None), ("police", "nobody")):
        with pytest.raises(NotFoundError):
            seen_as.as_role(workspace, LOCAL, role, "x", org)
    with pytest.raises(NotFoundError):
        seen_as.as_member(workspace, LOCAL, "nobody")
