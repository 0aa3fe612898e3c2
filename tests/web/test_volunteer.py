"""The light pages of a personal link: few taps to a place on a shift, off it again, to a report, to what is new."""

from datetime import UTC, date, datetime

import pytest

from karta.services import mail
from karta.services.follow_up import shift_reports
from karta.services.rosters import sign_ups
from karta.services.workspace import Workspace
from karta.web import volunteer
from tests.services.rosters.conftest import (
    COORDINATOR,
    Person,
    Plan,
    cancel,
    later,
    occurrence_of,
    occurrences,
    sign,
)
from tests.web.client import Page, ask, press, push


def test_two_taps_from_the_link_to_a_place_on_the_shift(served: Workspace, plan: Plan, link: str) -> None:
    """The first time: *Jag kommer*, *Ja, jag är 18*; the next time one tap is enough."""
    plan(weekly=True)
    page = press(link, "Jag kommer")
    assert "Är du 18 år eller äldre?" in page.html
    assert occurrences(served)[0].adults == 0
    page = push(page, "Ja, jag är 18 eller äldre")
    assert "Tack! Du är anmäld." in page.html
    assert "1 vuxen – minst 2 behövs" in page.html
    assert occurrences(served)[0].adults == 1
    assert "Tack! Du är anmäld." in press(link, "Jag kommer").html
    assert occurrences(served)[1].adults == 1


def test_a_missing_role_is_asked_for_once(served: Workspace, plan: Plan, link: str, person: Person) -> None:
    """Three taps to lead the walk; the next one is not asked for what is taken, and sees what is missing."""
    plan(roles=("walk_leader",))
    page = push(press(link, "Jag kommer"), "Ja, jag är 18 eller äldre")
    page = push(page, "Jag leder vandringen")
    assert "Tack! Du är anmäld." in page.html
    assert "Din uppgift: vandringsledare" in page.html
    assert occurrences(served)[0].missing_roles == ()
    assert "Du är avanmäld." in press(link, "Jag kan inte komma").html
    assert "Behövs: vandringsledare" in ask(link).html
    assert "Tack! Du är anmäld." in push(press(link, "Jag kommer"), "Jag kommer utan uppgift").html
    assert occurrences(served)[0].missing_roles == ("walk_leader",)


def test_free_shifts_stand_under_what_they_need(
    served: Workspace, plan: Plan, link: str, person: Person
) -> None:
    """On Friday one is needed, on the Saturday before nobody: each has its heading, and the weeks shown are told."""
    for day, hours in ((date(2026, 9, 19), 1), (date(2026, 9, 26), 2)):
        plan(day=day, min_team=hours)
    sign(served, person(), occurrences(served)[0].occurrence_id)
    page = ask(link).html
    assert "Här visas de närmaste åtta veckorna." in page
    at = [page.index(words) for words in ("Behöver fler", "lör 26 sep", "Här finns plats kvar", "lör 19 sep")]
    assert at == sorted(at)
    assert "Fulla" not in page


def test_a_name_that_is_the_kind_is_said_once(served: Workspace, plan: Plan, link: str) -> None:
    """A shift with the police that is called so; what does not count is nothing to a volunteer, the number is."""
    plan(purpose="with_police", title="Tillsammans med Polisen")
    page = ask(link).html
    assert page.casefold().count("tillsammans med polisen") == 1
    assert "0 vuxna – minst 2 behövs" in page
    assert "räknas inte" not in page


def test_a_no_is_met_kindly_and_stored_nowhere(served: Workspace, plan: Plan, link: str) -> None:
    """Who is not 18 is refused with the reason, and the workspace is as it was."""
    plan()
    before = served.store.revision()
    page = push(press(link, "Jag kommer"), "Nej")
    assert page.status == 403
    assert "Man behöver ha fyllt 18 år" in page.html
    assert served.store.revision() == before


