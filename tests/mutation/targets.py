"""The modules that are mutated, and the fast test files that have to notice, the nearest first."""

ORACLE = "tests/coverage/test_against_oracle.py::test_a_random_folder_comes_out_as_the_oracle_walks_it"
COVERAGE = (
    "tests/coverage/test_measures_by_hand.py",
    "tests/coverage/test_worked_example.py",
    "tests/coverage/test_visits.py",
    # Twelve of the folders that the oracle walks: each survivor waits for all of them.
    *(f"{ORACLE}[{seed}]" for seed in range(1000, 1012)),
)
TIME = (
    "tests/model/test_edges.py",
    "tests/model/test_schedule.py", "tests/model/test_schedule_refused.py", "tests/model/test_rrule.py",
    "tests/model/test_wall_clock.py", "tests/model/test_time_against_oracle.py", "tests/sources/test_ics.py",
)  # fmt: skip

TARGETS: dict[str, tuple[str, ...]] = {
    "karta.coverage.need": (
        "tests/coverage/test_runs.py", "tests/coverage/test_need.py", "tests/coverage/test_open_hours.py",
        "tests/coverage/test_gaps.py", *COVERAGE,
    ),
    "karta.coverage.presence": (
        "tests/coverage/test_runs.py", "tests/coverage/test_presence.py", "tests/coverage/test_presence_places.py",
        "tests/coverage/test_gaps.py",
        *COVERAGE,
    ),
    "karta.coverage.gaps": (
        "tests/coverage/test_runs.py", "tests/coverage/test_gaps.py", "tests/coverage/test_hours.py",
        "tests/coverage/test_presence.py",
        "tests/coverage/test_need.py", *COVERAGE,
    ),
    "karta.coverage.measures": (
        "tests/coverage/test_runs.py", "tests/coverage/test_gaps.py", "tests/coverage/test_hours.py",
        "tests/coverage/test_presence.py", "tests/coverage/test_whatif.py", *COVERAGE,
        "tests/services/gaps/test_typical_week.py", "tests/services/sheets/test_meeting_sheet.py",
    ),
    "karta.coverage.state": (
        "tests/coverage/test_runs.py", "tests/coverage/test_gaps.py", "tests/coverage/test_hours.py", *COVERAGE,
        "tests/coverage/dense/test_exact.py", "tests/maps/test_map_week.py",
    ),
    "karta.coverage.knowledge": ("tests/coverage/test_gaps.py", "tests/coverage/test_presence.py", *COVERAGE),
    "karta.model.schedule": (*TIME, "tests/coverage/test_presence.py"),
    "karta.model.recurrence": TIME,
    "karta.model.calendar": (
        "tests/model/test_calendar.py",
        "tests/model/test_edges.py", "tests/model/test_day_rule.py", "tests/coverage/test_need.py",
        "tests/services/needs/test_deciding.py", "tests/store/test_records.py",
    ),
    "karta.model.service_day": (
        "tests/model/test_service_day.py",
        "tests/model/test_edges.py", "tests/model/test_daylight.py", "tests/coverage/test_need.py",
        "tests/coverage/test_gaps.py", "tests/coverage/test_hours.py",
    ),
    "karta.privacy": (
        "tests/privacy/test_privacy.py", "tests/privacy/test_redacted.py", "tests/services/gaps/test_delivered.py",
    ),
}  # fmt: skip
