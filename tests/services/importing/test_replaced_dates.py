"""A date of a series that people have changed or cancelled in the app, and that the file replaces: one shift of it."""

from datetime import date

import pytest

from karta.services.gaps import period
from karta.services.importing.imports import Imported
from karta.services.rosters import cancelling, occurrences, series
from karta.services.workspace import Workspace
from tests.services.importing.partial import taken
from tests.services.importing.rows import COORDINATOR
from tests.services.importing.test_conflicts import bring

HEAD = "id;plats;veckodag;datum;tid;förening;antal vuxna;status;ersätter;ursprungligt datum\n"
SERIES = HEAD + "r;Torget;fre;;20-23;Klubben;2;planerad;;\n"
ROSTER = SERIES + "x;Torget;;2026-09-25;21-23;Klubben;3;planerad;r;2026-09-25\n"
THAT_DAY = date(2026, 9, 25)
NEED = "id;plats;dagar;start;slut;antal vuxna;ansvarig\nn;Torget;fre;20:00;23:00;9;Kommunen\n"


@pytest.fixture
def walked(workspace: Workspace) -> Workspace:
    """Give a workspace with a need of nine from 20 to 23 on Fridays and a weekly walk of two."""
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    taken(workspace, "organisations", "namn;godkänd;godkänd av\nKlubben;2026-01-01;Rådet\n")
    taken(workspace, "needs", NEED)
    taken(workspace, "roster", SERIES)
    return workspace


def edit(workspace: Workspace, **values: object) -> None:
    """Edit the walk of that day alone, as the page does."""
    with workspace.store.reading() as reading:
        (turn,) = occurrences.occurrences_between(reading, THAT_DAY, THAT_DAY)
    series.edit(workspace, COORDINATOR, turn.occurrence_id, "one", version=turn.version, **values)


def cancel(workspace: Workspace) -> None:
    """Cancel the walk of that day, as the page does."""
    with workspace.store.reading() as reading:
        (turn,) = occurrences.occurrences_between(reading, THAT_DAY, THAT_DAY)
    cancelling.cancel(workspace, COORDINATOR, turn.occurrence_id, version=turn.version)


def present_ah(workspace: Workspace) -> float:
    """Return the adult-hours that are known to be there that night."""
    shown = period.between(workspace, COORDINATOR, THAT_DAY, THAT_DAY)
    return float(shown.totals["covered_ah"])


def answered(workspace: Workspace, answers: object = None) -> Imported:
    """Import the roster in which the file replaces that day."""
    return bring(workspace, "roster", ROSTER, answers)


def test_what_the_file_alone_replaces_is_the_files(walked: Workspace) -> None:
    """Three from 21 to 23: six adult-hours in place of two for three hours."""
    assert present_ah(walked) == 6.0
    assert answered(walked).conflicts == []
    assert (present_ah(walked), len(walked.store.frame("shift_party"))) == (6.0, 2)


@pytest.mark.parametrize(
    ("answers", "hours"),
    [(None, 15.0), ("app", 15.0), ("file", 6.0), ({"3": {"adults": "app", "start": "file"}}, 10.0)],
)
def test_a_date_that_both_replace_is_one_shift(walked: Workspace, answers: object, hours: float) -> None:
    """Five from 20 to 23 in the app, three from 21 to 23 in the file: never eight; the app's until it is answered."""
    edit(walked, adults=5)
    assert present_ah(walked) == 15.0
    outcome = answered(walked, answers)
    assert [cell["field"] for cell in outcome.conflicts] == ([] if answers else ["adults", "start"])
    assert (present_ah(walked), len(walked.store.frame("shift_party"))) == (hours, 2)


@pytest.mark.parametrize("answer", ["app", "file"])
def test_an_answer_holds_when_the_file_comes_again(walked: Workspace, answer: str) -> None:
    """Nothing is asked a second time, and nothing changes; what the file says anew is asked about or taken."""
    edit(walked, adults=5)
    answered(walked, answer)
    again = answered(walked)
    assert (again.conflicts, again.act_id, again.counts["rows_duplicate"]) == ([], None, 2)
    anew = bring(walked, "roster", ROSTER.replace(";3;planerad", ";4;planerad"))
    assert len(anew.conflicts) == (answer == "app")
    assert present_ah(walked) == (15.0 if answer == "app" else 8.0)


