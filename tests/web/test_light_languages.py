"""The light pages in five languages: all is said in each, and a draft is shown to nobody before it was reviewed."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.i18n import LIGHT_LANGUAGES, catalogue, own_words
from karta.privacy import Viewer
from karta.services.access import light_languages
from karta.services.rosters import poster_contact
from karta.services.workspace import Workspace
from tests.house.test_catalogue import asked_keys, template_keys
from tests.services.rosters.conftest import COORDINATOR, Plan
from tests.web.client import Page, ask

DRAFTS = ("ar", "so")
FACT = re.compile(r"\{(\w+)\}")
# What answers a personal link or the open page, and so what can be refused there.
ROOMS = (
    "services/rosters/availability.py", "services/rosters/joining.py",
    "services/rosters/notice_mail.py", "services/rosters/own_data.py",
    "services/rosters/refusals.py", "services/rosters/sign_ups.py", "services/follow_up/shift_reports.py",
    "services/free_text.py", "model/typed_text.py", "web/open_tonight.py", "web/posts.py",
)  # fmt: skip
TEMPLATES = (
    "address", "age", "document", "erase", "erased", "forms", "free_times", "home",
    "link_unknown", "no_invitation", "open_off", "open_tonight", "own_data",
    "poster_page", "refused", "report", "role", "shift_cards",
)  # fmt: skip
# Of organisers, not of those who hold a link.
NOT_THERE = {"errors.wish_missing", "errors.not_own"}
ARABIC = re.compile("[\u0600-\u06ff]")


def needed() -> set[str]:
    """Return what a light page can say: its templates' keys, days, and the sentences of what is refused there."""
    root = Path("karta")
    swedish = set(catalogue("sv"))
    keys = {key for key in swedish if key.startswith(("web.", "time.", "open."))}
    for name in TEMPLATES:
        source = (root / "web" / "templates" / f"{name}.html").read_text(encoding="utf-8")
        keys |= {key for _, key in template_keys(source) if key in swedish}
    for room in ROOMS:
        tree = ast.parse((root / room).read_text(encoding="utf-8"))
        keys |= {key for _, key in asked_keys(tree) if key.startswith("errors.") and key in swedish}
    codes = (
        "link_unknown",
        "occurrence_unknown",
        "no_invitation",
        "open_side_off",
        "words_about_people",
        "words_about_child",
    )
    return (keys | {f"errors.{code}" for code in codes} | {"join.ask_name", "join.ask_reach"}) - NOT_THERE


@pytest.mark.parametrize("language", DRAFTS)
def test_a_draft_says_all_that_a_light_page_can_say(language: str) -> None:
    """Each sentence of a light page stands in the draft's own files; none is there that no page asks for."""
    assert needed() - set(own_words(language)) == set()
    assert set(own_words(language)) <= set(catalogue("sv"))
    assert not [key for key, words in own_words(language).items() if not words.strip()]


@pytest.mark.parametrize("language", LIGHT_LANGUAGES)
def test_every_language_fills_in_the_same_facts(language: str) -> None:
    """A sentence takes the same `{facts}` in every language, and as many points between its bars."""
    swedish = catalogue("sv")
    for key, words in own_words(language).items():
        assert set(FACT.findall(words)) == set(FACT.findall(swedish[key])), key
    bars = {code: catalogue(code)["sheets.poster_points"].count("|") for code in LIGHT_LANGUAGES}
    assert set(bars.values()) == {3}


def test_easy_swedish_is_easier() -> None:
    """No sentence that a light page can say has more than nine words in it."""
    easy = catalogue("sv_latt")
    long = {
        key: sentence
        for key in needed() - {"web.host_foreign"}
        for sentence in re.split(r"(?<=[.!?:;])\s+|\|", easy[key])
        if len(sentence.split()) > 9
    }
    assert long == {}


def test_a_draft_is_shown_once_somebody_has_reviewed_it(served: Workspace, link: str, plan: Plan) -> None:
    """Asked for before, it is Swedish and leads to no Arabic; after, Arabic from the right; taken back, not."""
    plan()
    before = ask(f"{link}?lang=ar")
    assert Page(before.html).tags[0] == ("html", {"lang": "sv"})
    assert "lang=ar" not in before.html
    assert "lang=sv_latt" in before.html
    setting = light_languages.reviews(served)["ar"]
    nobody = Viewer("ledare", "organiser", frozenset({"x"}))
    with pytest.raises(NotAllowedError):
        light_languages.set_reviewer(served, nobody, "ar", "ledare", version=setting.version)
    light_languages.set_reviewer(served, COORDINATOR, "ar", " tolkförmedlingen ", version=setting.version)
    page = ask(f"{link}?lang=ar")
    assert Page(page.html).tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert "tolkförmedlingen" in page.html
    # Every way on stays in the language; nothing of another one stands between.
    assert all("lang=ar" in form.action for form in Page(page.html).forms)
    words = re.sub(
        r"<style>.*?</style>|<bdi>.*?</bdi>|<a [^>]*hreflang.*?</a>|<[^>]*>", " ", page.html, flags=re.S
    )
    assert set(re.findall(r"[A-Za-zåäöÅÄÖ]{3,}", words)) <= {"Karta", "PDF"}
    assert ARABIC.search(words)
    assert "lang=so" not in page.html
    stored = light_languages.reviews(served)["ar"]
    light_languages.set_reviewer(served, COORDINATOR, "ar", "", version=stored.version)
    assert ask(f"{link}?lang=ar").html == before.html


def test_the_texts_to_review_stand_beside_the_swedish() -> None:
    """A reviewer gets a table: key, Swedish, draft; each sentence of the draft once."""
    rows = list(csv.reader(io.StringIO(light_languages.to_review("so").decode("utf-8-sig")), delimiter=";"))
    assert rows[0][1:] == ["Svenska", "Soomaali"]
    assert ["web.come", "Jag kommer", "Waan imanayaa"] in rows
    assert len(rows) == 1 + len(own_words("so"))


def test_the_open_page_speaks_them_too(served: Workspace, org: str) -> None:
    """Easy Swedish and English at once, Somali once reviewed; a language that there is not is Swedish."""
    version = poster_contact.way_setting(served, org).version
    poster_contact.set_way(served, COORDINATOR, org, "kom@exempel.se", version=version)
    path = poster_contact.path(org)
    assert "Alla vuxna kan vara med." in ask(f"{path}?lang=sv_latt").html
    assert '<html lang="sv">' in ask(f"{path}?lang=so").html
    version = light_languages.reviews(served)["so"].version
    light_languages.set_reviewer(served, COORDINATOR, "so", "tolkförmedlingen", version=version)
    assert "Na soo raac!" in ask(f"{path}?lang=so").html
    assert "Na soo raac!" not in ask(f"{path}?lang=xx").html
