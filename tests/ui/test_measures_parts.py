"""Uppföljning: measures, meetings and handovers are written, followed up and finished on the page."""

from datetime import date

from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.needs import measures, meetings
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, ShowPage, _page, html
from tests.ui.test_start_page import links


def follow_up(workspace: Workspace, part: str) -> AppTest:
    """Return a part of the page."""
    arguments = (str(workspace.folder), "follow_up", NOW.isoformat())
    page = AppTest.from_function(_page, args=arguments, default_timeout=60)
    page.query_params["del"] = part
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def press(page: AppTest, key: str) -> AppTest:
    """Press a button by the beginning of its key."""
    next(button for button in page.button if button.key == key).click()
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def write(page: AppTest, **typed: str) -> None:
    """Type into fields by the beginning of their keys."""
    for name, words in typed.items():
        field = next(each for each in [*page.text_area, *page.text_input] if each.key.startswith(f"{name}_"))
        field.set_value(words)


def test_a_measure_is_written_and_followed_up(workspace: Workspace, viewer: Viewer, square: str) -> None:
    """A fault leaves what was typed; what is stored is in the table, escaped, and its result is noted below it."""
    page = follow_up(workspace, "measures")
    write(page, need="Ingen vid torget", goal="Vuxna på fredagar", responsible="Kommunen", decided_by="Rådet")
    press(page, "measure_store")
    assert "Skriv vad som behövs, målet och vad ni gör." in html(page)
    write(page, what="Två vuxna & <b>")
    press(page, "measure_store")
    (row,) = measures.listed(workspace, viewer).to_dict("records")
    assert (row["need"], row["what"], row["decided_on"]) == (
        "Ingen vid torget",
        "Två vuxna & <b>",
        date(2026, 9, 16),
    )
    shown = html(page)
    assert "Två vuxna &amp; &lt;b&gt;" in shown
    assert "[measures." not in shown
    write(page, result="9 av 12 fredagar")
    press(page, "measure_note")
    assert measures.listed(workspace, viewer)["result"].tolist() == ["9 av 12 fredagar"]
    assert "9 av 12 fredagar" in html(page)


def test_a_meeting_leaves_tasks_that_are_finished(workspace: Workspace, viewer: Viewer, square: str) -> None:
    """A meeting is noted with its functions, what somebody promised is waited for, and gone once it is done."""
    page = follow_up(workspace, "meetings")
    write(page, about="Hösten", parties="Polisen\nSkolan")
    press(page, "meeting_hold")
    assert "Polisen, Skolan" in html(page)
    write(page, words="Laga lampan", responsible="Tekniska")
    next(each for each in page.date_input if each.key.startswith("due_")).set_value(date(2026, 9, 20))
    press(page, "task_add")
    assert meetings.undone(workspace, viewer)["words"].tolist() == ["Laga lampan"]
    assert "Överlämning" in str(page.get("button_group")[0].proto)
    given = html(follow_up(workspace, "handover"))
    assert "Laga lampan" in given
    press(page, "task_finish")
    assert meetings.undone(workspace, viewer).empty
    assert "Inget ligger och väntar." in html(page)


def test_what_is_to_be_looked_at_again_stands_first(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, square: str
) -> None:
    """A measure whose day has come is named above the list, with its function and the day; Start leads to it."""
    measures.add(
        workspace, viewer, need="Ljus", goal="Lampor", what="Laga lamporna", aims=["health"], responsible="Tekniska",
        decided_by="Rådet", decided_on=date(2026, 9, 1), look_again=date(2026, 9, 15),
    )  # fmt: skip
    shown = html(follow_up(workspace, "measures"))
    assert links(show_page("start"))["1 åtgärd att titta på igen"] == "del=measures"
    assert shown.index("Dags att titta igen") < shown.index("Beslutade åtgärder")
    assert "Laga lamporna: Tekniska, " in shown