def test_unanswered_it_is_asked_about_each_time(walked: Workspace) -> None:
    """Read twice without an answer: the same two cells, and the app's stay."""
    edit(walked, adults=5)
    answered(walked)
    assert [cell["app"] for cell in answered(walked).conflicts] == [5.0, "20:00"]
    assert present_ah(walked) == 15.0


def test_both_say_the_same_of_the_date(walked: Workspace) -> None:
    """Nothing is asked and nothing is doubled."""
    edit(walked, adults=3, start="21:00")
    assert answered(walked).conflicts == []
    assert (present_ah(walked), len(walked.store.frame("shift_party"))) == (6.0, 2)


def test_a_series_that_changes_leaves_the_date_to_its_own_row(walked: Workspace) -> None:
    """The weekly walk is cancelled in the file, its row of that date is not: that date is held."""
    edit(walked, adults=5)
    answered(walked, "file")
    content = ROSTER.replace(";2;planerad", ";2;inställd")
    assert bring(walked, "roster", content).conflicts == []
    assert present_ah(walked) == 6.0


@pytest.mark.parametrize(("answers", "hours"), [(None, 0.0), ("app", 0.0), ("file", 6.0)])
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_cancelled_date_stays_cancelled_until_it_is_answered(
    walked: Workspace, answers: object, hours: float, is_changed: bool
) -> None:
    """Nobody comes, says the app; three, says the file: nobody is counted before somebody has chosen."""
    if is_changed:
        edit(walked, adults=5)
    cancel(walked)
    outcome = answered(walked, answers)
    assert [(cell["field"], cell["app"]) for cell in outcome.conflicts] == (
        [] if answers else [("status", "cancelled")]
    )
    assert present_ah(walked) == hours
    if answers:
        assert (answered(walked).act_id, present_ah(walked)) == (None, hours)


def test_a_series_that_people_have_ended_stays_ended(walked: Workspace) -> None:
    """From the 25th on nobody walks, says the app: the file's row of that date is asked about."""
    with walked.store.reading() as reading:
        (turn,) = occurrences.occurrences_between(reading, THAT_DAY, THAT_DAY)
    cancelling.cancel_from(walked, COORDINATOR, turn.shift_id, THAT_DAY, version=turn.version)
    assert [cell["field"] for cell in answered(walked).conflicts] == ["status"]
    assert present_ah(walked) == 0.0


def test_another_place_for_the_date_is_asked_about(walked: Workspace) -> None:
    """The app has five on the square that day, the file has them in the park: they stay on the square."""
    taken(walked, "places", "id;namn;typ;lat;lon\np;Parken;park;59,3493;18,0983\n", "park.csv")
    edit(walked, adults=5)
    content = ROSTER.replace("x;Torget;;2026-09-25;21-23;Klubben;3", "x;Parken;;2026-09-25;20-23;Klubben;5")
    assert [cell["field"] for cell in bring(walked, "roster", content).conflicts] == ["place"]
    assert present_ah(walked) == 15.0
    assert bring(walked, "roster", content, "file").conflicts == []
    assert present_ah(walked) == 0.0


@pytest.mark.parametrize(("answers", "hours"), [(None, 15.0), ("app", 15.0), ("file", 12.0)])
def test_two_rows_of_a_file_for_one_date(walked: Workspace, answers: object, hours: float) -> None:
    """The app has five that day, the file two lines of three from 21: the five alone, or the six, never eleven."""
    edit(walked, adults=5)
    second = "y;Torget;;2026-09-25;21-23;Klubben;3;planerad;r;2026-09-25\n"
    bring(walked, "roster", ROSTER + second, answers)
    assert present_ah(walked) == hours
    if answers:
        again = bring(walked, "roster", ROSTER + second)
        assert (again.conflicts, again.act_id, present_ah(walked)) == ([], None, hours)
