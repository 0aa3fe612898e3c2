"""Who sees what: default deny, and what is hidden becomes unknown, never a gap (METHOD 3.5, 4)."""

import ast
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import karta
from karta.coverage.gaps import cover, gap_runs
from karta.coverage.presence import VIEWS, View
from karta.coverage.visits import visit_windows
from karta.errors import ContractError, NotAllowedError
from karta.model.tables import Tables
from karta.privacy import (
    LEVELS,
    ROLES,
    WORKSPACE,
    Resource,
    Role,
    Viewer,
    allowed,
    belonging_to,
    policy,
    read_policy,
    redact,
    require,
    sees,
)
from tests.coverage.strategies import small_tables
from tests.coverage.town import ah, line, need, report, source, town

KINDS = ("night_walker", "police", "field_social_worker")
PARTNERS = ("coordinator", "organiser", "org_admin", "school_host")
AUTHORITIES = ("police", "police_volunteer", "field_worker", "municipality")
OWN = Viewer("f", "organiser", frozenset({"Org A"}))
# Numbers that no clock, distance or count of these small tables can be by chance.
ODD = st.sampled_from((7.03125, 11.015625, 13.0078125))


@st.composite
def viewers(draw: st.DrawFn) -> Viewer:
    """Return a viewer of any role, of an organisation in the tables, of another, or of none."""
    organisation = draw(st.sampled_from(("Org A", "Org Z", None)))
    return Viewer("funktion", draw(st.sampled_from(ROLES)), frozenset([organisation] if organisation else []))


@st.composite
def shared_tables(draw: st.DrawFn) -> Tables:
    """Return small tables whose lines are shared at any level and belong to organisations with telling names."""
    tables = draw(small_tables(reported=True))
    count = len(tables.presences)

    def column(choices: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(choices, min_size=count, max_size=count))

    lines = tables.presences.assign(
        sharing=column(st.sampled_from(LEVELS)),
        org=(orgs := column(st.sampled_from(("Org A", "Förening Hemlig")))),
        owner_id=orgs,
        kind=column(st.sampled_from(KINDS)),
        adults=column(ODD),
        young_leaders=column(ODD),
        shift_id=column(st.sampled_from((None, "S1"))),
    )
    history = pd.DataFrame({"presence_id": lines["presence_id"], "scheduled": 10.0, "delivered": 9.0})
    return replace(tables, presences=lines, history=history)


def hidden_lines(tables: Tables, viewer: Viewer) -> pd.DataFrame:
    """Return the lines that the viewer may not see, told by the rule of the levels alone."""
    open_to = {
        "own": ("local",), "partners": (*PARTNERS, "local"),
        "authorities": (*PARTNERS, *AUTHORITIES, "local"), "public": set(ROLES) - {"sysadmin", "dpo"},
    }  # fmt: skip
    lines = tables.presences
    seen = [
        org in viewer.organisation_ids or viewer.role in open_to[level]
        for org, level in zip(lines["org"], lines["sharing"], strict=True)
    ]
    return lines[~np.array(seen, dtype=bool)]


@settings(max_examples=30, deadline=None)
@given(tables=shared_tables(), viewer=viewers(), view=st.sampled_from(VIEWS))
def test_what_is_hidden_is_never_a_gap(tables: Tables, viewer: Viewer, view: View) -> None:
    """For every role, level and view a redacted gap is at most the true one and cover is never overstated."""
    truth, shown = cover(tables, view), cover(redact(tables, viewer), view)
    assert (shown.gap <= truth.gap + 1e-9).all()
    assert (shown.covered <= truth.covered + 1e-9).all()
    np.testing.assert_allclose(shown.need.stay, truth.need.stay)
    outcomes = zip(visit_windows(truth)["outcome"], visit_windows(shown)["outcome"], strict=True)
    assert all(true == "missed" for true, told in outcomes if told == "missed")


