"""Requests, both ways: asked, received, answered and dated; a cap that is kept; seen by those concerned alone."""

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import request_shifts, requests
from karta.services.register import places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace, create
from tests.services.needs.askers import (
    COORDINATOR,
    FRIDAY,
    HOURS,
    ask,
    church,
    municipality,
    police,
    states,
    version_of,
    version_of_cap,
    walkers,
)

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY = date(2026, 9, 16)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with one square and two organisations."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(made, COORDINATOR)["id"].iloc[0])
    for org in ("Vandrarna", "Kyrkan", "Polisen", "Kommunen"):
        entries.expect_source(made, COORDINATOR, org=org, place_id=place)
    made.store.close()
    return folder


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return str(places.places(workspace, COORDINATOR)["id"].iloc[0])


def test_a_request_is_sent_received_and_answered_with_dates(workspace: Workspace, square: str) -> None:
    """The police ask; the walkers read it and say no without a word; each step has its day and function."""
    request = ask(workspace, square, why="Många är ute efter matchen", offered="Jackor och fika")
    shown = requests.visible(workspace, walkers(workspace)).iloc[0]
    when = [shown[name] for name in ("place", "date", "start", "end")]
    assert when == ["Torget", FRIDAY, "20:00", "23:00"]
    assert (shown["adults"], shown["role"], shown["offered"]) == (2, "night_walker", "Jackor och fika")
    assert (shown["state"], shown["asked_on"], shown["asked_by"]) == ("sent", TODAY, "kommunpolis")
    assert shown["mine_to_answer"]
    requests.receive(workspace, walkers(workspace), request)
    assert states(workspace, police(workspace)) == ["received"]
    requests.answer(workspace, walkers(workspace), request, "no", version=version_of(workspace, request))
    told = requests.visible(workspace, police(workspace)).iloc[0]
    assert (told["state"], told["answer"], told["reply"], told["answered_on"]) == (
        "answered",
        "no",
        None,
        TODAY,
    )
    assert not told["mine_to_answer"]


def test_an_association_raises_a_place_and_is_answered(workspace: Workspace, square: str) -> None:
    """Adults missed, or a place to be left alone: the municipality answers in four ways and so receives it."""
    for kind, said in product(requests.RAISED, requests.ANSWERS):
        request = requests.raise_place(
            workspace, walkers(workspace), kind=kind, place_id=square, start="15:00", end="18:00", days="school",
            until=date(2026, 12, 18),
        )  # fmt: skip
        row = requests.visible(workspace, walkers(workspace)).set_index("id").loc[request]
        assert (row["kind"], row["from_org"], row["days"]) == (kind, "Vandrarna", "school")
        assert not row["mine_to_answer"]
        requests.answer(
            workspace,
            municipality(workspace),
            request,
            said,
            "Vi ses på torsdag",
            version=version_of(workspace, request),
        )
        row = requests.visible(workspace, walkers(workspace)).set_index("id").loc[request]
        assert (row["answer"], row["reply"], row["received_on"]) == (said, "Vi ses på torsdag", TODAY)


def test_a_cap_is_kept_and_an_answer_makes_room(workspace: Workspace, square: str) -> None:
    """With a cap of one the second request is refused with the number; after an answer, or undone, there is room."""
    requests.cap_requests(
        workspace, walkers(workspace), "Vandrarna", 1, version=version_of_cap(workspace, "Vandrarna")
    )
    first = ask(workspace, square)
    with pytest.raises(ConflictError) as refused:
        ask(workspace, square)
    assert (refused.value.code, refused.value.facts) == ("cap_reached", {"org": "Vandrarna", "cap": 1})
    caps = requests.caps(workspace, police(workspace)).set_index("org")
    assert (caps.loc["Vandrarna", "open"], caps.loc["Vandrarna", "cap"]) == (1, 1)
    requests.answer(workspace, walkers(workspace), first, "talk", version=version_of(workspace, first))
    second = ask(workspace, square)
    requests.withdraw(workspace, police(workspace), second, version=version_of(workspace, second))
    ask(workspace, square)
    requests.cap_requests(
        workspace, COORDINATOR, "Vandrarna", None, version=version_of_cap(workspace, "Vandrarna")
    )
    ask(workspace, square)
    assert sorted(states(workspace, COORDINATOR)) == ["answered", "sent", "sent", "withdrawn"]


def test_a_cap_of_none_at_all_is_a_no_to_every_question(workspace: Workspace, square: str) -> None:
    """An organisation that takes no requests is not asked."""
    cap = version_of_cap(workspace, "Vandrarna")
    requests.cap_requests(workspace, walkers(workspace), "Vandrarna", 0, version=cap)
    with pytest.raises(ConflictError):
        ask(workspace, square)


