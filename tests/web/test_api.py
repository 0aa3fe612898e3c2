"""The reading interface: with a key a program gets what its member may see, as JSON, and never a person."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.privacy import Role, Viewer
from karta.server.rates import RATES
from karta.services.access import api_keys, looking, members, provider, sign_in
from karta.services.gaps import exports
from karta.services.gaps import period as gaps_period
from karta.services.workspace import Workspace, create
from karta.store import members as stored_members
from karta.web import volunteer
from tests.privacy import probed_town
from tests.privacy.probed_town import FRIDAY, LOCAL, NOW, Whose
from tests.web.client import HOST, Answer, ask

WEEK = "?from=2026-09-14&to=2026-09-20"
SCOPES = list(api_keys.SCOPES)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Whose]]:
    """Give the folder of the town of two associations and what is whose in it."""
    folder = tmp_path_factory.mktemp("probed")
    return folder, probed_town.make(folder)


@pytest.fixture
def town(
    prepared: tuple[Path, dict[str, Whose]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """Give a copy of the town, served, where people sign in."""
    made = create(copytree(prepared[0], tmp_path / "town"), now=lambda: NOW)
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made))
    monkeypatch.setattr(provider, "is_configured", lambda: True)
    return made


@pytest.fixture
def whose(prepared: tuple[Path, dict[str, Whose]]) -> dict[str, Whose]:
    """Give what is whose."""
    return prepared[1]


def member(town: Workspace, role: Role, whose: Whose, area: str = "") -> Viewer:
    """Return a member of an association with a role, held to its area or another."""
    with town.store.act("test", "invite_member") as act:
        values = {"role": role, "function": f"{role} {whose.name}", "organisation_id": whose.org}
        member_id = stored_members.add(act, {**values, "area_ids": [area or whose.area]})
    viewer = probed_town.viewer(role, whose)
    return replace(viewer, function=f"{role} {whose.name}", member_id=member_id)


def key(town: Workspace, viewer: Viewer, scopes: list[str] = SCOPES, days: int = 30) -> str:
    """Return a new key of somebody."""
    return api_keys.make(town, viewer, name="tavlan", scopes=scopes, days=days)


def read(path: str, token: str | None) -> Answer:
    """Ask a question with a key, as a program on a server does."""
    return ask(f"/api/v1/{path}", headers={} if token is None else {"authorization": f"Bearer {token}"})


def content(answer: Answer) -> dict[str, Any]:
    """Return what an answer says, where it is one."""
    assert answer.status == 200, answer.body
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    body: dict[str, Any] = json.loads(answer.body)
    return body


def test_a_key_reads_what_its_member_may_see_and_the_look_is_noted(
    town: Workspace, whose: dict[str, Whose]
) -> None:
    """Alfa's administrator gets the six adult-hours of its own area as the file has them; a look is told to Alfa."""
    viewer = member(town, "org_admin", whose["Alfa"])
    body = content(read(f"gaps{WEEK}", key(town, viewer)))
    assert body["totals"]["need"] == 6
    assert {row["place"] for row in body["gaps"]} == {"Torget Alfa"}
    period = gaps_period.week(town, viewer, FRIDAY)
    listed = exports.gap_list(period, "sv")
    assert [row["adult_hours"] for row in body["gaps"]] == list(listed["Vuxentimmar"])
    about = body["about"]
    assert (about["view"], about["from"], about["to"]) == ("planned", "2026-09-14", "2026-09-20")
    assert about["completeness"] == pytest.approx(period.totals["completeness"])
    assert about["made_at"] == "2026-09-16T12:00+02:00"
    assert about["seen_by"] == "org_admin Alfa, Alfa"
    assert {"source": "Inskrivet för hand", "licence": None} in about["sources"]
    police = member(town, "police", whose["Beta"], whose["Alfa"].area)
    assert content(read("gaps?from=2026-09-18&to=2026-09-18", key(town, police)))["totals"]["need"] == 6
    looks = looking.who_looked(town, LOCAL, whose["Alfa"].org)
    assert [(look.function, look.organisation, look.data_class) for look in looks] == [
        ("police Beta", "Beta", "gaps")
    ]


def test_no_answer_holds_a_person(town: Workspace, whose: dict[str, Whose]) -> None:
    """Who goes to a shift is a number: neither Kim, nor the number of her telephone, nor her id is in any answer."""
    viewer = member(town, "org_admin", whose["Alfa"])
    token = key(town, viewer)
    answers = [read(path, token).body.decode() for path in (f"gaps{WEEK}", f"shifts{WEEK}", "register")]
    for secret in ("Kim", "070-000", whose["Alfa"].person):
        assert not any(secret in answer for answer in answers)
    held = [row for row in json.loads(answers[1])["shifts"] if row["id"] == whose["Alfa"].occurrence]
    assert [(row["adults"], row["organisations"], row["start"]) for row in held] == [
        (1, ["Alfa"], "2026-09-18T20:00:00+02:00")
    ]
    assert {row["name"] for row in json.loads(answers[2])["places"]} == {"Torget Alfa", "Torget Beta"}
    assert {row["name"] for row in json.loads(answers[2])["organisations"]} == {"Alfa", "Beta"}


