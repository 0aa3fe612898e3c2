"""Pages as roles see them: the table of rights in words, the banner and its end, a first page, and no refusal."""

import pytest
from streamlit.testing.v1 import AppTest

from karta.i18n import LANGUAGES, catalogue
from karta.privacy import ROLES, policy
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, html


def seen(workspace: Workspace, role: str, name: str) -> AppTest:
    """Return a page as a role sees it, run once."""
    page = AppTest.from_function(
        _page, args=(str(workspace.folder), role, name, NOW.isoformat()), default_timeout=60
    )
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def test_the_table_says_in_words_what_a_role_may(workspace: Workspace) -> None:
    """Gaps for the police: in their own areas, and noted; settings stand among what they may not."""
    page = seen(workspace, "", "rights")
    page.selectbox(key="rights_role").select("police").run()
    said = html(page)
    assert "<td>Se luckor med plats och timme</td><td>◒ Egna områden, noteras</td>" in said
    assert "<td>Planera och ändra pass</td><td>◐ Egen organisation</td>" in said
    assert "<li>Ändra inställningar</li>" in said


def test_every_act_class_and_role_has_words() -> None:
    """What the policy names is told in both languages, so that a new act is not left out of the page."""
    wanted = {f"rights.acts.{act}" for act in policy().cells} | {f"access.roles.{role}" for role in ROLES}
    wanted |= {f"rights.classes.{name}" for name in policy().classes.values()}
    for language in LANGUAGES:
        assert wanted <= set(catalogue(language))


def test_looking_as_a_role_is_marked_and_ended_in_one_press(workspace: Workspace) -> None:
    """What is pressed on the page of rights makes the next run that of an evaluator; one press ends it."""
    page = seen(workspace, "evaluator", "statistics")
    assert "Så här ser Karta ut för utvärderare" in html(page)
    page.button(key="karta_seen_as_end").click().run()
    assert "Så här ser Karta ut" not in html(page)


@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        ("evaluator", "statistics", "Inget område hade beslutat behov"),
        ("evaluator", "register", "Torget"),
        ("field_worker", "now", "Ingen är känd just nu"),
        ("field_worker", "needs", "visas inte för din roll"),
        ("evaluator", "start", "Nattvandrare, kommun och polis fyller dem tillsammans"),
        ("police", "start", "vecka 38"),
    ],
)
def test_the_pages_of_a_role_hold_something(
    workspace: Workspace, square: str, role: str, name: str, expected: str
) -> None:
    """Each says something of its own, or why there is nothing and whom to ask; none refuses."""
    page = seen(workspace, role, name)
    said = html(page) + " ".join(str(frame.value) for frame in page.dataframe)
    assert expected in said
    assert "karta-p fault" not in said


def _page(home: str, role: str, name: str, now: str) -> None:
    """A page, looked at as a role by whoever sits at the machine: AppTest reads this function's source alone."""
    from datetime import datetime

    import streamlit as st

    from karta.services import homes
    from karta.services.access import viewers
    from karta.services.register import organisations
    from karta.services.workspace import create
    from karta.ui import looking_as
    from karta.ui.context import Context, show_faults
    from karta.ui.pages import start
    from karta.ui.pages.access import rights
    from karta.ui.pages.gaps import now as now_page
    from karta.ui.pages.gaps import statistics
    from karta.ui.pages.needs import page as needs_page
    from karta.ui.pages.register import page as register_page
    from karta.ui.session import Looking

    moment = datetime.fromisoformat(now)
    workspace = create(homes.home(home), now=lambda: moment)
    if "begun" not in st.session_state and role:
        st.session_state["begun"] = True
        organisations.add_organisation(workspace, viewers.local(), "Fältgruppen")
        org = workspace.store.frame("organisation")["id"].iloc[0]
        words = {"evaluator": "utvärderare", "field_worker": "fältarbetare", "police": "områdespolis"}
        looking_as.begin(role=role, function=words[role], org_id=None if role == "evaluator" else str(org))
    context = Context(workspace, looking_as.applied(workspace, Looking(viewers.local())).viewer)
    st.session_state["karta_pages"] = {}
    shows = {
        "rights": rights.show, "now": now_page.show, "statistics": statistics.show, "needs": needs_page.show,
        "register": register_page.show, "start": start.show,
    }  # fmt: skip
    looking_as.show(context)
    with show_faults(context, name):
        if context.viewer.behind is not None or name == "rights":
            shows[name](context)
