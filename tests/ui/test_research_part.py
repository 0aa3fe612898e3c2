"""The package for research on Blad, and an organisation's yes on its card of sharing."""

from datetime import date

from karta.privacy import Viewer
from karta.services.register import research_yes
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part
from tests.ui.test_rosters_page import town

__all__ = ["town"]


def test_a_package_is_made_when_asked_for(town: tuple[str, str], show_page: ShowPage) -> None:
    """Before the button there is nothing to fetch; a month that is not one is told beside the form."""
    assert town
    page = part(show_page("sheets"), "exports")
    assert not [each for each in page.get("download_button") if "paketet" in each.proto.label]
    button(page, "Gör paketet")
    assert [each for each in page.get("download_button") if "paketet" in each.proto.label]
    next(field for field in page.text_input if field.label.startswith("Första månad")).set_value("maj")
    button(page, "Gör paketet")
    assert not [each for each in page.get("download_button") if "paketet" in each.proto.label]


def test_the_yes_is_no_until_it_is_set(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """The box is empty by default; set, it holds the day from which shifts count."""
    page = part(show_page("register"), "organisations")
    page.selectbox("sharing_org").set_value(town[1]).run()
    (box,) = [each for each in page.checkbox if each.label == "Ja, våra pass får räknas"]
    assert box.value is False
    box.set_value(True)
    (form,) = [each for each in page.date_input if each.label == "Från och med"]
    form.set_value(date(2026, 5, 1))
    next(each for each in page.button if each.form_id.startswith("research_yes_")).click().run()
    assert not page.exception
    assert "Ert svar om forskning är sparat." in html(page)
    assert research_yes.research_from(workspace, viewer, town[1])[0] == date(2026, 5, 1)
