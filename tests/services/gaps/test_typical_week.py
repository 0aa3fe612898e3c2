"""A typical week, worked out by hand: two of four Fridays are walked."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.coverage.gaps import State
from karta.privacy import Viewer
from karta.services.gaps import figures
from karta.services.gaps.typical_week import mean_week
from karta.services.importing import entries
from karta.services.importing.imports import import_file
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")
WEEK = date(2026, 9, 30)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square that asks for 2 on Fridays 20-22, walked by two on 11 and 25 September."""
    folder = tmp_path_factory.mktemp("typical")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    (square,) = places.places(made, COORDINATOR)["id"]
    rule_rows.decide_need(
        made, COORDINATOR, place_id=square, adults=2, days="FR", start="20:00", end="22:00", responsible="Kommunen",
        valid_from=date(2026, 9, 1), valid_to=date(2026, 12, 1),
    )  # fmt: skip
    roster = folder / "roster.csv"
    walked = "\n".join(f"Torget;2026-09-{day};20:00;22:00;Vandrarna;nattvandrare;2" for day in (11, 25))
    roster.write_text(f"plats;datum;start;slut;organisation;roll;antal\n{walked}\n", encoding="utf-8")
    import_file(made, COORDINATOR, roster, "roster")
    organisations.admit(made, COORDINATOR, "Vandrarna")
    organisations.confirm_source(made, COORDINATOR, "Vandrarna", square, date(2026, 12, 1))
    made.store.close()
    return folder


def test_each_hour_is_the_mean_of_four(workspace: Workspace) -> None:
    """Need 4, gap 4, 0, 4, 0 of 11 Sep - 2 Oct's weeks: one adult of two in each hour, 2 adult-hours, in two weeks."""
    shown = mean_week(workspace, COORDINATOR, WEEK)
    (at,) = [n for n, start in enumerate(shown.hours.start) if (start.weekday(), start.hour) == (4, 20)]
    for hour in (at, at + 1):
        found = (shown.hours.missing[0, hour], shown.hours.present[0, hour], shown.hours.need[0, hour])
        assert found == (1, 1, 2)
        assert shown.hours.state[0, hour] == State.THIN
    assert shown.hours.state[0, at - 1] == State.NO_NEED
    assert [shown.totals[f"{name}_ah"] for name in ("need", "covered", "gap", "unknown")] == [4, 2, 2, 0]
    (row,) = shown.gaps.to_dict("records")
    assert (row["adult_hours"], row["why"]) == (2, "Så i 2 av 4 veckor.")
    assert (f"{row['start']:%a %H}", f"{row['end']:%H}") == ("Fri 20", "22")
    assert shown.unknown.empty


def test_a_week_of_four_alike_is_that_week(workspace: Workspace) -> None:
    """Four weeks on, none is walked: every hour asked for lacks both, in four of four weeks."""
    shown = mean_week(workspace, COORDINATOR, date(2026, 10, 21))
    (row,) = shown.gaps.to_dict("records")
    assert (row["adult_hours"], row["state"], row["why"]) == (4, "empty", "Så i 4 av 4 veckor.")


def test_a_gap_is_not_hidden_by_weeks_of_unknown_opening(workspace: Workspace) -> None:
    """On two Fridays two are missing, on two nobody has said whether the place is open: one is missing in the mean."""
    entries.add_place(workspace, COORDINATOR, name="Gården", kind="youth_centre", lat=59.01, lon=15.0)
    rows = places.places(workspace, COORDINATOR).set_index("name")["id"]
    organisations.confirm_source(workspace, COORDINATOR, "Vandrarna", rows["Gården"], date(2026, 12, 1))
    rule = {"place_id": rows["Gården"], "adults": 2, "days": "FR", "start": "20:00", "end": "22:00"}
    for first, last, only_open in ((1, 20, False), (21, 30, True)):
        rule_rows.decide_need(
            workspace, COORDINATOR, responsible="Kommunen", valid_from=date(2026, 9, first),
            valid_to=date(2026, 10 if only_open else 9, last), within_access=only_open, **rule,
        )  # fmt: skip
    shown = mean_week(workspace, COORDINATOR, WEEK)
    row = list(shown.places["name"]).index("Gården")
    (at,) = [n for n, start in enumerate(shown.hours.start) if (start.weekday(), start.hour) == (4, 20)]
    hour = figures.of_hours(shown, (row, at))
    assert (figures.STATES[int(hour.state)], float(hour.missing)) == ("empty", 1.0)
    # Where every Friday is so, it is unknown as such.
    later = mean_week(workspace, COORDINATOR, date(2026, 10, 21))
    assert figures.STATES[int(figures.of_hours(later, (row, at)).state)] == "unopened"