def test_requests_are_seen_by_those_concerned(workspace: Workspace, square: str) -> None:
    """The walkers, the police and the coordinator see it; the church, the municipality and the public do not."""
    ask(workspace, square)
    for viewer in (walkers(workspace), police(workspace), COORDINATOR, Viewer("samordnare", "coordinator")):
        assert len(requests.visible(workspace, viewer)) == 1, viewer
    for viewer in (church(workspace), municipality(workspace)):
        assert requests.visible(workspace, viewer).empty
    with pytest.raises(NotAllowedError):
        requests.visible(workspace, Viewer("alla", "anonymous"))


def test_nobody_answers_or_caps_for_somebody_else(workspace: Workspace, square: str) -> None:
    """The church may neither answer nor withdraw nor cap what is the walkers'; walkers ask no one for presence."""
    request = ask(workspace, square)
    refused = (
        lambda: requests.answer(
            workspace, church(workspace), request, "yes", version=version_of(workspace, request)
        ),
        lambda: requests.receive(workspace, police(workspace), request),
        lambda: requests.withdraw(
            workspace, church(workspace), request, version=version_of(workspace, request)
        ),
        lambda: requests.cap_requests(
            workspace, church(workspace), "Vandrarna", 1, version=version_of_cap(workspace, "Vandrarna")
        ),
        lambda: ask(workspace, square, walkers(workspace)),
        lambda: ask(workspace, square, police(workspace), from_org="Kyrkan"),
        lambda: requests.raise_place(workspace, police(workspace), kind="missed", place_id=square, **HOURS),
    )
    for act in refused:
        with pytest.raises(NotAllowedError):
            act()
    assert states(workspace, COORDINATOR) == ["sent"]


NO_REQUEST: tuple[tuple[dict[str, Any], str], ...] = (
    ({"adults": 0}, "adults_not_whole"),
    ({"role": "hjälte"}, "value_not_allowed"),
    ({"kind": "missed"}, "value_not_allowed"),
    ({"day": None}, "weekday_missing"),
    ({"end": "20:00"}, "shift_without_length"),
    ({"place_id": "nope"}, "place_missing"),
    ({"to_org": "Okända"}, "no_such_organisation"),
    ({"why": "x" * 201}, "words_too_long"),
    ({"why": "Ring 070-123 45 67"}, "words_about_people"),
    ({"offered": "fråga kim@example.org"}, "words_about_people"),
    ({"why": "900101-2384 brukar vara där"}, "words_about_people"),
)


def test_what_makes_no_request_is_refused(workspace: Workspace, square: str) -> None:
    """A fault is named by its code and nothing is stored."""
    for more, code in NO_REQUEST:
        values = {"place_id": square, "to_org": "Vandrarna", **HOURS, **more}
        with pytest.raises(KartaError) as refused:
            requests.ask_presence(workspace, police(workspace), **values)
        assert refused.value.code == code, more
    assert requests.visible(workspace, COORDINATOR).empty


def test_words_with_hours_and_sums_pass(workspace: Workspace, square: str) -> None:
    """Clock times, years and small numbers are no telephone numbers."""
    request = ask(workspace, square, why="Kl 20-23 den 18/9 2026, 2 vuxna vid 3 grindar")
    assert (
        requests.visible(workspace, walkers(workspace))
        .set_index("id")
        .loc[request, "why"]
        .startswith("Kl 20-23")
    )


def test_another_answer_or_a_withdrawn_request_is_refused(workspace: Workspace, square: str) -> None:
    """Maybe is no answer, and what was withdrawn is not answered."""
    request = ask(workspace, square)
    with pytest.raises(InputError):
        requests.answer(
            workspace, walkers(workspace), request, "maybe", version=version_of(workspace, request)
        )
    requests.withdraw(workspace, police(workspace), request, version=version_of(workspace, request))
    with pytest.raises(NotFoundError):
        requests.answer(workspace, walkers(workspace), request, "yes", version=version_of(workspace, request))


def test_every_act_can_be_undone(workspace: Workspace, square: str) -> None:
    """Undoing the answer and then the request leaves nothing; the acts tell no words of the request."""
    request = ask(workspace, square, why="Hemliga ord")
    requests.answer(workspace, walkers(workspace), request, "yes", version=version_of(workspace, request))
    acts = history.acts(workspace, COORDINATOR)
    assert list(acts["verb"][:2]) == ["answer_request", "ask_presence"]
    assert not acts["note"].str.contains("Hemliga").any()
    history.undo(workspace, COORDINATOR, str(acts["id"].iloc[0]))
    assert states(workspace, COORDINATOR) == ["sent"]
    history.undo(workspace, COORDINATOR, str(acts["id"].iloc[1]))
    assert requests.visible(workspace, COORDINATOR).empty


