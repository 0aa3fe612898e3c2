"""Opening hours as people write them become weekly hours, or stay text and are told."""

import pytest

from karta.sources.opening_hours import fault_of, weekly


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("24/7", [("all", "06:00", "06:00")]),
        ("Mo-Fr 08:00-18:00", [("MO;TU;WE;TH;FR", "08:00", "18:00")]),
        ("Fr,Sa 22:00-03:00", [("FR;SA", "22:00", "03:00")]),
        # Before six in the morning it is still the day before.
        ("Mo 05:00-09:00", [("SU", "05:00", "09:00")]),
        ("Mo 10:00-12:00,13:00-15:00", [("MO", "10:00", "12:00"), ("MO", "13:00", "15:00")]),
        ("Su,PH 12:00-17:00", [("SU;not_holiday", "12:00", "17:00"), ("holiday", "12:00", "17:00")]),
        ("off", []),
        # What the next day has of its own does not cut a night short.
        ("Fr 10:00-02:00; Sa 12:00-20:00", [("FR", "10:00", "02:00"), ("SA", "12:00", "20:00")]),
        ("Fr 10:00-02:00; Sa off", [("FR", "10:00", "02:00")]),
        ("Fr 10:00-02:00, Sa 12:00-02:00", [("FR", "10:00", "02:00"), ("SA", "12:00", "02:00")]),
        ("Fr 22:00-26:00; Sa 10:00-12:00", [("SA", "10:00", "12:00"), ("FR", "22:00", "02:00")]),
        ("Su 18:00-03:00; Mo 10:00-12:00", [("MO", "10:00", "12:00"), ("SU", "18:00", "03:00")]),
        (
            "10:00-02:00; Su off; PH 12:00-01:00",
            [
                ("MO;TU;WE;TH;FR;SA;not_holiday", "10:00", "02:00"),
                ("holiday", "12:00", "01:00"),
            ],
        ),
        # The later rule takes the place of the earlier one on its days; one after a comma adds to it.
        ("Mo-Fr 10:00-18:00; Fr 10:00-01:00", [("FR", "10:00", "01:00"), ("MO;TU;WE;TH", "10:00", "18:00")]),
        (
            "Mo 10:00-12:00; Tu 10:00-12:00, Mo 20:00-22:00",
            [
                ("MO;TU", "10:00", "12:00"),
                ("MO", "20:00", "22:00"),
            ],
        ),
        ("Sa-Mo 22:00-04:00", [("MO;SA;SU", "22:00", "04:00")]),
        # Days on end are cut where service days meet.
        (
            "Fr 20:00-24:00; Sa 00:00-24:00; Su 00:00-12:00",
            [
                ("SA", "06:00", "06:00"),
                ("SU", "06:00", "12:00"),
                ("FR", "20:00", "06:00"),
            ],
        ),
        ("Mo 00:00-24:00", [("SU", "00:00", "00:00")]),
        (
            "24/7; Mo off",
            [("MO", "00:00", "06:00"), ("SU", "06:00", "00:00"), ("TU;WE;TH;FR;SA", "06:00", "06:00")],
        ),
        # Days alone name no hours.
        ("Mo-Su", None),
        ("mo-su", None),
        ("Mo-Fr; Sa 10:00-14:00", None),
        ("Mo-Fr 10:00-18:00; Sa,Su", None),
        ("Mo-Fr 10:00-18:00, Sa", None),
        ("PH", None),
        ("Mo-Su,PH", None),
        ("open", None),
        ("Mo-Fr open", None),
        ("May-Sep Mo 10:00-12:00", None),
        ("sunrise-sunset", None),
        ("Mo-Fr 8-02;Sa 8-02 Su 8", None),
        ("SH 10:00-12:00", None),
        ("week 1-20 Mo 10:00-12:00", None),
        ("Mo 08:00+", None),
    ],
)
def test_weekly_hours(text: str, rows: list[tuple[str, str, str]] | None) -> None:
    """Hours that are only weekdays and holidays become rows of METHOD's day tokens; others are left."""
    found = weekly(text)
    assert rows == (None if found is None else [tuple(row) for row in found])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mo-Fr 10:00-18:00", ""),
        ("24/7", ""),
        ("off", ""),
        ("Mo-Su", "hours_without_times"),
        ("Mo-Fr; Sa 10:00-14:00", "hours_without_times"),
        ("May-Sep Mo 10:00-12:00", "hours_not_weekly"),
        ("efter avtal", "hours_unread"),
    ],
)
def test_what_stays_text_is_told(text: str, code: str) -> None:
    """Each way of saying more, or less, than weekly hours has its own sentence."""
    assert fault_of(text) == code
