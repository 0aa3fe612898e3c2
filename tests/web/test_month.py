"""The page of an association's month: its own lines, a yes in a tap, changes, requests, past shifts, and no names."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from karta.services.follow_up import month_answers, month_reports
from karta.services.needs import requests
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    MONTH,
    line_at,
    lines,
    org_id,
    place_id,
    walkers,
)
from tests.web.client import Answer, Page, ask, press, push
from tests.web.month_page import buttons, link, prepared, served

__all__ = ["link", "prepared", "served"]


def words(answer: Answer) -> str:
    """Return the words of a page, with single spaces."""
    assert answer.status == 200, answer.html
    return " ".join(Page(answer.html).text.split())


def submit(page: Answer, path: str, **fields: str) -> Answer:
    """Fill in the form of a page that is sent to a path, send it, and follow where it leads."""
    form = next(form for form in Page(page.html).forms if form.action.endswith(path))
    answer = ask(form.action, {**form.fields, **fields})
    return ask(answer.headers["location"]) if answer.status == 303 else answer


def test_the_page_shows_one_s_own_lines_and_no_names(served: Workspace, link: str) -> None:
    """Fridays and Saturdays, hours, places and numbers; where no line is; not the church, and not Anna."""
    page = ask(link)
    text = words(page)
    for part in (
        "Nattvandrarna", "september 2026", "fredagar 21:00–23:00 Torget · 4 vuxna",
        "lördagar 21:00–23:00 Parken · 2 vuxna", "tis 22 sep 18:00–20:00 Torget · 2 vuxna",
        "Inga pass inlagda här: Hamnen",
        "Ett ja gäller från i dag till och med lör 31 okt.",
    ):  # fmt: skip
        assert part in text, part
    for name in ("Anna", "Svensson", "070-123", "Kyrkan"):
        assert name not in page.html
    assert len(page.html.encode()) < 30_000


def test_a_yes_is_one_tap_and_the_question_is_not_asked_again(served: Workspace, link: str) -> None:
    """Pressing it answers; the page says so with its day, and has no such button any more."""
    text = words(press(link, "Ja, schemat stämmer"))
    assert "Tack! Svaret är sparat." in text
    assert "Ni svarade ja ons 16 sep. Det gäller till och med lör 31 okt." in text
    assert month_answers.answer(served, walkers(served), org_id(served), MONTH) is not None
    assert "Ja, schemat stämmer" not in [form.button for form in Page(ask(link).html).forms]


def test_a_yes_to_what_has_changed_is_shown_anew(served: Workspace, link: str) -> None:
    """When a line was changed while the page lay open, the yes is refused with a way back."""
    stale = ask(link)
    with served.store.act("samordnare", "test") as act:
        act.update("shift_party", line_at(served, "Torget").party_id, None, {"adults": 1.0})
    answer = push(stale, "Ja, schemat stämmer")
    assert answer.status == 409
    assert month_answers.answer(served, walkers(served), org_id(served), MONTH) is None


def test_three_taps_change_a_line(served: Workspace, link: str) -> None:
    """Change, a number, and yes; another day is cancelled; a line ends."""
    line = line_at(served, "Torget")
    page = ask(f"{link}/rad/{line.party_id}")
    assert f"/rad/{line.party_id}" in ask(link).html
    assert "Tack" not in words(page)
    text = words(push(page, "2"))
    assert "Ändringen är sparad. Stämmer resten?" in text
    assert "fredagar 21:00–23:00 Torget · 2 vuxna" in text
    line = line_at(served, "Torget")
    assert "Inte fre 25 sep" in words(push(ask(f"{link}/rad/{line.party_id}"), "fre 25 sep"))
    line = line_at(served, "Torget")
    text = words(push(ask(f"{link}/rad/{line.party_id}"), "Upphör från och med ons 16 sep"))
    assert "fredagar" not in text
    line = line_at(served, "Torget", "18:00")
    assert "Inte tis 22 sep" in words(push(ask(f"{link}/rad/{line.party_id}"), "tis 22 sep"))
    assert "Tack! Svaret är sparat." in words(press(link, "Ja, schemat stämmer"))


def test_what_a_yes_confirms_is_shown(served: Workspace) -> None:
    """By October's link, opened in September, the yes holds from today: September's shift on a Tuesday is shown."""
    link = f"/manad/{month_town.link(served, '2026-10')}"
    text = words(ask(link))
    assert "tis 22 sep 18:00–20:00 Torget · 2 vuxna" in text
    assert "Ett ja gäller från i dag till och med mån 30 nov." in text
    page = ask(f"{link}/rad/{line_at(served, 'Torget').party_id}")
    assert "Upphör från och med tor 1 okt" in words(page)


def test_a_change_after_the_yes_asks_for_no_other(served: Workspace, link: str) -> None:
    """The yes stands when a day is taken out, and the page promises no button that it does not have.

    What was noted takes its place out of the yes; settled by the coordinator, the page asks again, once.
    """
    press(link, "Ja, schemat stämmer")
    line = line_at(served, "Torget")
    changed = push(ask(f"{link}/rad/{line.party_id}"), "fre 25 sep")
    assert "Ändringen är sparad." in words(changed)
    assert "Svara ja" not in words(changed)
    square = place_id(served, "Torget")
    month_answers.note(served, walkers(served), org_id(served), square, "Fel hörn")
    assert buttons(ask(link)).count("Ja, schemat stämmer") == 0
    (note,) = month_answers.notes(served, COORDINATOR)
    month_answers.settle(served, COORDINATOR, note.note_id, version=note.version)
    assert "Det finns mer att svara på sedan ert ja." in words(ask(link))
    press(link, "Ja, schemat stämmer")
    assert buttons(ask(link)).count("Ja, schemat stämmer") == 0


def test_a_paused_line_says_so(served: Workspace, link: str) -> None:
    """All of its Fridays are off: it says up to when, offers no number, and a stale one is refused with a sentence."""
    line = line_at(served, "Torget")
    stale = ask(f"{link}/rad/{line.party_id}")
    with served.store.act("samordnare", "test") as act:
        act.update("schedule", line.series_id, None, {"exdates": ";".join(map(str, line.days))})
    assert "fredagar 21:00–23:00 Torget · 4 vuxna Uppehåll till och med fre 30 okt" in words(ask(link))
    page = ask(f"{link}/rad/{line.party_id}")
    assert "Så många vuxna blir vi" not in words(page)
    fields = next(form.fields for form in Page(stale.html).forms if form.button == "2")
    version = line_at(served, "Torget").version
    answer = ask(f"{link}/rad/{line.party_id}", {**fields, "version": version})
    assert (answer.status, "Passet är inställt i hela den tid" in answer.html) == (409, True)
    with served.store.act("samordnare", "test") as act:
        every = [FRIDAY + timedelta(days=7 * week) for week in range(11)]
        rule = {"exdates": ";".join(map(str, every[1:10])), "valid_from": FRIDAY}
        act.update("schedule", line.series_id, None, rule)
    text = words(ask(f"/manad/{month_town.link(served, '2026-10')}"))
    assert "Inte 9 av gångerna, nästa gång fre 18 sep" in text


def test_an_opened_line_says_who_is_there_already(served: Workspace, link: str) -> None:
    """Four are there and more sign up; where four are wanted, only those who sign up are the number."""
    with served.store.act("samordnare", "test") as act:
        for place, adults_are in (("Torget", "present"), ("Parken", "wanted")):
            values = {"sign_up": True, "adults_are": adults_are, "min_team": 2, "max_team": 5}
            act.update("shift", line_at(served, place).shift_id, None, values)
    text = words(ask(link))
    assert "fredagar 21:00–23:00 Torget · 4 vuxna, fler anmäler sig" in text
    assert "lördagar 21:00–23:00 Parken · folk anmäler sig" in text


def test_a_message_goes_to_the_coordinator(served: Workspace, link: str) -> None:
    """The place of the line is filled in; words about people are refused with what was typed."""
    square = place_id(served, "Torget")
    page = ask(f"{link}/annat?{urlencode({'plats': square})}")
    refused = submit(page, "/annat", place=square, words="Ring Anna 070-123 45 67")
    assert refused.status == 400
    assert "Ni skrev: Ring Anna 070-123 45 67" in " ".join(Page(refused.html).text.split())
    assert "Samordnaren läser det." in words(submit(page, "/annat", place=square, words="Vi går vid kajen"))
    assert [note.words for note in month_answers.notes(served, COORDINATOR)] == ["Vi går vid kajen"]


def test_requests_are_answered_in_a_tap(served: Workspace, link: str) -> None:
    """A question for a meeting is shown with its hours; yes is one tap, and it is not asked again."""
    requests.ask_presence(
        served, COORDINATOR, place_id=place_id(served, "Parken"), to_org="Nattvandrarna", start="18:00", end="19:00",
        day=FRIDAY, kind="meeting", why="Om hösten",
    )  # fmt: skip
    requests.ask_presence(
        served, COORDINATOR, place_id=place_id(served, "Hamnen"), to_org="Kyrkan", start="18:00", end="19:00",
        day=FRIDAY,
    )  # fmt: skip
    text = words(ask(link))
    assert "Kan ni ses på ett möte? fre 18 sep 18:00–19:00. Parken Om hösten" in text
    assert "Kan ni vara här?" not in text
    page = submit(ask(link), "/onskemal", answer="yes", reply="Gärna")
    assert "Tack! Svaret är skickat." in words(page)
    row = requests.visible(served, COORDINATOR).set_index("kind").loc["meeting"]
    assert (row["answer"], row["reply"], row["answered_by"]) == (
        "yes",
        "Gärna",
        "Nattvandrarna, månadens länk",
    )
    assert "Kan ni ses" not in words(ask(link))


def test_past_shifts_are_told_of(served: Workspace, link: str) -> None:
    """One was off, to one came fewer, the other six went as planned: a tap each, two for a number."""
    assert "Alla 8 blev av som planerat" in words(ask(link))
    assert "Det är sparat." in words(press(link, "Blev inte av"))
    fewer = next(
        attributes["href"]
        for tag, attributes in Page(ask(link).html).tags
        if tag == "a" and "/farre/" in (attributes["href"] or "")
    )
    assert "Det är sparat." in words(push(ask(fewer or ""), "3"))
    assert "Det är sparat." in words(press(link, "Alla 6 blev av som planerat"))
    outcomes = served.store.frame("report")
    assert list(outcomes["outcome"]) == ["no_show", *["carried_out"] * 7]
    assert list(outcomes["adults"])[1] == 3
    assert month_reports.to_report(served, walkers(served), org_id(served)) == []
    assert "Hur gick det?" not in words(ask(link))


def test_a_place_is_raised_and_its_answer_stands_on_the_page(served: Workspace, link: str) -> None:
    """Adults are missed at the park on Fridays; the coordinator's answer is read by the same link."""
    page = submit(
        ask(f"{link}/lyft"), "/lyft", place=place_id(served, "Parken"), days="FR", why="Tomt efter matchen"
    )
    assert "Ni får svar här." in words(page)
    assert "Parken, fre 20:00–23:00: väntar på svar" in words(page)
    row = requests.visible(served, COORDINATOR).iloc[0]
    assert (row["kind"], row["from_org"], row["days"], row["why"]) == (
        "missed", "Nattvandrarna", "FR", "Tomt efter matchen",
    )  # fmt: skip
    requests.answer(served, COORDINATOR, row["id"], "yes", "Vi ses där", version=int(row["version"]))
    assert "Parken, fre 20:00–23:00: Ja Vi ses där" in words(ask(link))