def test_a_full_shift_offers_the_waiting_list(
    served: Workspace, plan: Plan, link: str, person: Person
) -> None:
    """The list says that five have signed up; waiting is one more tap; a late press on *Jag kommer* says why, too."""
    plan()
    occurrence_id = occurrences(served)[0].occurrence_id
    stale = ask(link)
    for _ in range(5):
        sign_ups.sign_up(served, person(), occurrence_id, is_adult=True)
    page = push(stale, "Jag kommer", adult="yes")
    assert page.status == 409
    assert "Passet är fullt: 5 är anmälda." in page.html
    assert "Du står nu i kö." in push(page, "Ställ mig i kö").html
    assert "5 anmälda – fullt" in ask(link).html
    assert len(occurrence_of(served, occurrence_id).waiting) == 1


def test_signing_off_and_asking_for_a_stand_in(served: Workspace, plan: Plan, link: str) -> None:
    """One tap each; after the deadline the page says so and leaves the stand-in."""
    plan()
    press(link, "Jag kommer", adult="yes")
    assert "Nu syns det att du söker en ersättare." in press(link, "Jag söker en ersättare").html
    assert "Du är anmäld som vanligt." in press(link, "Jag kommer ändå").html
    assert "Du är avanmäld." in press(link, "Jag kan inte komma").html
    press(link, "Jag kommer", adult="yes")
    late = later(served, datetime(2026, 9, 18, 12, 0, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(late))
        page = ask(link)
        assert "Det är för sent att avanmäla sig här." in page.html
        assert "Jag kan inte komma" not in page.html
        assert Page(page.html).form("Jag söker en ersättare")


def test_the_report_is_one_form(
    served: Workspace, plan: Plan, link: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is filled in but for the class of youths met; sent, it is stored and asked for no more."""
    plan()
    press(link, "Jag kommer", adult="yes")
    sign_ups.sign_up(served, person(), occurrences(served)[0].occurrence_id, is_adult=True)
    after = later(served, datetime(2026, 9, 18, 21, 0, tzinfo=UTC))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(after))
    address = next(
        href
        for tag, attributes in Page(ask(link).html).tags
        if tag == "a" and "/rapport/" in (href := attributes["href"] or "")
    )
    form = Page(ask(address).html).form("Skicka")
    assert (form.fields["adults"], form.fields["start"], form.fields["end"]) == ("2", "21:00", "22:00")
    page = push(ask(address), "Skicka")
    assert page.status == 400
    assert "Välj ungefär hur många ungdomar ni mötte." in page.html
    assert "Rapporten är sparad" in push(ask(address), "Skicka", met="1-10").html
    assert served.store.frame("report")["met"].tolist() == ["1-10"]
    assert "Berätta hur det gick" not in ask(link).html


def test_a_team_says_that_it_is_out_and_home(
    served: Workspace, plan: Plan, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days before there is no button; at 20.52 one press, at 22.14 one more, and the report says 20:50 to 22:15."""
    plan()
    assert "Vi är ute" not in press(link, "Jag kommer", adult="yes").html

    def at(hour: int, minute: int) -> None:
        moment = datetime(2026, 9, 18, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(served.store, "_clock", lambda: moment)
        monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(later(served, moment)))

    at(18, 52)
    assert "Ute sedan <bdi>20:52</bdi>." in press(link, "Vi är ute").html
    before = served.store.revision()
    at(20, 14)
    page = press(link, "Vi är hemma")
    assert "Hemma <bdi>22:14</bdi>." in page.html
    # It is no part of the history.
    assert served.store.revision() == before
    report = f"{link}/rapport/{occurrences(served)[0].occurrence_id}"
    form = Page(ask(report).html).form("Skicka")
    assert (form.fields["start"], form.fields["end"]) == ("20:50", "22:15")


def test_a_walk_sheet_comes_to_who_goes(served: Workspace, plan: Plan, link: str) -> None:
    """The sheet of one's own shift is a PDF; of a shift that one is not on there is none."""
    plan()
    address = f"{link}/blad/{occurrences(served)[0].occurrence_id}"
    assert ask(address).status == 404
    assert "/blad/" not in ask(link).html
    page = press(link, "Jag kommer", adult="yes")
    assert f'href="{address}"' in page.html
    answer = ask(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body.startswith(b"%PDF")


def test_english_stays_english(served: Workspace, plan: Plan, link: str) -> None:
    """From an English page, every step is in English."""
    plan()
    page = press(f"{link}?lang=en", "I will come")
    assert "Are you 18 or older?" in page.html
    assert "Thank you! You have signed up." in push(page, "Yes, I am 18 or older").html
    assert "You have signed off." in press(f"{link}?lang=en", "I cannot come").html


def test_news_stands_first_until_it_is_read(served: Workspace, plan: Plan, link: str) -> None:
    """A cancelled shift is news with its notice and in the feed; one tap, and it is read; mail is asked for only
    where a server is named, and a wrong address is refused."""
    plan()
    press(link, "Jag kommer", adult="yes")
    assert "Din mejladress" not in ask(link).html
    cancel(served, occurrences(served)[0].occurrence_id, "<b>Halka</b>")
    page = ask(link).html
    assert (
        page.index("Nytt om dina pass")
        < page.index("Passet är inställt. &lt;b&gt;Halka&lt;/b&gt;")
        < page.index("Dina pass")
    )
    assert "Nytt om dina pass" not in press(link, "Jag har läst").html
    mail.set_server(
        served,
        COORDINATOR,
        mail.Server("mail.example.se", 587, "starttls", "karta@example.se"),
        versions=mail.read_server(served)[1],
    )
    assert push(ask(link), "Spara", address="anna").status == 400
    page = push(ask(link), "Spara", address="anna@example.se").html
    assert 'value="anna@example.se"' in page
    assert 'value="anna@example.se"' not in push(ask(link), "Spara", address=" ").html


def test_of_two_addresses_the_second_is_shown_both(served: Workspace, link: str) -> None:
    """The page open in two places: the second address is refused, stands in the form beside the stored one, and may
    then replace it."""
    mail.set_server(
        served, COORDINATOR, mail.Server("mail.example.se", 587, "starttls", "karta@example.se"),
        versions=mail.read_server(served)[1],
    )  # fmt: skip
    first, second = ask(link), ask(link)
    push(first, "Spara", address="anna@example.se")
    page = push(second, "Spara", address="a<b>@example.se")
    assert page.status == 400
    page = push(second, "Spara", address="anna@work.example")
    assert page.status == 409
    assert "Sparat nu: anna@example.se" in Page(page.html).text
    assert 'value="anna@work.example"' in page.html
    assert 'value="anna@work.example"' in push(page, "Spara").html


def test_of_two_reports_the_second_is_shown_both(
    served: Workspace, plan: Plan, link: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reported by another meanwhile: what is stored is shown, what was typed stays, and sending it again corrects."""
    plan()
    press(link, "Jag kommer", adult="yes")
    occurrence = occurrences(served)[0]
    after = later(served, datetime(2026, 9, 18, 21, 0, tzinfo=UTC))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(after))
    mine = ask(f"{link}/rapport/{occurrence.occurrence_id}")
    shift_reports.report(
        after, COORDINATOR, occurrence.occurrence_id, carried_out=True, adults=3, met="0", version=0
    )
    page = push(mine, "Skicka", outcome="carried_out", adults="2", met="1-10", start="21:15")
    assert page.status == 409
    assert "Sparat nu: Ja · 3 · 21:00–22:00 · Inga" in " ".join(Page(page.html).text.split())
    form = Page(page.html).form("Skicka")
    assert (form.fields["adults"], form.fields["start"]) == ("2", "21:15")
    assert "Rapporten är sparad" in push(page, "Skicka", outcome="carried_out", met="1-10").html
    assert served.store.frame("report")[["adults", "met"]].to_numpy().tolist() == [[2.0, "1-10"]]


def test_a_number_that_nobody_counts_to_is_no_number(
    served: Workspace, plan: Plan, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five thousand digits as the number of adults, or as the version of a report, are refused with a sentence."""
    plan()
    press(link, "Jag kommer", adult="yes")
    occurrence = occurrences(served)[0]
    after = later(served, datetime(2026, 9, 18, 21, 0, tzinfo=UTC))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(after))
    page = ask(f"{link}/rapport/{occurrence.occurrence_id}")
    assert push(page, "Skicka", outcome="carried_out", adults="9" * 5000, met="0").status == 400
    answered = push(page, "Skicka", outcome="carried_out", adults="2", met="0", version="9" * 5000)
    assert answered.status == 200
