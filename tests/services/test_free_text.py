"""What people write: held back where it is about people, at a rate that is measured on invented sentences."""

import logging
import tomllib
from pathlib import Path

import pytest

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text
from karta.services.free_text import LONGEST, about_places, reason_to_hold_back
from karta.services.rosters import changes, shifts
from tests.services.typed_services import QUESTIONS, SERVICES
from tests.services.typed_town import COORDINATOR, Town

SENTENCES = Path(__file__).with_name("free_text_sentences.toml")
ACCUSATION = "Kevin säljer hasch bakom Zlatorog"
# The services that take words about a place, a shift or a request, and which of their values are such words.
FIELDS = {
    "needs/measures.py: add": ("need", "goal", "what", "programme", "responsible", "decided_by"),
    "needs/measures.py: note": ("result", "learned"),
    "needs/meetings.py: hold": ("about",),
    "needs/meetings.py: add_task": ("words", "responsible"),
    "needs/requests.py: ask_presence": ("why", "offered"),
    "needs/requests.py: raise_place": ("why",),
    "needs/requests.py: answer": ("reply",),
    "follow_up/month_requests.py: answer": ("reply",),
    "follow_up/month_requests.py: raise_place": ("why",),
    "follow_up/month_answers.py: note": ("words",),
    "needs/deciding.py: add_risk_evening": ("name",),
    "needs/deciding.py: decide_nothing": ("reason",),
    "needs/deciding.py: decide": ("reason",),
    "needs/rule_rows.py: decide_need": ("reason",),
    "register/agreements.py: note": ("how",),
    "rosters/cancelling.py: cancel": ("notice",),
    "rosters/cancelling.py: cancel_from": ("notice",),
    "rosters/series.py: set_days_off": ("notice",),
    "rosters/series.py: edit_from": ("title",),
    "rosters/changes.py: edit_occurrence": ("title",),
    "rosters/changes.py: edit_all": ("title", "meeting_point", "notes", "invite_to", "fetch"),
    "rosters/shifts.py: create_shift": ("title", "meeting_point", "notes", "invite_to", "fetch"),
    "rosters/young_leaders.py: pair": ("function",),
    "sheets/meeting_sheet.py: keep": ("name",),
    "sheets/walk_sheets.py: poster_pdf": ("words",),
}


@pytest.fixture(scope="module")
def sentences() -> dict[str, list[str]]:
    """Give the invented sentences by their label."""
    lists: dict[str, list[str]] = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return lists


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town that services are tried on."""
    return Town(tmp_path_factory.mktemp("words"))


@pytest.mark.parametrize("part", [slice(None), slice(1, None, 2)], ids=["all", "held-out"])
def test_most_harmful_and_few_harmless_sentences_are_held_back(
    sentences: dict[str, list[str]], part: slice
) -> None:
    """Of 150 harmful sentences at least 95 % are held back, of 150 harmless ones at most 5 %; so of the halves."""
    harmful, harmless = sentences["harmful"], sentences["harmless"]
    assert (len(set(harmful)), len(set(harmless))) == (150, 150)
    assert share_held_back(harmful[part]) >= 0.95
    assert share_held_back(harmless[part]) <= 0.05


def test_sentences_that_the_rules_have_never_met(sentences: dict[str, list[str]]) -> None:
    """Of 30 + 30 sentences written after the rules, 26 harmful and no harmless are held back: a help, no promise."""
    assert share_held_back(sentences["harmful_unseen"]) >= 26 / 30
    assert share_held_back(sentences["harmless_unseen"]) == 0


def share_held_back(texts: list[str]) -> float:
    """Return the share of texts that are held back."""
    return sum(reason_to_hold_back(text) is not None for text in texts) / len(texts)


@pytest.mark.parametrize(
    ("words", "code", "channels"),
    [
        ("Ring 070-174 06 05", "words_about_people", ()),
        ("0 8 0 3 1 4 - 9 8 3 0 har setts här", "words_about_people", ()),
        ("Lina född 2009 är alltid där", "words_about_people", ()),
        ("Omar kränger vapes på skolgården", "words_of_suspicion", ("112", "114 14", "polisen.se")),
        ("Alla problem kommer från HVB", "words_of_suspicion", ("112", "114 14", "polisen.se")),
        ("Flickan far illa hemma", "words_about_child", ("112", "socialt")),
        ("Eleven Lina i 8B skolkar", "words_about_child", ("112", "socialt")),
    ],
)
def test_what_is_held_back_names_the_right_channel(words: str, code: str, channels: tuple[str, ...]) -> None:
    """The sentence names whom to turn to, and quotes nothing of what was written."""
    with pytest.raises(InputError) as refused:
        about_places(words)
    assert refused.value.code == code
    assert not refused.value.facts
    assert all(channel in error_text(refused.value, "sv") for channel in channels)
    assert all(words not in error_text(refused.value, language) for language in LANGUAGES)


def test_two_hundred_characters_are_the_most() -> None:
    """200 characters are stored as typed, 201 are refused; so are 200 that end in a telephone number."""
    words = "lampa " * 33 + "ny"
    assert len(words) == LONGEST == 200
    assert about_places(words) == words
    with pytest.raises(InputError, match="words_too_long"):
        about_places(f"{words}a")
    with pytest.raises(InputError, match="words_about_people"):
        about_places(f"{words[:185]} 070-174 06 05"[-200:])


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in FIELDS for field in FIELDS[name]])
def test_what_is_held_back_is_in_no_table_file_or_log(
    town: Town,
    name: str,
    field: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every service refuses an accusation; no byte of the workspace, of a log or of the output holds a word of it."""
    caplog.set_level(logging.DEBUG)
    town.put_back()
    service = {**SERVICES, **QUESTIONS}[name]
    usual = service.usual(town)
    assert field in usual
    with pytest.raises(InputError) as refused:
        service.call(town, {**usual, field: ACCUSATION})
    assert refused.value.code == "words_of_suspicion"
    files = [path for path in town.workspace.folder.rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if b"Zlatorog" in path.read_bytes()] == []
    assert "Zlatorog" not in caplog.text + "".join(capfd.readouterr())


def test_words_that_were_stored_before_do_not_stop_a_change(town: Town) -> None:
    """A shift whose notes a file brought in can be given a new title; its notes stay, and new ones like them do not."""
    town.put_back()
    brought = "x" * 300
    with town.workspace.store.act("samordnare", "test") as act:
        act.update("shift", town.shift, None, {"notes": brought})
    edit(town, brought)
    assert "Ny runda" in town.texts()
    with pytest.raises(InputError, match="words_too_long"):
        edit(town, "y" * 300)


def edit(town: Town, notes: str) -> None:
    """Give the shift a new title together with notes, as the form sends both."""
    ahead = shifts.ahead(town.workspace, COORDINATOR).understaffed
    version = next(occurrence.version for occurrence in ahead if occurrence.shift_id == town.shift)
    changes.edit_all(town.workspace, COORDINATOR, town.shift, title="Ny runda", notes=notes, version=version)
