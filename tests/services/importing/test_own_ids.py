"""Ids are a file's own: the lists of two associations that both begin at 1 stay two lists."""

import pytest

from karta.model.file_names import list_name
from karta.services.importing import acceptance
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.partial import offered, stored, taken
from tests.services.importing.rows import COORDINATOR

PLACES = "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\np;Parken;park;59,3393;18,0783\n"
HEAD = "id;plats;veckodag;tid;förening;antal vuxna\n"
CLUB = HEAD + "1;Torget;fre;20-23;Klubben;2\n2;Torget;lör;20-23;Klubben;2\n"
CHOIR = HEAD + "1;Parken;fre;20-23;Kören;3\n2;Parken;lör;20-23;Kören;3\n"


def adults(workspace: Workspace) -> dict[str, list[float]]:
    """Return the adults of the roster lines, by organisation."""
    lines = workspace.store.frame("shift_party")
    names = workspace.store.frame("organisation").set_index("id")["name"]
    return {str(names[org]): sorted(part["adults"]) for org, part in lines.groupby("organisation_id")}


def _without_ids(content: str) -> str:
    return "".join(line.split(";", 1)[1] for line in content.splitlines(keepends=True))


@pytest.fixture
def both(workspace: Workspace) -> Workspace:
    """Two associations have sent their rosters, in which each counts its rows from 1."""
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", CLUB, "klubben.csv")
    outcome = taken(workspace, "roster", CHOIR, "kören.csv")
    assert outcome.counts["rows_stored"] == 2
    assert outcome.changed == []
    assert outcome.faults == [(None, "ids_of_another_file")]
    return workspace


def test_equal_ids_of_two_associations_are_four_lines(both: Workspace) -> None:
    """Each keeps its own two, where it walks."""
    assert adults(both) == {"Klubben": [2.0, 2.0], "Kören": [3.0, 3.0]}


def test_each_file_again_changes_nothing(both: Workspace) -> None:
    """In whichever order they come, as often as they come, and nothing is gone."""
    for content, name in ((CLUB, "klubben.csv"), (CHOIR, "kören.csv"), (CLUB, "klubben.csv")):
        outcome = taken(both, "roster", content, name)
        assert (outcome.act_id, outcome.counts["rows_duplicate"], outcome.faults) == (None, 2, [])
        path = both.folder.parent / name
        changes = acceptance.preview(both, COORDINATOR, read(path, "roster", isolate=False))
        assert len(changes.gone) == 0


def test_each_file_updates_its_own_lines(both: Workspace) -> None:
    """The choir's first line has five now; then the club's second is gone, and it alone is told and taken out."""
    outcome = taken(both, "roster", CHOIR.replace("Kören;3\n2", "Kören;5\n2"), "kören.csv")
    assert [(cell["field"], cell["old"], cell["new"]) for cell in outcome.changed] == [("adults", 3.0, 5.0)]
    assert adults(both) == {"Klubben": [2.0, 2.0], "Kören": [3.0, 5.0]}
    path = both.folder.parent / "kören.csv"
    path.write_text("".join(CHOIR.splitlines(keepends=True)[:2]).replace(";3", ";5"), encoding="utf-8")
    changes = acceptance.preview(both, COORDINATOR, read(path, "roster", isolate=False))
    assert list(changes.gone["key"]) == ["2"]
    acceptance.apply(both, COORDINATOR, changes, drop_gone=True)
    assert adults(both) == {"Klubben": [2.0, 2.0], "Kören": [5.0]}


@pytest.mark.parametrize(
    "name", ["kören (1).csv", "Kören v2.csv", "kören_2026-09.xlsx.csv", "höstens tider.csv"]
)
def test_an_association_renames_its_file(both: Workspace, name: str) -> None:
    """Its lines are found by organisation and id, whatever the file is called now."""
    outcome = taken(both, "roster", CHOIR.replace(";3", ";4"), name)
    assert len(outcome.changed) == 2
    assert adults(both) == {"Klubben": [2.0, 2.0], "Kören": [4.0, 4.0]}


def test_a_browser_numbers_the_files_of_two_senders(workspace: Workspace) -> None:
    """Both sent "schema.csv", and it was saved as its copy: the organisations tell that they are two."""
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", CLUB, "schema.csv")
    taken(workspace, "roster", CHOIR, "schema (1).csv")
    assert adults(workspace) == {"Klubben": [2.0, 2.0], "Kören": [3.0, 3.0]}


