"""What people type, tried on every service that stores it: stored so that it can be read, or refused in a sentence."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from karta.errors import KartaError
from karta.i18n import LANGUAGES, error_text
from karta.model.typed_text import is_unreadable, is_visible, without_controls
from tests.services.typed_service import Service
from tests.services.typed_services import QUESTIONS, SERVICES
from tests.services.typed_town import Town

TEXTS = (
    "Anna \udc00", "a\0b\x1b[31m\uffff", "\u200b\u3164\u2800\u0301", "\u202egnal 👩🏽‍🚒 e\u0301", "x" * 100_000,
    "a" + "\u0301\u0316" * 50_000, "http://[::1",
)  # fmt: skip
HALVES = TEXTS[:1]
DAYS = (
    date.min,
    date(1, 1, 8),
    date(1999, 12, 31),
    date(2000, 1, 1),
    date(2100, 12, 31),
    date(2101, 1, 1),
    date.max,
)
NUMBERS = (float("nan"), float("inf"), float("-inf"), 1e308, -1e308, 10**400, 2**63, -1, 0, 0.5, 10_001)
ALL = {**SERVICES, **QUESTIONS}
LONGEST = 1_200
# Services whose rows the gaps are computed from.
COUNTED = {
    "importing/entries.py: add_shift",
    "needs/rule_rows.py: decide_need",
    "rosters/shifts.py: create_shift",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town."""
    return Town(tmp_path_factory.mktemp("typed"))


@pytest.mark.parametrize("name", ALL)
def test_every_service_goes_through_with_what_is_usual(town: Town, name: str) -> None:
    """The values that hostile ones take the place of make an act, so that each is refused for itself alone."""
    town.put_back()
    ALL[name].call(town, ALL[name].usual(town))


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_hostile_text_is_stored_readable_or_refused(town: Town, name: str) -> None:
    """Halves of characters, NUL, nothing to see, heaps of marks, 100 kB: a sentence, or a text that can be read."""
    tried(town, name, str, TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_day_at_the_end_of_the_calendar_is_refused(town: Town, name: str) -> None:
    """Days of the years 1 and 9999 raise a sentence; those of 2000 and 2100 are taken and can be computed."""
    tried(town, name, date, DAYS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_number_that_is_none_is_refused(town: Town, name: str) -> None:
    """NaN, infinity and what no column holds raise a sentence; nothing is stored that later cannot be computed."""
    tried(town, name, (int, float), NUMBERS)


@pytest.mark.parametrize(
    "name",
    ["Åsa Öberg", "محمد الأحمد", "Xaliimo Cabdi", "Łukasz Żółć", "Nguyễn Thị Ánh", "יעל", "李小龍", "Fältgruppen 😀",
     "👨‍👩‍👧‍👦",
     "🏴󠁧󠁢󠁳󠁣󠁴󠁿 O’Brien", "می‌خواهم", "क्षत्रिय", "Ann-Marie d'Arc"],
)  # fmt: skip
def test_names_that_people_have_go_through_unchanged(town: Town, name: str) -> None:
    """Swedish, Arabic, Somali, Polish, Vietnamese, Hebrew, Chinese, Persian, Hindi, emoji: stored as typed."""
    town.put_back()
    for service, field in (
        ("rosters/invitations.py: invite_all", "name"), ("importing/entries.py: add_place", "name"),
        ("register/organisations.py: add_organisation", "name"), ("rosters/shifts.py: create_shift", "title"),
    ):  # fmt: skip
        SERVICES[service].call(town, {**SERVICES[service].usual(town), field: name})
        assert name in town.texts()
        town.put_back()


def test_a_workspace_that_is_put_back_is_as_it_was(town: Town, tmp_path: Path) -> None:
    """The town is the same after an act and putting it back: no try hides behind another."""
    town.put_back()
    before = town.texts()
    service = SERVICES["register/organisations.py: add_organisation"]
    service.call(town, {"name": "Någon annan"})
    assert town.texts() != before
    town.put_back()
    assert town.texts() == before


def tried(town: Town, name: str, kind: Any, hostile: Sequence[Any]) -> None:
    """Try hostile values of a kind in each field of a service that holds one."""
    town.put_back()
    service = ALL[name]
    usual = service.usual(town)
    before = set(town.texts())
    for field in [field for field, value in usual.items() if isinstance(value, kind) and value is not True]:
        for value in HALVES if field.endswith("_id") else hostile:
            where = f"{field}={value!r:.40}"
            refusal = refused(town, service, {**usual, field: value})
            if refusal is not None:
                assert all(is_sentence(error_text(refusal, language)) for language in LANGUAGES), where
                continue
            assert [text for text in town.texts() if text not in before and not is_readable(text)] == [], (
                where
            )
            if kind is not str:
                town.compute(week=name in COUNTED)
            town.put_back()
            service.usual(town)


def refused(town: Town, service: Service, values: Mapping[str, Any]) -> KartaError | None:
    """Return why a service refuses values, None where it goes through."""
    try:
        service.call(town, values)
    except KartaError as error:
        return error
    return None


def is_sentence(text: str) -> bool:
    """Tell whether a sentence was there and can be shown."""
    return not text.startswith("[") and len(text.encode()) < LONGEST and without_controls(text) == text


def is_readable(text: str) -> bool:
    """Tell whether a stored text can be read: composed, no controls, no heaps, something to see, no story."""
    composed = unicodedata.normalize("NFC", text) == text
    fits = len(text) <= 4 * LONGEST and not is_unreadable(text) and without_controls(text) == text
    return composed and fits and (is_visible(text) or not text)
