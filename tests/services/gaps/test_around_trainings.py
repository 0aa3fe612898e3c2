"""The half hours before and after each training: which they are, and what each lacks."""

from datetime import UTC, date, datetime

from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.gaps.around_trainings import around_trainings
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import create

TUESDAY = date(2026, 9, 15)
VIEWER = Viewer("samordnare", "local")


def test_each_training_has_a_time_before_and_after(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Two led trainings in a row, 17:20-18:40 and 18:40-20:00, within a need of two 15-22 outside trainings.

    By hand: 16:50-17:20 before and 20:00-20:30 after; between them is none. Both lack two. On Wednesday there is none.
    """
    made = create(tmp_path / "own", now=lambda: datetime(2026, 9, 14, 10, tzinfo=UTC))
    entries.add_place(made, VIEWER, name="Vallen", kind="sports_facility", lat=59.0, lon=15.0)
    place_id = str(register_places.places(made, VIEWER)["id"].iloc[0])
    entries.expect_source(made, VIEWER, org="Vandrarna", place_id=place_id)
    organisations.confirm_source(made, VIEWER, "Vandrarna", place_id, date(2026, 9, 30))
    rule_rows.decide_need(
        made, VIEWER, place_id=place_id, days="all", responsible="Kommunen", adults=2, start="15:00", end="22:00",
        outside_sessions=True,
    )  # fmt: skip
    with made.store.act(VIEWER.function, "add") as act:
        org = act.insert("organisation", [{"name": "Klubben", "admitted_on": TUESDAY}])[0]
        for start, end in (("17:20", "18:40"), ("18:40", "20:00")):
            times = {
                "byday": "TU",
                "start": start,
                "end": end,
                "valid_from": date(2026, 9, 1),
                "valid_to": date(2026, 10, 1),
            }
            series = act.insert("schedule", [times])[0]
            act.insert("activity", [{
                "schedule_id": series, "place_id": place_id, "organisation_id": org, "kind": "training", "leaders": 2.0,
            }])  # fmt: skip
    week = period.week(made, VIEWER, TUESDAY)
    place = period.place(VIEWER, week, place_id)
    found = around_trainings(VIEWER, week, place, TUESDAY)
    assert [(f"{one.start:%H:%M}", f"{one.end:%H:%M}", one.before, one.state, one.adults) for one in found] == [
        ("16:50", "17:20", True, "gap", 2), ("20:00", "20:30", False, "gap", 2),
    ]  # fmt: skip
    assert around_trainings(VIEWER, week, place, date(2026, 9, 16)) == []
