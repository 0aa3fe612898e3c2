"""The open side as everybody gets it: plain, small, in its languages, for programs, and on sites that were named."""

import gzip
import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from karta.errors import InputError, NotAllowedError
from karta.i18n import LIGHT_LANGUAGES
from karta.privacy import Viewer
from karta.services.access import light_languages
from karta.services.register import open_side
from karta.services.register.open_side import OpenSide
from karta.web import volunteer
from tests.web import open_town
from tests.web.client import Page, ask
from tests.web.open_town import LOCAL, OpenTown

HOME = "/light/ikvall"
FILES = (f"{HOME}.json", f"{HOME}.geojson")
MOST_BYTES = 60_000
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202egnal\u202c </title> \"'&"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenTown:
    """Give the town, served, its open side not open yet."""
    made = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.share("Klubben")
    made.share("Kommunen")
    return made


def test_it_is_off_until_the_municipality_says_so(town: OpenTown) -> None:
    """The page and both files are not there, and say so; opened they are, closed again they are not."""
    town.activity("Kommunen", "Gården", "Öppet hus")
    for path in (HOME, *FILES):
        answer = ask(path)
        assert answer.status == 404
        assert "Öppet hus" not in answer.html
    town.open_up()
    assert all(ask(path).status == 200 and "Öppet hus" in ask(path).html for path in (HOME, *FILES))
    _, versions = open_side.open_side(town.workspace)
    open_side.set_open_side(town.workspace, LOCAL, OpenSide(), versions=versions)
    assert [ask(path).status for path in (HOME, *FILES)] == [404] * 3


def test_the_page_says_what_when_where_and_for_whom(town: OpenTown) -> None:
    """Title, hours, whose, place with its number, ages and what it costs; nothing of leaders."""
    town.open_up(contact="fritid, 08-123 45")
    town.activity(
        "Klubben", "Gården", "Pingis", public_yes="shown", age_from=10, age_to=15, free=True, drop_in=True,
        languages="ar;sv", leaders=321.0,
    )  # fmt: skip
    words = " ".join(Page(ask(HOME).html).text.split())
    for part in (
        "Klockan är 18:00", "Västra Pingis 17:00\u201320:00 · Öppet nu Öppet hus · Klubben 1 Gården",
        "10\u201315 år · Gratis · Utan anmälan · Språk: العربية, Svenska", "Frågor? Kontakta fritid, 08-123 45.",
    ):  # fmt: skip
        assert part in words
    assert "321" not in words
    assert not any(word in ask(path).html for path in FILES for word in ("leaders", "321.0"))


def test_filters_are_links_that_add_and_take_back(town: OpenTown) -> None:
    """Choosing free and then ten years keeps both; a chosen one takes itself back; what is no word of ours is none."""
    town.open_up()
    town.activity("Kommunen", "Gården", "Gratis", free=True)
    town.activity("Kommunen", "Gården", "Kostar", free=False)
    free = ask(f"{HOME}?gratis=1").html
    assert "<h3><bdi>Gratis</bdi></h3>" in free
    assert "Kostar" not in free
    assert f'href="{HOME}?alder=10&amp;gratis=1"' in free
    assert f'href="{HOME}" class="chosen"' in free
    assert "form" not in {tag for tag, _ in Page(free).tags}
    for query in ("alder=11", "alder=x", "gratis=ja", "nagot=1", "alder=" + "9" * 5_000):
        assert "Kostar" in ask(f"{HOME}?{query}").html
    none = ask(f"{HOME}?sprak=so").html
    assert "Inget passar just det valet." in none


def test_girls_and_adapted_lead_to_whom_to_ask_with_or_without_a_yes(town: OpenTown) -> None:
    """The same bytes whether an activity for girls waits for its yes or is not there; after the yes it is listed."""
    town.open_up(contact="fritid@exempel.se")
    query = f"{HOME}?tjejer=1"
    before = ask(query).body
    assert "Det kan finnas fler. Kontakta oss: <bdi>fritid@exempel.se</bdi>." in before.decode()
    row = town.activity("Klubben", "Gården", "Tjejkväll", public_yes="shown", girls=True)
    assert ask(query).body == before
    with town.workspace.store.act("test", "show_activity") as act:
        act.update("activity", row, None, {"public_yes": "shown;girls"})
    assert "Tjejkväll" in ask(query).html