def test_a_match_is_told_of_and_taken_back(served: Workspace, link: str) -> None:
    """It is listed with its day, and goes at a tap; a day without digits is a sentence."""
    page = submit(
        ask(f"{link}/match"), "/match", place=place_id(served, "Torget"), day="2026-09-19", kind="cup"
    )
    assert "den dagen är en riskkväll där" in words(page)
    assert "lör 19 sep Torget · cup" in words(ask(f"{link}/match"))
    assert "Borttaget." in words(press(f"{link}/match", "Ta bort"))
    for day in ("", "19/9", "2026-13-01"):
        assert submit(ask(f"{link}/match"), "/match", place=place_id(served, "Torget"), day=day).status == 400


def test_a_weekly_line_says_when_it_is_not_held_or_ends(served: Workspace, link: str) -> None:
    """A line that ends in a week says so; one of every other week names its dates, not its weekday."""
    with served.store.act("samordnare", "test") as act:
        act.update("schedule", line_at(served, "Parken").series_id, None, {"valid_to": month_town.SATURDAY})
        rule = {"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "byday": None, "valid_from": None, "date": FRIDAY}
        act.update("schedule", line_at(served, "Torget").series_id, None, rule)
    text = words(ask(link))
    assert "fre 18 sep, fre 2 okt, fre 16 okt, fre 30 okt 21:00–23:00 Torget" in text
    assert "fredagar" not in text
    assert len(lines(served)) == 3


@pytest.mark.parametrize("path", ["", "/annat", "/lyft", "/match", "/omradet", "/rad/{party}"])
def test_every_page_is_plain_html_in_both_languages(served: Workspace, link: str, path: str) -> None:
    """No script, no style attribute, no handler, nothing from elsewhere, no name, and no key without words."""
    path = path.replace("{party}", line_at(served, "Torget").party_id)
    for language in ("sv", "en"):
        answer = ask(f"{link}{path}?lang={language}")
        page = Page(answer.html)
        assert answer.status == 200
        assert ("html", {"lang": language}) in page.tags
        assert "script" not in {tag for tag, _ in page.tags}
        assert not any("style" in attributes for _, attributes in page.tags)
        assert "//" not in answer.html.split("</style>")[1]
        assert "[months" not in answer.html
        assert "Anna" not in answer.html
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