def test_two_senders_of_one_file_name_are_warned_of(workspace: Workspace) -> None:
    """The places say that it is the same file: its lines are replaced, cell by cell in the preview, and a warning."""
    taken(workspace, "places", PLACES)
    assert taken(workspace, "roster", CLUB, "schema.csv").faults == []
    assert taken(workspace, "roster", CLUB.replace("2\n", "3\n"), "schema.csv").faults == []
    choir = CHOIR.replace("1;Parken", "1;Torget")
    outcome = taken(workspace, "roster", choir, "schema.csv")
    assert outcome.faults == [(None, "ids_of_another_sender")]
    assert {cell["field"] for cell in outcome.changed} >= {"org", "place"}
    renamed = taken(
        workspace, "roster", choir.replace("20-23;Kören;3\n2", "20-23;Nya kören;3\n2"), "schema.csv"
    )
    assert "ids_of_another_sender" not in [code for _, code in renamed.faults]


@pytest.mark.parametrize("with_ids", [True, False])
def test_two_senders_of_one_file_name_are_kept_apart(workspace: Workspace, with_ids: bool) -> None:
    """They share neither an organisation nor a place: four lines, and each file again finds its own."""
    club, choir = (content if with_ids else _without_ids(content) for content in (CLUB, CHOIR))
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", club, "schema.csv")
    told = taken(workspace, "roster", choir, "schema.csv").faults
    assert told[0] == (None, "file_of_another_sender")
    assert adults(workspace) == {"Klubben": [2.0, 2.0], "Kören": [3.0, 3.0]}
    for content in (club, choir):
        outcome = taken(workspace, "roster", content, "schema.csv")
        assert (outcome.act_id, outcome.counts["rows_duplicate"], outcome.faults) == (None, 2, [])
    path = workspace.folder.parent / "schema.csv"
    path.write_text("".join(choir.splitlines(keepends=True)[:2]), encoding="utf-8")
    changes = acceptance.preview(workspace, COORDINATOR, read(path, "roster", isolate=False))
    acceptance.apply(workspace, COORDINATOR, changes, drop_gone=True)
    assert adults(workspace) == {"Klubben": [2.0, 2.0], "Kören": [3.0]}


@pytest.mark.parametrize("with_ids", [True, False])
@pytest.mark.parametrize(
    ("day", "hours", "lines"),
    [("lör", "18-21", {"Klubben": [2.0], "Kören": [3.0]}), ("fre", "18-21", None), ("lör", "20-23", None)],
)
def test_one_line_is_another_where_nothing_of_it_agrees(
    workspace: Workspace, with_ids: bool, day: str, hours: str, lines: dict[str, list[float]] | None
) -> None:
    """Other people, place, day and hours are another's line, and both stay; on its day or at its hours it is told."""
    club, choir = HEAD + "1;Torget;fre;20-23;Klubben;2\n", HEAD + f"1;Parken;{day};{hours};Kören;3\n"
    club, choir = (content if with_ids else _without_ids(content) for content in (club, choir))
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", club, "schema.csv")
    path = workspace.folder.parent / "schema.csv"
    path.write_text(choir, encoding="utf-8")
    changes = acceptance.preview(workspace, COORDINATOR, read(path, "roster", isolate=False))
    codes = [issue.code for issue in changes.issues if issue.row is None]
    acceptance.apply(workspace, COORDINATOR, changes)
    if lines is not None:
        assert (codes[0], len(changes.gone), adults(workspace)) == ("file_of_another_sender", 0, lines)
    elif with_ids:
        assert (codes, adults(workspace)) == (["ids_of_another_sender"], {"Kören": [3.0]})
    else:
        assert (len(changes.gone), adults(workspace)) == (1, {"Klubben": [2.0], "Kören": [3.0]})


def test_files_that_name_no_organisation_are_their_senders(workspace: Workspace) -> None:
    """Without the column the file's name stands for who walks: two names, two organisations, with ids or without."""
    taken(workspace, "places", PLACES)
    for head, own, hours in (("id;", "1;", "20-23"), ("", "", "17-19")):
        content = f"{head}plats;veckodag;tid;antal vuxna\n{own}Torget;fre;{hours};2\n"
        taken(workspace, "roster", content, "klubben.csv")
        taken(workspace, "roster", content, "kören.csv")
    assert adults(workspace) == {"klubben": [2.0, 2.0], "kören": [2.0, 2.0]}