def test_a_yes_becomes_a_shift_once(workspace: Workspace, square: str) -> None:
    """Before the yes there is none to make; after it the walkers' shift of Friday for 2 to 5 stands, and not twice."""
    request = ask(workspace, square)
    with pytest.raises(InputError):
        request_shifts.shift_from(workspace, walkers(workspace), request)
    requests.answer(workspace, walkers(workspace), request, "yes", version=version_of(workspace, request))
    request_shifts.shift_from(workspace, walkers(workspace), request)
    (occurrence,) = shifts.ahead(workspace, walkers(workspace)).understaffed
    assert (occurrence.place, occurrence.day, occurrence.min_team, occurrence.max_team) == (
        "Torget",
        FRIDAY,
        2,
        5,
    )
    assert [party.organisation for party in occurrence.parties] == ["Vandrarna"]
    with pytest.raises(InputError):
        request_shifts.shift_from(workspace, walkers(workspace), request)
    history.undo(workspace, COORDINATOR, str(history.acts(workspace, COORDINATOR)["id"].iloc[0]))
    assert not requests.visible(workspace, walkers(workspace))["has_shift"].any()
    assert shifts.ahead(workspace, walkers(workspace)).understaffed == []


def test_a_shift_of_a_request_needs_as_many_as_were_asked_for(workspace: Workspace, square: str) -> None:
    """Seven were asked for: with fewer it is among those that need more, and a place is there for each."""
    request = ask(workspace, square, adults=7)
    requests.answer(workspace, walkers(workspace), request, "yes", version=version_of(workspace, request))
    request_shifts.shift_from(workspace, walkers(workspace), request)
    (occurrence,) = shifts.ahead(workspace, walkers(workspace)).understaffed
    assert (occurrence.min_team, occurrence.max_team) == (7, 7)


REPEATED: tuple[tuple[dict[str, Any], list[str]], ...] = (
    # Fridays and Saturdays to 3 October: one series each.
    ({"days": "FR;SA"}, ["18", "19", "25", "26", "02", "03"]),
    # Fridays with school: the one of an inset day is left out.
    ({"days": "FR;school"}, ["18", "02"]),
    # From one to three at night on Friday's service day is Saturday on the wall.
    ({"days": "FR", "start": "01:00", "end": "03:00"}, ["19", "26", "03"]),
    # A risk evening is one shift, not a week after week.
    ({"days": "risk_evening"}, ["25"]),
)


@pytest.mark.parametrize(("asked", "days"), REPEATED)
def test_a_yes_to_days_that_come_again_becomes_shifts_on_them(
    workspace: Workspace, square: str, asked: dict[str, Any], days: list[str]
) -> None:
    """Each day asked for has its shift until the last one, no other has; it is one act with one way back."""
    rows = [("term", date(2026, 8, 17), date(2026, 12, 18)), ("inset_day", date(2026, 9, 25), None)]
    with workspace.store.act("test", "calendar") as act:
        act.insert("calendar_row", [{"kind": kind, "date": day, "date_to": last} for kind, day, last in rows])
        act.insert("calendar_row", [{"kind": "risk_evening", "date": date(2026, 9, 25)}])
    request = ask(workspace, square, **{"day": None, "until": date(2026, 10, 3), **asked})
    requests.answer(workspace, walkers(workspace), request, "yes", version=version_of(workspace, request))
    request_shifts.shift_from(workspace, walkers(workspace), request)
    occurrences = shifts.ahead(workspace, walkers(workspace), 40).understaffed
    assert [f"{occurrence.day:%d}" for occurrence in occurrences] == days
    history.undo(workspace, COORDINATOR, str(history.acts(workspace, COORDINATOR)["id"].iloc[0]))
    assert shifts.ahead(workspace, walkers(workspace), 40).understaffed == []


def test_otherwise_and_talk_first_lead_on(workspace: Workspace, square: str) -> None:
    """Such an answer is unsettled: the walkers can still say yes, the police can still withdraw; a no is settled."""
    request = ask(workspace, square)
    for said in ("talk", "otherwise"):
        requests.answer(workspace, walkers(workspace), request, said, version=version_of(workspace, request))
        (mine,), (asked,) = (
            requests.visible(workspace, viewer).to_dict("records")
            for viewer in (walkers(workspace), police(workspace))
        )
        assert (mine["unsettled"], mine["mine_to_answer"]) == (True, True)
        assert (asked["mine_to_answer"], asked["mine_to_withdraw"]) == (False, True)
    requests.answer(workspace, walkers(workspace), request, "no", version=version_of(workspace, request))
    assert (
        not requests.visible(workspace, police(workspace))[["unsettled", "mine_to_withdraw"]].to_numpy().any()
    )