def test_what_opens_nothing(town: Workspace, whose: dict[str, Whose]) -> None:
    """No key, a wrong one, in the address or a cookie, a revoked or ended one, that of a member who is ended: 401."""
    viewer = member(town, "org_admin", whose["Alfa"])
    token = key(town, viewer)
    for refused in (
        read("register", None),
        read("register", token[:-1]),
        read(f"register?key={token}", None),
    ):
        assert refused.status == 401
        assert refused.headers["www-authenticate"] == "Bearer"
    assert ask("/api/v1/register", headers={"cookie": f"karta_session={token}"}).status == 401
    assert ask("/api/v1/register", headers={"authorization": f"Basic {token}"}).status == 401
    assert read("register", token).status == 200
    lines = {"authorization": f"Bearer {token}", "origin": f"http://{HOST}"}
    assert ask("/api/v1/register", {}, lines).status == 404
    assert read("people", token).status == 404
    assert read("gaps?from=fredag", token).status == 400
    assert read("gaps?from=2026-09-20&to=2026-09-14", token).status == 400
    assert read("gaps", key(town, viewer, ["shifts"])).status == 403
    later = replace(town, now=lambda: NOW + timedelta(days=31))
    with pytest.raises(NotFoundError):
        api_keys.reader(later, token, "register")
    api_keys.revoke(
        town, viewer, next(row.key.id for row in api_keys.listed(town, viewer) if "gaps" in row.key.scopes)
    )
    assert read("register", token).status == 401
    other = key(town, viewer)
    assert viewer.member_id is not None
    members.change_role(town, LOCAL, viewer.member_id, "organiser")
    assert read("register", other).status == 401
    members.change_role(town, LOCAL, viewer.member_id, "org_admin")
    members.end(town, LOCAL, viewer.member_id)
    assert read("register", other).status == 401


def test_a_key_of_this_machine_ends_where_people_sign_in(
    town: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one local person's key reads as long as nobody signs in; no more once a sign-in service is there."""
    token = key(town, LOCAL)
    assert read("register", token).status == 401
    monkeypatch.setattr(provider, "is_configured", lambda: False)
    assert read("register", token).status == 200


def test_only_the_hash_is_stored_and_goes_a_month_after_the_end(
    town: Workspace, whose: dict[str, Whose]
) -> None:
    """Nowhere in the database is the key; of one that ended its row goes with the chore of old sign-ins."""
    viewer = member(town, "org_admin", whose["Alfa"])
    token = key(town, viewer)
    files = [path for path in town.folder.rglob("*") if path.is_file()]
    assert not any(token.encode() in path.read_bytes() for path in files)
    api_keys.revoke(town, viewer, api_keys.listed(town, viewer)[0].key.id)
    kept = []
    for days in (29, 31):
        moved = create(town.folder, now=lambda days=days: NOW + timedelta(days=days))
        sign_in.forget_old(moved)
        with moved.store.reading() as reading:
            kept.append(reading.connection.exec_driver_sql("SELECT count(*) FROM api_key").scalar_one())
    assert kept == [1, 0]


def test_keys_are_for_oneself_and_of_one_s_own_organisation(town: Workspace, whose: dict[str, Whose]) -> None:
    """Beta's administrator neither sees nor revokes Alfa's key; the coordinator does; faults are sentences."""
    alfa, beta = (member(town, "org_admin", whose[name]) for name in ("Alfa", "Beta"))
    key(town, alfa)
    (row,) = api_keys.listed(town, alfa)
    assert row.member is not None
    assert row.member.function == "org_admin Alfa"
    assert api_keys.listed(town, beta) == []
    with pytest.raises(NotFoundError):
        api_keys.revoke(town, beta, row.key.id)
    assert [each.key for each in api_keys.listed(town, Viewer("samordnare", "coordinator"))] == [row.key]
    for name, scopes, days in (("  ", SCOPES, 30), ("tavlan", ["people"], 30), ("tavlan", SCOPES, 1000)):
        with pytest.raises(InputError):
            api_keys.make(town, alfa, name=name, scopes=scopes, days=days)
    with pytest.raises(NotAllowedError):
        key(town, Viewer("en länk", "org_admin", frozenset({whose["Alfa"].org})))


def test_questions_are_counted_by_address() -> None:
    """The limiter knows the addresses of the interface."""
    assert RATES["/api/"].a_second <= 1
