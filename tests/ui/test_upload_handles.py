"""A file that was handed in is with the server alone, and goes from there when nobody needs it any more."""

import pytest
from streamlit.testing.v1 import AppTest

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text
from karta.ui.pages.register.draft import Draft
from karta.ui.uploads import Upload
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import ROSTER, button, finish, upload


def handle(page: AppTest) -> Upload:
    """Return the handle of the file that is being read in."""
    draft = page.session_state["load_draft"]
    assert isinstance(draft, Draft)
    return draft.upload


def is_gone(file: Upload) -> bool:
    """Tell whether the server has forgotten a file."""
    return not file.server.get_files(file.session_id, [file.file_id])


@pytest.mark.parametrize("label", ["Spara 3 rader", "Lägg undan filen"])
def test_a_file_goes_when_it_is_stored_or_put_away(show_page: ShowPage, square: str, label: str) -> None:
    """It is with the server until then, and afterwards neither there nor in the session."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    file = handle(page)
    assert (file.content().decode(), file.size) == (ROSTER, len(ROSTER.encode()))
    button(page, label)
    assert is_gone(file)
    assert "load_draft" not in page.session_state


def test_a_file_goes_when_another_one_takes_its_place(show_page: ShowPage, square: str) -> None:
    """Only the file that is being read in is there."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    first = handle(page)
    upload(page, "annat.csv", ROSTER)
    assert is_gone(first)
    assert handle(page).name == "annat.csv"
    assert not is_gone(handle(page))


def test_a_file_that_is_gone_can_be_chosen_once_more(show_page: ShowPage, square: str) -> None:
    """What cannot be read any more because the server has let go of it says so, beside the box for files."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    draft = page.session_state["load_draft"]
    draft.upload.drop()
    with pytest.raises(InputError, match="upload_gone") as caught:
        draft.upload.content()
    assert all("schema.csv" in error_text(caught.value, language) for language in LANGUAGES)
    assert "--karta-refused: 'Filen togs inte emot." in html(page)


def test_several_files_are_read_one_at_a_time(show_page: ShowPage, square: str) -> None:
    """Each waits until the one before it is put away or stored, and is gone from the server once it is."""
    page = part(show_page("register"), "load")
    files = [(name, ROSTER.encode(), "text/csv") for name in ("ett.csv", "tva.csv", "tre.csv")]
    page.file_uploader[0].set_value(files).run()
    finish(page)
    assert handle(page).name == "ett.csv"
    assert "2 filer väntar på sin tur: tva.csv, tre.csv" in html(page)
    waiting = page.session_state["load_queue"][1]
    button(page, "Lägg undan filen")
    assert handle(page).name == "tva.csv"
    assert "1 fil väntar på sin tur: tre.csv" in html(page)
    button(page, "Lägg undan filen")
    assert handle(page).name == "tre.csv"
    button(page, "Spara 3 rader")
    assert is_gone(waiting)
    assert "load_draft" not in page.session_state