def test_a_draft_is_published_when_these_texts_have_been_reviewed(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somali is not there before; reviewed it is, with who and when; changed since, it is a draft again."""
    town.open_up()
    assert "lang=sv_latt" in ask(HOME).html
    assert "lang=so" not in ask(HOME).html
    assert '<html lang="sv">' in ask(f"{HOME}?lang=so").html
    version = light_languages.reviews(town.workspace)["so"].version
    light_languages.set_reviewer(town.workspace, LOCAL, "so", "tolkförmedlingen", version=version)
    page = ask(f"{HOME}?lang=so").html
    assert "Caawa furan" in page
    assert "tolkförmedlingen, 2026-09-16" in page
    monkeypatch.setattr(light_languages, "own_words", lambda _: {"open.title": "Wax kale"})
    assert '<html lang="sv">' in ask(f"{HOME}?lang=so").html


def test_every_language_says_it_all(town: OpenTown) -> None:
    """No key is left in brackets; Arabic stands from the right."""
    town.open_up(contact="fritid")
    town.activity("Kommunen", "Gården", "Pingis", languages="swl;ti", membership=True, age_to=12)
    town.opens("Skolan")
    for code in light_languages.DRAFTS:
        version = light_languages.reviews(town.workspace)[code].version
        light_languages.set_reviewer(town.workspace, LOCAL, code, "tolk", version=version)
    for code in LIGHT_LANGUAGES:
        page = ask(f"{HOME}?lang={code}&anpassat=1").html + ask(f"{HOME}?lang={code}").html
        assert "[open." not in page
        assert ('dir="rtl"' in page) == (code == "ar")


def test_what_is_typed_is_text_on_the_page_and_in_the_files(town: OpenTown) -> None:
    """A hostile title, club, place and contact are shown as typed; there is no script, no style but the page's own."""
    town.open_up(contact=HOSTILE[:60])
    with town.workspace.store.act("test", "set") as act:
        act.update("organisation", town.orgs["Klubben"], None, {"name": HOSTILE})
        act.update(
            "place", town.places["Gården"], None, {"name": HOSTILE, "address": HOSTILE, "sharing": "public"}
        )
    town.activity("Klubben", "Gården", HOSTILE, public_yes="shown", accessibility=HOSTILE)
    answer = ask(HOME)
    page = Page(answer.html)
    assert page.text.count(HOSTILE) == 7
    assert {"script", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    assert not any("style" in marks or any(name.startswith("on") for name in marks) for _, marks in page.tags)
    assert "set-cookie" not in answer.headers
    assert not re.search(r"(?:href|src)=\"(?:\w+:)?//", answer.html)
    (service,) = json.loads(ask(FILES[0]).body)["contents"]
    assert (service["name"], service["organization"]["name"]) == (HOSTILE, HOSTILE)


def test_a_full_evening_is_small(town: OpenTown) -> None:
    """Two hundred activities at once weigh at most 60 kB as they are sent; there is nothing beside to fetch."""
    town.open_up()
    for number in range(200):
        town.activity("Kommunen", "Gården", f"Verksamhet nummer {number}", free=True, age_from=number % 15)
    answer = ask(HOME)
    assert answer.html.count("<h3>") == 200
    assert len(gzip.compress(answer.body)) <= MOST_BYTES
    assert not re.search(r"<(link|img|script|iframe)", answer.html)


def test_the_list_comes_before_the_map(town: OpenTown) -> None:
    """The map stands last, as a drawing without any address, with the number that each place has in the list."""
    town.open_up()
    town.activity("Kommunen", "Gården", "A")
    town.activity("Kommunen", "Hallen", "B")
    html = ask(HOME).html
    assert html.index("<svg") > html.rindex("</ul>\n<h2>Karta")
    drawn = html[html.index("<svg") : html.index("</svg>")]
    assert re.findall(r">(\d)</text>", drawn) == ["1", "2"]
    (south, north) = (float(y) for y in re.findall(r"cy=\"([\d.]+)\"", drawn))
    assert north < south
    assert "http" not in drawn


def test_services_after_hsds(town: OpenTown) -> None:
    """A page of services: whose, where, tonight's hours with their offset, ages, price; ids that are no row's own."""
    town.open_up()
    row = town.activity(
        "Klubben",
        "Gården",
        "Pingis",
        public_yes="shown",
        age_from=10,
        free=True,
        drop_in=True,
        languages="so",
    )
    answer = ask(FILES[0])
    assert answer.headers["content-type"] == "application/json"
    listing = json.loads(answer.body)
    (service,) = listing.pop("contents")
    assert listing == {
        "total_items": 1, "total_pages": 1, "page_number": 1, "size": 1, "first_page": True, "last_page": True,
        "empty": False,
    }  # fmt: skip
    assert (service["name"], service["status"], service["minimum_age"]) == ("Pingis", "active", 10)
    assert "maximum_age" not in service
    assert service["organization"]["name"] == "Klubben"
    assert [each["code"] for each in service["languages"]] == ["so"]
    assert service["cost_options"][0]["amount"] == 0
    (where,) = service["service_at_locations"]
    location, (hours,) = where["location"], where["schedules"]
    assert (location["location_type"], location["name"]) == ("physical", "Gården")
    assert (location["latitude"], location["longitude"]) == pytest.approx((59.0, 15.0), abs=1e-4)
    assert (hours["dtstart"], hours["opens_at"], hours["closes_at"]) == (
        "2026-09-16",
        "17:00+02:00",
        "20:00+02:00",
    )
    for key in (service["id"], location["id"], hours["id"], where["id"], service["organization"]["id"]):
        assert UUID(key).version == 5
    own_ids = (row, town.orgs["Klubben"], town.places["Gården"])
    assert not any(own in answer.html or own in ask(HOME).html for own in own_ids)


def test_features_after_geojson(town: OpenTown) -> None:
    """A point for each, longitude first; none for a place of which nobody has said where it lies."""
    town.open_up()
    town.activity("Kommunen", "Gården", "A")
    town.activity("Kommunen", "Hallen", "B")
    with town.workspace.store.act("test", "set") as act:
        act.update("place", town.places["Hallen"], None, {"geometry": None})
    answer = ask(FILES[1])
    assert answer.headers["content-type"] == "application/geo+json"
    by_name = {each["properties"]["name"]: each for each in json.loads(answer.body)["features"]}
    assert by_name["A"]["geometry"]["coordinates"] == pytest.approx([15.0, 59.0], abs=1e-4)
    assert by_name["A"]["properties"]["start"] == "2026-09-16T17:00:00+02:00"
    assert by_name["B"]["geometry"] is None


def test_it_stands_in_pages_of_sites_that_were_named_and_in_no_other(town: OpenTown) -> None:
    """By default in none; named, in these alone, and no other light page with it."""
    town.open_up()
    headers = ask(HOME).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    town.open_up(sites=("https://www.kommunen.exempel", " https://Skola.Exempel:8443/ "))
    headers = ask(HOME).headers
    policy = headers["content-security-policy"]
    assert policy.endswith("frame-ancestors https://www.kommunen.exempel https://skola.exempel:8443")
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in headers
    for other in (*FILES, "/light/med/nobody", "/p/nobody"):
        assert ask(other).headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "site", [
        "http://www.kommunen.exempel", "*", "https://*.exempel", "https://a.exempel/sida", "https://a.exempel;script-src",
        "javascript:alert(1)", "https://a@b.exempel", "https://a.exempel\nx: y", "https://", "'self'", "https://å.exempel",
    ]
)  # fmt: skip
def test_what_is_no_site_is_refused(town: OpenTown, site: str) -> None:
    """Only encrypted origins, spelt out: what stands in a header is nothing that could say more."""
    with pytest.raises(InputError):
        town.open_up(sites=(site,))


def test_who_may_open_it(town: OpenTown) -> None:
    """An association's administrator and an administrator of the system may not; the municipality may."""
    own = frozenset({town.orgs["Klubben"]})
    for viewer in (
        Viewer("ordförande", "org_admin", own),
        Viewer("drift", "sysadmin"),
        Viewer("alla", "anonymous"),
    ):
        with pytest.raises(NotAllowedError):
            open_side.set_open_side(
                town.workspace, viewer, OpenSide(is_on=True), versions=open_side.open_side(town.workspace)[1]
            )
    open_side.set_open_side(
        town.workspace, Viewer("fritidschef", "municipality"), OpenSide(is_on=True),
        versions=open_side.open_side(town.workspace)[1],
    )  # fmt: skip
    assert ask(HOME).status == 200