def test_a_changed_date_hangs_on_the_series_of_its_own_file(both: Workspace) -> None:
    """Both files replace one date of their series 1: each the occurrence of its own."""
    head = "id;plats;datum;tid;förening;antal vuxna;ersätter;ursprungligt datum\n"
    taken(both, "roster", head + "1b;Torget;2026-09-25;21-23;Klubben;2;1;2026-09-25\n", "klubben ändring.csv")
    taken(both, "roster", head + "1b;Parken;2026-09-25;21-23;Kören;3;1;2026-09-25\n", "kören ändring.csv")
    schedules = both.store.frame("schedule").set_index("id")
    shifts = both.store.frame("shift").set_index("schedule_id")["place_id"]
    moved = schedules[schedules["replaces_id"].notna()]
    assert sorted(shifts[moved.index]) == sorted(shifts[moved["replaces_id"]])
    assert shifts[moved.index].nunique() == 2


def test_a_report_is_about_the_line_of_its_organisation(both: Workspace) -> None:
    """The choir reports its line 1, not the club's; who has no line 1 has none to report."""
    head = "id;passid;förening;datum;utfall;antal\n"
    taken(both, "reports", head + "r;1;Kören;2026-09-11;genomförd;3\n", "rapport.csv")
    reported = both.store.frame("report")["party_id"].item()
    lines = both.store.frame("shift_party").set_index("id")
    assert lines.loc[reported, "adults"] == 3.0
    outcome = offered(both, "reports", head + "q;1;Scouterna;2026-09-11;genomförd;3\n", "scouterna.csv")
    assert outcome.faults == [(2, "report_without_shift")]


def test_places_of_two_lists_with_equal_ids(workspace: Workspace) -> None:
    """Two lists count from 1: two places, each list's own; a roster that gives both id and name means one of them."""
    head = "id;namn;typ;lat;lon;öppettider\n"
    first = head + "1;Torget;torg;59,3293;18,0583;Mo-Su 08:00-20:00\n"
    second = head + "1;Parken;park;59,3393;18,0783;Mo-Su 10:00-18:00\n"
    for content, name in ((first, "klubben platser.csv"), (second, "kören platser.csv")) * 2:
        taken(workspace, "places", content, name)
    places = workspace.store.frame("place").set_index("name")
    assert sorted(places.index) == ["Parken", "Torget"]
    assert list(places.loc[["Torget", "Parken"], "opening_hours"]) == [
        "Mo-Su 08:00-20:00",
        "Mo-Su 10:00-18:00",
    ]
    roster = "id;plats-id;plats;veckodag;tid;förening;antal vuxna\n"
    taken(workspace, "roster", roster + "1;1;Parken;fre;20-23;Kören;3\n", "kören.csv")
    assert workspace.store.frame("shift")["place_id"].item() == places.loc["Parken", "id"]


def test_an_id_alone_that_two_lists_have_means_no_place(workspace: Workspace) -> None:
    """Nobody can tell which of the two it is: the line waits, and counts nowhere."""
    head = "id;namn;typ;lat;lon\n"
    taken(workspace, "places", head + "1;Torget;torg;59,3293;18,0583\n", "a.csv")
    taken(workspace, "places", head + "1;Parken;park;59,3393;18,0783\n", "b.csv")
    taken(workspace, "roster", "id;plats-id;veckodag;tid;förening;antal vuxna\n1;1;fre;20-23;Kören;3\n")
    assert len(workspace.store.frame("shift")) == 0


def test_a_place_of_another_list_is_the_same_by_name_or_spot(workspace: Workspace) -> None:
    """Renamed on its spot, or moved a little under its name: the place of that id. Far away it is another."""
    head = "id;namn;typ;lat;lon\n"
    taken(workspace, "places", head + "1;Torget;torg;59,3293;18,0583\n", "a.csv")
    taken(workspace, "places", head + "1;Stora torget;torg;59,3293;18,0583\n", "b.csv")
    taken(workspace, "places", head + "1;Stora torget;torg;59,3303;18,0583\n", "c.csv")
    assert list(workspace.store.frame("place")["name"]) == ["Stora torget"]
    taken(workspace, "places", head + "1;Stora torget;torg;59,4303;18,0583\n", "d.csv")
    assert len(workspace.store.frame("place")) == 2