@settings(max_examples=30, deadline=None)
@given(tables=shared_tables(), viewer=viewers(), view=st.sampled_from(VIEWS))
def test_nothing_of_a_hidden_line_comes_out(tables: Tables, viewer: Viewer, view: View) -> None:
    """Neither name, role nor number of a hidden line is in the tables, the pieces or the lists of a viewer."""
    hidden = hidden_lines(tables, viewer)
    coverage = cover(redact(tables, viewer), view)
    pieces = coverage.presence.pieces
    of_hidden = pieces[pieces["presence_id"].isin(hidden["presence_id"])]
    assert set(of_hidden["org"]) | set(of_hidden["sector"]) <= {""}
    assert set(of_hidden["kind"]) <= {"other"}
    assert of_hidden["adults"].isna().all()
    assert not of_hidden["certain"].any()
    assert not (of_hidden["effective"] > 0).any()
    shown = coverage.tables
    for name in ("delivered", "history"):
        assert not getattr(shown, name)["presence_id"].isin(hidden["presence_id"]).any()
    visible = tables.presences.drop(index=hidden.index)
    frames = [shown.presences, shown.sources, pieces, gap_runs(coverage), gap_runs(coverage, unknown=True)]
    cells = {value for frame in frames for name in frame for value in frame[name].tolist()}
    telling = ["org", "adults", "young_leaders"]
    known = {value for name in telling for value in visible[name].dropna()}
    secret = {value for name in telling for value in hidden[name].dropna()} - known
    assert not cells & secret


def test_a_hidden_shift_is_unknown_where_it_would_count() -> None:
    """Two hidden adults 18-20 of a need 18-22: 4 unknown and 4 gap; for its own organisation 4 covered."""
    tables = town(needs=[need()], lines=[line(end="20:00", sharing="own")])
    assert ah(redact(tables, Viewer("f", "police"))) == (8, 0, 4, 4)
    assert ah(redact(tables, Viewer("f", "coordinator"))) == (8, 0, 4, 4)
    assert ah(redact(tables, OWN)) == (8, 4, 4, 0)


@pytest.mark.parametrize("outcome", ["carried_out", "no_show"])
def test_the_report_of_a_hidden_shift_is_hidden_too(outcome: str) -> None:
    """Whether a hidden shift was held or not, its hours are unknown as delivered."""
    tables = town(needs=[need()], lines=[line(sharing="own")], delivered=[report(outcome=outcome)])
    assert ah(redact(tables, Viewer("f", "coordinator")), "delivered") == (8, 0, 0, 8)


def test_a_visible_party_of_a_hidden_team_is_not_understaffed() -> None:
    """One visible and one hidden adult in a shift of two: a team or not, nobody can tell."""
    team = [line(f"R{n}", adults=1, min_adults=2.0, shift_id="S") for n in (1, 2)]
    team[1].update(sharing="own", org="Org B")
    assert ah(redact(town(needs=[need()], lines=team), Viewer("f", "coordinator"))) == (8, 0, 0, 8)


def test_whose_roster_is_awaited_is_told_to_the_coordinator_and_its_own() -> None:
    """The coordinator reads both names, an organisation its own, the police none; the status stays for all."""
    tables = town(sources=[source("unknown", org="Org A"), source("known", org="Org B")])
    told = {
        role: redact(tables, Viewer("f", role, frozenset({"Org A"} if role == "organiser" else ()))).sources
        for role in ("coordinator", "organiser", "police")
    }
    assert told["coordinator"]["org"].tolist() == ["Org A", "Org B"]
    assert told["organiser"]["org"].tolist() == ["Org A", ""]
    assert told["police"]["org"].tolist() == ["", ""]
    assert all(frame["status"].tolist() == ["unknown", "known"] for frame in told.values())


def test_redaction_leaves_its_input_alone() -> None:
    """The tables handed in are unchanged."""
    tables = town(needs=[need()], lines=[line(sharing="own")])
    before = tables.presences.copy()
    redact(tables, Viewer("f", "anonymous"))
    pd.testing.assert_frame_equal(tables.presences, before)


@pytest.mark.parametrize("role", ROLES)
def test_a_name_that_the_policy_lacks_is_denied(role: Role) -> None:
    """No role may what nobody wrote down."""
    viewer = Viewer("f", role)
    assert not allowed(viewer, "see_everything", WORKSPACE)
    with pytest.raises(NotAllowedError):
        require(viewer, "see_everything", WORKSPACE)
    assert not sees(viewer, "friends", "Org A")


def test_a_role_that_the_policy_lacks_is_denied_everything() -> None:
    """A role of another time may nothing at all."""
    stranger = Viewer("f", "king")  # type: ignore[arg-type]
    assert not any(allowed(stranger, name, WORKSPACE) for name in policy().cells)
    assert not any(sees(stranger, level, "Org A") for level in LEVELS)


def test_rows_without_an_owner_are_nobodys_own() -> None:
    """A viewer with or without organisation does not own what has no owner."""
    for own in (frozenset[str](), frozenset({"Org A"})):
        for owner in (None, ""):
            assert not sees(Viewer("f", "organiser", own), "own", owner)


