"""Which line or place a row of a file is: one is faulty, has an id of its own, or another list tells of it, too."""

from datetime import date

import shapely

from karta.services.importing import acceptance
from karta.services.importing.changeset import ChangeSet
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.partial import offered, taken
from tests.services.importing.rows import COORDINATOR, SQUARE, bring, intake, square, walk

HEAD = "id;plats;veckodag;tid;förening;antal vuxna\n"
ONE = "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n"


def shown(workspace: Workspace, content: str) -> ChangeSet:
    """Preview a roster."""
    path = workspace.folder.parent / "roster.csv"
    path.write_text(content, encoding="utf-8")
    return acceptance.preview(workspace, COORDINATOR, read(path, "roster", isolate=False))


def test_a_line_with_an_id_is_no_other_line(workspace: Workspace) -> None:
    """The walk a at 18 is gone and the walk b at 20 is new: two lines, however alike, and the first is told as gone."""
    taken(workspace, "places", ONE)
    taken(workspace, "roster", HEAD + "a;Torget;fre;18-20;Klubben;2\n")
    changes = shown(workspace, HEAD + "b;Torget;fre;20-22;Klubben;2\n")
    assert (list(changes.gone["key"]), len(changes.new), len(changes.changed)) == (["a"], 1, 0)


def test_a_faulty_line_is_not_gone(workspace: Workspace) -> None:
    """By its id it is known; another line that the file has no more is gone."""
    taken(workspace, "places", ONE)
    taken(workspace, "roster", HEAD + "a;Torget;fre;18-20;Klubben;2\nb;Torget;fre;20-22;Klubben;2\n")
    assert list(shown(workspace, HEAD + "a;Torget;fre;25-99;Klubben;2\n").gone["key"]) == ["b"]
    assert shown(workspace, HEAD + "a;Torget;fre;18-20;Klubben;2\nb;Torget;fre;20-22\n").gone.empty


def test_a_faulty_line_without_an_id_is_neither_gone_nor_moved(workspace: Workspace) -> None:
    """The club's walk at 18 cannot be read and one at 21 is new: that is another one; the choir's line is gone."""
    head = "plats;veckodag;tid;förening;antal vuxna\n"
    taken(workspace, "places", ONE)
    taken(workspace, "roster", head + "Torget;fre;18-20;Klubben;2\nTorget;fre;18-20;Kören;2\n")
    changes = shown(workspace, head + "Torget;fre;18-;Klubben;2\nTorget;fre;21-22;Klubben;2\n")
    assert len(changes.new) == 1
    assert changes.changed.empty
    assert ["kören" in key for key in changes.gone["key"]] == [True]


def test_lines_that_contradict_each_other_are_not_gone(workspace: Workspace) -> None:
    """Two lines of one id are asked about: the line of that id is still there."""
    taken(workspace, "places", ONE)
    taken(workspace, "roster", HEAD + "a;Torget;fre;18-20;Klubben;2\n")
    both = HEAD + "a;Torget;fre;18-20;Klubben;2\na;Torget;fre;18-20;Klubben;3\n"
    assert shown(workspace, both).gone.empty


def test_two_rows_are_never_one_place(workspace: Workspace) -> None:
    """One row has the id of the square, another only its name: the second is a place of its own."""
    taken(workspace, "places", ONE)
    offered(workspace, "places", ONE + ";Torget;torg;59,3294;18,0583\n")
    assert len(workspace.store.frame("place")) == 2
    bring(workspace, "roster", walk(place="Ny", lat=59.34, lon=18.07, date=date(2026, 9, 18)))
    made = workspace.store.frame("place").set_index("name").loc["Ny", "geometry"]
    rows = (
        {"key": f"k{at}", "name": "Ny", "kind": "square", "geometry": made, "external_ids": f"id=k{at}"}
        for at in (1, 2)
    )
    bring(workspace, "places", *rows, source="two.csv")
    assert list(workspace.store.frame("place")["name"]).count("Ny") == 2


def test_a_list_of_another_kind_leaves_a_place_of_the_name_alone(workspace: Workspace) -> None:
    """A list of halls has one called as the school, at the same spot: the school stays a school."""
    taken(workspace, "places", "namn;typ;lat;lon\nEkskolan;grundskola;59,33;18,05\n", "skolor.csv")
    taken(workspace, "places", "namn;typ;lat;lon\nEkskolan;idrottsplats;59,3301;18,05\n", "hallar.csv")
    assert sorted(workspace.store.frame("place")["kind"]) == ["school", "sports_facility"]
    taken(workspace, "places", "namn;typ;lat;lon\nEkskolan;mötesplats;59,3301;18,05\n", "hallar.csv")
    assert sorted(workspace.store.frame("place")["kind"]) == ["meeting_place", "school"]


def test_a_list_keeps_its_row_where_another_tells_of_the_same_place(workspace: Workspace) -> None:
    """The second list's row is its own: when it is gone there, the first has it still, and neither changes by it."""
    taken(workspace, "places", ONE, "a.csv")
    taken(workspace, "places", "namn;lat;lon;kris\nTorget;59,3293;18,0583;ja\n", "b.csv")
    sources = workspace.store.frame("import_row")["source"]
    assert sources.nunique() == 2
    assert workspace.store.frame("import_row")["row_id"].nunique() == 1
    assert taken(workspace, "places", ONE, "a.csv").act_id is None
    other = square(key="o", name="Other", geometry=shapely.Point(SQUARE.x + 9000, SQUARE.y))
    changes = acceptance.preview(workspace, COORDINATOR, intake("places", other, source="b.csv"))
    assert len(changes.gone) == 1
    acceptance.apply(workspace, COORDINATOR, changes, drop_gone=True)
    assert sorted(workspace.store.frame("place")["name"]) == ["Other", "Torget"]


def test_a_line_stays_the_row_of_the_file_that_told_it(workspace: Workspace) -> None:
    """Another file changes it: it still is gone only when the first file has it no more."""
    taken(workspace, "places", ONE)
    taken(workspace, "roster", HEAD + "a;Torget;fre;18-20;Klubben;2\n")
    taken(workspace, "roster", HEAD + "a;Torget;fre;18-20;Klubben;3\n", "annan.csv")
    assert list(shown(workspace, HEAD + "b;Torget;fre;20-22;Kören;2\n").gone["key"]) == ["a"]


def test_features_without_a_name_are_no_place_of_the_register(workspace: Workspace) -> None:
    """Two squares without a name, 20 m apart, in two lists: nobody can tell that they are one."""
    bring(workspace, "places", square(key="a", name=""), source="one.csv")
    there = shapely.Point(SQUARE.x + 20, SQUARE.y)
    bring(workspace, "places", square(key="b", name="", geometry=there), source="two.csv")
    assert len(workspace.store.frame("place")) == 2