def test_sources_and_needs_of_two_lists_with_equal_ids(workspace: Workspace) -> None:
    """Expected rosters are the same by place and organisation, needs by place."""
    taken(workspace, "places", PLACES)
    expected = "id;plats;förening;status\n1;Torget;{};okänd\n"
    need = "id;plats;dagar;start;slut;antal vuxna;ansvarig\n1;{};fre;20:00;22:00;{};Rådet\n"
    for _ in range(2):
        taken(workspace, "sources", expected.format("Klubben"), "klubben.csv")
        taken(workspace, "sources", expected.format("Kören"), "kören.csv")
        taken(workspace, "needs", need.format("Torget", 2), "torg.csv")
        taken(workspace, "needs", need.format("Parken", 4), "park.csv")
    assert len(workspace.store.frame("expected_source")) == 2
    assert sorted(workspace.store.frame("need_rule")["adults"]) == [2.0, 4.0]
    taken(workspace, "needs", need.format("Torget", 3), "behov i höst.csv")
    assert sorted(workspace.store.frame("need_rule")["adults"]) == [3.0, 4.0]


def test_sessions_of_two_clubs_with_equal_ids(workspace: Workspace) -> None:
    """Both call it training: two clubs, two trainings. One club renames its file: its own."""
    taken(workspace, "places", PLACES)
    line = "id;plats;veckodag;start;slut;förening;titel;ledare\n1;{};mån;17:00;18:00;{};Träning;{}\n"
    for _ in range(2):
        taken(workspace, "sessions", line.format("Torget", "Klubben", 2), "klubben.csv")
        taken(workspace, "sessions", line.format("Parken", "Bollen", 3), "bollen.csv")
    taken(workspace, "sessions", line.format("Parken", "Bollen", 4), "höst.csv")
    assert sorted(workspace.store.frame("activity")["leaders"]) == [2.0, 4.0]


def test_breaks_of_two_calendars_with_equal_ids(workspace: Workspace) -> None:
    """The autumn break of one and the winter break of the other are two; one that gets other dates is the same."""
    head = "id;datum;till och med;typ;namn\n"
    for _ in range(2):
        taken(workspace, "calendar", head + "1;2026-10-26;2026-10-30;lov;Höstlov\n", "kommunen.csv")
        taken(workspace, "calendar", head + "1;2027-02-15;2027-02-19;lov;Sportlov\n", "friskolan.csv")
    taken(workspace, "calendar", head + "1;2026-11-02;2026-11-06;lov;Höstlov\n", "höst.csv")
    assert sorted(map(str, workspace.store.frame("calendar_row")["date"])) == ["2026-11-02", "2027-02-15"]


def test_a_part_of_a_list_adds_to_the_one_line_that_it_can_mean(both: Workspace) -> None:
    """A file of another name that says neither where nor whose: of two lines of its id it is neither; of one, that."""
    part = "id;veckodag;tid;antal vuxna\n{};fre;20-23;9\n"
    taken(both, "roster", HEAD + "7;Parken;fre;17-19;Kören;3\n", "mer.csv")
    taken(both, "roster", part.format(7), "antal.csv")
    assert adults(both) == {"Klubben": [2.0, 2.0], "Kören": [3.0, 3.0, 9.0]}
    outcome = taken(both, "roster", part.format(1), "fler.csv")
    assert (outcome.changed, adults(both)) == ([], {"Klubben": [2.0, 2.0], "Kören": [3.0, 3.0, 9.0]})


def test_undoing_the_second_list_leaves_the_first(both: Workspace) -> None:
    """Undone, the choir's file can be read again, and is as it was."""
    before = stored(both)
    act_id = taken(both, "roster", CHOIR.replace(";3", ";4"), "kören.csv").act_id
    assert act_id is not None
    both.store.undo(act_id, COORDINATOR.function)
    assert stored(both) == before
    assert taken(both, "roster", CHOIR, "kören.csv").act_id is None


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Schema (1).csv", "schema"),
        ("schema v2.xlsx", "schema"),
        ("schema2026.csv", "schema"),
        ("schema_2026-09-18.csv", "schema"),
        ("schema 18.09.2026.csv", "schema"),
        ("schema-260918.csv", "schema"),
        ("Kopia av schema.csv", "schema"),
        ("schema ht26.csv", "schema"),
        ("lag 1.csv", "lag 1"),
        ("lag 2.csv", "lag 2"),
        ("2026.csv", "2026"),
        ("nyköping.csv", "nyköping"),
    ],
)
def test_what_a_file_is_called_beside_its_date_and_version(file: str, name: str) -> None:
    """What is left is the list's name; the number of a team or a name that begins alike is none of these."""
    assert list_name(file) == name