def test_the_public_never_sees_gaps_nor_others_rosters() -> None:
    """The public may see the register, functions that one calls and rows released to all, and ask to join."""
    public = Viewer("f", "anonymous")
    assert {name for name in policy().cells if allowed(public, name, WORKSPACE)} == {
        "see_register", "see_contacts", "rows_public", "ask_to_join",
    }  # fmt: skip
    with pytest.raises(NotAllowedError):
        require(public, "see_gaps", WORKSPACE)


def test_each_level_is_wider_than_the_one_before() -> None:
    """Whoever sees rows shared with partners sees those shared with authorities, and so on to the public."""
    for narrow, wide in pairwise(LEVELS):
        assert set(policy().cells[f"rows_{narrow}"]) < set(policy().cells[f"rows_{wide}"])


@pytest.mark.parametrize("word", ["everything", "own  L", "L", ""])
def test_a_scope_that_there_is_not_is_a_fault(word: str) -> None:
    """A scope or a role misspelt in the table is told, not denied or granted in silence."""
    with pytest.raises(ContractError):
        read_policy(f'[class.gaps]\nsee_gaps = {{ police = "{word}" }}')
    with pytest.raises(ContractError):
        read_policy('[class.gaps]\nsee_gaps = { polis = "all" }')


OWN_ACTIONS = sorted(
    action
    for action, cells in policy().cells.items()
    if "organiser" in cells and cells["organiser"].scope == "own"
)


@pytest.mark.parametrize("action", OWN_ACTIONS)
def test_what_is_for_the_own_organisation_alone_is_refused_elsewhere(action: str) -> None:
    """An organiser may to its own organisation's by its id, not to another's, nor to nobody's."""
    assert allowed(OWN, action, belonging_to("Org Z", "Org A"))
    assert allowed(OWN, action, WORKSPACE)
    for resource in (belonging_to("Org Z", "org a"), belonging_to(), belonging_to(None, "")):
        assert allowed(OWN, action, resource).reason == "not_own"
    assert allowed(Viewer("f", "organiser"), action, belonging_to("Org A")).reason == "not_own"
    assert allowed(Viewer("f", "local"), action, belonging_to("Org Z"))
    assert allowed(Viewer("f", "anonymous"), action, belonging_to("Org A")).reason == "not_allowed"


def lying_in(*area_ids: str | None) -> Resource:
    """Return what lies in areas; blank ones are left out."""
    return Resource(area_ids=frozenset(area for area in area_ids if area))


def test_what_is_for_assigned_areas_alone_is_refused_elsewhere() -> None:
    """Police of one area see its gaps, not those of another or of no area; police of the whole town see all."""
    north = Viewer("f", "police", area_ids=frozenset({"north"}))
    assert allowed(north, "see_gaps", lying_in("south", "north"))
    for resource in (lying_in("south"), lying_in(), lying_in(None)):
        assert allowed(north, "see_gaps", resource).reason == "not_own_area"
        assert allowed(Viewer("f", "police"), "see_gaps", resource)


def test_a_refusal_has_its_reason_as_code() -> None:
    """Who may not for the role is told so, and who may not since it is another's is told that."""
    with pytest.raises(NotAllowedError) as refused:
        require(Viewer("f", "evaluator"), "plan_shifts", belonging_to("Org A"))
    assert refused.value.code == "not_allowed"
    with pytest.raises(NotAllowedError) as refused:
        require(OWN, "plan_shifts", belonging_to("Org Z"))
    assert refused.value.code == "not_own"


def test_the_key_of_the_policy_is_its_content() -> None:
    """Another cell is another key, so that nothing cached under the old table is ever shown again."""
    one, other = (
        read_policy(f'[class.gaps]\nsee_gaps = {{ police = "{word}" }}').key for word in ("all", "area")
    )
    assert one != other


def asked_of_the_policy() -> set[str]:
    """Return every action that the code asks `allowed` or `require` about."""
    found = set()
    for path in Path(karta.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            what = node.args[1]
            if called in {"allowed", "require"} and isinstance(what, ast.Constant):
                found.add(str(what.value))
    return found


def test_every_name_that_the_code_asks_about_is_in_the_policy() -> None:
    """A name missing from the policy would be denied to all in silence."""
    asked = asked_of_the_policy()
    assert "see_gaps" in asked
    assert asked <= set(policy().cells)
