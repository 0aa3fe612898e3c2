"""Who is told whose: redacted lines, and rows that cannot be computed, cell by cell."""

from dataclasses import replace

from karta.model.tables import PassedOver
from karta.privacy import Viewer, is_own, redact
from tests.coverage.town import line, need, town

MUNICIPALITY = Viewer("trygghet", "municipality", frozenset({"kommunen"}))
COORDINATOR = Viewer("samordnare", "coordinator")


def test_a_hidden_line_is_not_trained_and_has_nobody() -> None:
    """What is only the organisation's own says to others neither whose it is nor that somebody is trained."""
    lines = [line("R1", sharing="own", trained=True), line("R2", sharing="public", trained=True)]
    shown = redact(town(needs=[need()], lines=lines), MUNICIPALITY).presences.set_index("presence_id")
    assert shown["trained"].tolist() == [False, True]
    assert shown["org"].tolist() == ["", "Org A"]


def test_whose_a_row_is_that_cannot_be_computed() -> None:
    """A source is told to whom may know who is awaited, a shift to whom it is shared with; one's own always."""
    rows = (
        PassedOver("source", "1", "dates_reversed", org="Org A", owner_id="A", sharing="own"),
        PassedOver("shift", "2", "dates_reversed", org="Org A", owner_id="A", sharing="own"),
        PassedOver("shift", "3", "dates_reversed", org="Org A", owner_id="A", sharing="public"),
        PassedOver("source", "4", "dates_reversed", org="Org A", owner_id="A", sharing="public"),
    )
    tables = replace(town(), passed_over=rows)
    own = Viewer("organisatör", "organiser", frozenset({"A"}))
    stranger = Viewer("organisatör", "organiser", frozenset({"B"}))
    assert [row.org for row in redact(tables, own).passed_over] == ["Org A"] * 4
    assert [row.org for row in redact(tables, stranger).passed_over] == ["", "", "Org A", ""]
    assert redact(tables, COORDINATOR).passed_over[0].org == "Org A"


def test_nobody_owns_what_has_no_name() -> None:
    """Without an organisation on either side nothing is one's own."""
    assert is_own(COORDINATOR, "Org A") is False
    assert is_own(MUNICIPALITY, "") is False
    assert is_own(MUNICIPALITY, None) is False
    assert is_own(MUNICIPALITY, "kommunen") is True
