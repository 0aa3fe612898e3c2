"""Text, days and numbers that people type: cleaned or refused, and what is legitimate is left as it is."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text
from karta.model import day_bounds, typed_numbers, typed_text
from karta.model.walltime import parse_time
from karta.model.web_address import host_of, is_page
from tests.reports.names import HOSTILE

SIGNS = st.text(
    st.characters() | st.characters(categories=["Cs", "Cc", "Cf", "Mn"]) | st.sampled_from("åé😀\u200b")
)


@given(SIGNS)
def test_any_text_is_cleaned_or_refused(typed: str) -> None:
    """Whatever is typed comes out storable, composed, on one line and stable, or raises a sentence to be shown."""
    try:
        plain = typed_text.clean(typed, 40)
    except InputError as error:
        for language in LANGUAGES:
            error_text(error, language).encode()
        return
    plain.encode()
    assert plain == " ".join(plain.split()) == unicodedata.normalize("NFC", plain)
    assert len(plain) <= 40
    assert not plain or typed_text.is_visible(plain)
    assert typed_text.clean(plain, 40) == plain


@given(SIGNS)
def test_any_text_can_be_quoted(text: str) -> None:
    """A quoted text can be sent and printed, and is short, whatever it quotes."""
    quoted = typed_text.quoted(text * 20)
    quoted.encode()
    assert len(quoted) <= 301
    assert typed_text.without_controls(quoted) == quoted


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Torget \t vid\r\nån ", "Torget vid ån"),
        ("A\u030asa e\u0301", "Åsa é"),
        ("a\0b\x1b\x85\uffff", "ab"),
        ("e\0\u0301", "é"),
        ("\u200b\u200d\u2060", ""),
        ("\u3164 \u2800\u115f", ""),
        ("\u0301\u0302", ""),
        ("\ufeffmärke", "\ufeffmärke"),
        ("\u202eomvänd\u202c", "\u202eomvänd\u202c"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("x" * 400, "x" * 400),
    ],
)
def test_what_a_typed_text_becomes(typed: str, expected: str) -> None:
    """One line, composed, without controls; what shows nothing is blank; marks of direction and emoji stay."""
    assert typed_text.clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Anna \udc00", "text_unreadable"),
        ("\ud83d\ude00", "text_unreadable"),
        ("a" + "\u0301" * 9, "text_unreadable"),
        ("a" + "\u0301\u0316" * 50_000, "words_too_long"),
        ("x" * 401, "words_too_long"),
        (" " * 100_000, "words_too_long"),
    ],
)
def test_what_cannot_be_read_is_refused(typed: str, code: str) -> None:
    """Halves of characters, heaps of marks and stories are refused, the limit in the sentence."""
    with pytest.raises(InputError) as refused:
        typed_text.clean(typed)
    assert refused.value.code == code


def test_names_that_try_to_be_something_else_are_kept_as_typed() -> None:
    """Markup, templates, formulas and marks of direction are words; but for NUL and line breaks they stay."""
    plain = [name for name in HOSTILE if "\0" not in name and name.split() == name.split(" ")]
    assert len(plain) == len(HOSTILE) - 3
    assert [typed_text.name(name) for name in plain] == plain


def test_days_and_numbers_have_ends() -> None:
    """The years 2000 to 2100, whole adults, points around Sweden, ports of few digits: what lies outside is refused."""
    assert day_bounds.checked(None) is None
    assert day_bounds.checked(date(2100, 12, 31)) == date(2100, 12, 31)
    assert [typed_numbers.digits(text, 191) for text in ("191", "192", "٣", "²", "-1", "9" * 5_000)] == [
        191, None, None, None, None, None,
    ]  # fmt: skip
    nan = float("nan")
    for act in (
        lambda: day_bounds.checked(date(1999, 12, 31)),
        lambda: day_bounds.checked(date.max),
        lambda: typed_numbers.number(nan, 0, 1),
        lambda: typed_numbers.whole(1.5, 0, 5),
        lambda: typed_numbers.adults(10**400),
        lambda: typed_numbers.adults(nan),
        lambda: typed_numbers.position(nan, 15),
        lambda: typed_numbers.position(59, 1e308),
        lambda: parse_time("٢١:٠٠"),
    ):
        with pytest.raises(InputError):
            act()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.se/kom?x=1", True),
        ("http://[::1]:8501/", True),
        ("http://[::1", False),
        ("http://a\u2100b", False),
        ("http://a:b", False),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("https://a.se/ b", False),
    ],
)
def test_the_address_of_a_page(text: str, expected: bool) -> None:
    """An address has http or https and a host; a bracket that is not closed is no address, and no error."""
    assert is_page(text) == expected
    host_of(text)
