"""Erased is erased: nothing of a person is left in any file or answer, and no hour changes."""

from pathlib import Path

from tests.privacy import erasure


def test_sixty_erased_people_leave_nothing_and_change_no_hour(tmp_path: Path) -> None:
    """Names, phones and addresses: 0 of 180 canaries, before and after all acts are undone; 60 adults still went."""
    outcome = erasure.run(tmp_path, 60)
    # Who was renamed has three new marks: the old ones were gone at once, and so was what the file was called.
    assert outcome.canaries == 180
    assert outcome.hits == {}
    assert outcome.hours_after == outcome.hours_before
    # 30 lines of one adult each on the first Friday, and 60 who signed up; 60 on the next.
    assert outcome.hours_before["2026-08-28 planned adults"] == 90.0
    assert outcome.hours_before["2026-09-04 planned adults"] == 60.0
    assert outcome.undone > 0
