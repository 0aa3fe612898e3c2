"""What a roster line is for, as people write it: in a column of its own, or with the word for its role."""

from pathlib import Path

import pytest

from tests.sources.rosters import codes, first, taken

HEAD = "plats;datum;start;slut;förening;antal;"


@pytest.mark.parametrize(
    ("columns", "cells", "kind", "purpose"),
    [
        ("roll", "föräldravandring", "night_walker", "parent_walk"),
        ("roll", "nattvandrare", "night_walker", "walk"),
        ("roll", "skolvärd", "school_host", "school"),
        ("roll", "fältgruppen", "field_social_worker", "outreach"),
        ("roll;syfte", "nattvandrare;bjuda in", "night_walker", "invite"),
        ("roll;slag av pass", "föräldrar;Tillsammans med polisen", "night_walker", "with_police"),
        ("slag", "Föräldravandring", "other", "parent_walk"),
        ("roll;syfte", "föräldravandring;", "night_walker", "parent_walk"),
    ],
)
def test_a_line_has_the_kind_that_people_write(
    tmp_path: Path, columns: str, cells: str, kind: str, purpose: str
) -> None:
    """The column goes before the role's word; without either a line is a walk."""
    row = first(taken(tmp_path, f"{HEAD}{columns}\nTorget;2026-03-06;20:00;22:00;Klubben;2;{cells}\n"))
    assert (row["kind"], row["purpose"]) == (kind, purpose)


@pytest.mark.parametrize("word", ["kontroll", "Inspektion", "utredning", "control"])
def test_control_is_no_purpose(tmp_path: Path, word: str) -> None:
    """Nobody is there to control, inspect or investigate: the row waits, with a sentence, and the next one stands."""
    rows = (
        f"Torget;2026-03-06;20:00;22:00;Klubben;2;{word}\nTorget;2026-03-07;20:00;22:00;Klubben;2;relation\n"
    )
    found = taken(tmp_path, f"{HEAD}syfte\n{rows}")
    assert codes(found) == [(2, "syfte", "purpose_refused", "error")]
    assert [str(row.purpose) for row in found.rows.itertuples()] == ["relation"]
