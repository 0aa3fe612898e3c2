"""`karta import` and `karta organisations`: whose adults count is told, and decided, without a browser."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from osmium import SimpleWriter
from osmium.osm.mutable import Node, Relation, Way

from karta import cli
from karta.services.workspace import open_workspace
from karta.sources import children

Command = Callable[..., tuple[int, str]]
LIST = "namn;godkänd;godkänd av\nKlubben;2026-08-20;Rådet\nScouterna;2026-08-20;Rådet\nGrannarna;;\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Give a function that runs a command in a workspace of its own, and returns its status and what it printed."""

    def command(*words: str) -> tuple[int, str]:
        status = cli.main(["--workspace", str(tmp_path / "ort"), *words])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return command


def test_an_import_tells_whom_it_admits_and_who_does_not_count(run: Command, tmp_path: Path) -> None:
    """Two decisions and one organisation that nobody has admitted, in words and as JSON."""
    path = tmp_path / "lista.csv"
    path.write_text(LIST, encoding="utf-8")
    _, printed = run("import", str(path), "--kind", "organisations")
    assert "godkänner 2: Klubben, Scouterna." in printed
    assert "räknas inte förrän föreningen är godkänd (karta organisations admit): Grannarna." in printed
    _, printed = run("import", str(path), "--kind", "organisations", "--json")
    assert (json.loads(printed)["admitted"], json.loads(printed)["not_admitted"]) == ([], ["Grannarna"])


def test_organisations_are_listed_and_admitted(run: Command, tmp_path: Path) -> None:
    """Who is not admitted is listed as such, then admitted by a function on a day; one that nobody knows is refused."""
    path = tmp_path / "lista.csv"
    path.write_text(LIST, encoding="utf-8")
    run("import", str(path), "--kind", "organisations")
    assert "Grannarna: inte godkänd, räknas inte" in run("organisations", "list")[1]
    assert run("organisations", "admit", "Grannarna", "Ingen")[0] == 2
    status, printed = run(
        "organisations", "admit", "grannarna", "Klubben", "--on", "2026-09-01", "--by", "Rådet"
    )
    assert (status, printed) == (0, "Godkände 1: Grannarna. Deras vuxna räknas nu.\n")
    assert "Grannarna: godkänd 2026-09-01 av Rådet" in run("organisations", "list")[1]
    assert run("organisations", "admit", "Grannarna") == (0, "Redan godkända. Inget ändrades.\n")


def test_what_people_edited_is_listed_refused_and_answered(run: Command, tmp_path: Path) -> None:
    """Row, column and both values, status 2, the app's value stays; with answers the file is taken, status 0."""
    path, answers = tmp_path / "lista.csv", tmp_path / "svar.json"
    path.write_text("id;namn;gör\nk;Klubben;Tränar\n", encoding="utf-8")
    run("import", str(path), "--kind", "organisations")
    workspace = open_workspace(tmp_path / "ort")
    with workspace.store.act("samordnare", "edit") as act:
        act.update("organisation", workspace.store.frame("organisation")["id"][0], None, {"does": "Vandrar"})
    path.write_text("id;namn;gör\nk;Klubben;Spelar\n", encoding="utf-8")
    status, printed = run("import", str(path), "--kind", "organisations")
    assert status == 2
    assert "rad 2, gör: i appen Vandrar, i filen Spelar (filen sade förut Tränar)" in printed
    assert '{"conflicts": {"2": {"gör": "file"}}}' in printed
    status, printed = run("import", str(path), "--kind", "organisations", "--json")
    assert (status, json.loads(printed)["conflicts"]) == (2, [
        {"row": 2, "column": "gör", "field": "does", "before": "Tränar", "app": "Vandrar", "file": "Spelar"}
    ])  # fmt: skip
    assert workspace.store.frame("organisation")["does"][0] == "Vandrar"
    answers.write_text('{"conflicts": {"2": {"gör": "file"}}}', encoding="utf-8")
    assert run("import", str(path), "--kind", "organisations", "--answers", str(answers))[0] == 0
    assert workspace.store.frame("organisation")["does"][0] == "Spelar"


def test_the_command_says_how_columns_are_named(run: Command, tmp_path: Path) -> None:
    """A likely name is asked about with both ways to answer, and `--column` is one of them; half of it is none."""
    ring = [[15, 60], [15.01, 60], [15.01, 60.01], [15, 60]]
    feature = {
        "type": "Feature",
        "properties": {"delomrade": "Norra"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "omraden.geojson"
    path.write_text(json.dumps(feature), encoding="utf-8")
    words = ("import", str(path), "--kind", "areas")
    status, printed = run(*words)
    assert (status, '{"accept": ["column_proposed"]}' in printed) == (2, True)
    assert run(*words, "--column", "name")[0] == 2
    assert run(*words, "--column", "name=delomrade")[0] == 0
    feature["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[150_000 + x, 6_650_000 + y] for x, y in ring]],
    }
    path.write_text(json.dumps(feature), encoding="utf-8")
    assert '{"crs": "EPSG:3011"}' in run(*words)[1]
    path.write_text("färg;form\nröd;rund\n", encoding="utf-8")
    assert "--column name=färg" in run("import", str(path), "--kind", "places")[1]


def test_unread_columns_and_gone_rows_are_told(run: Command, tmp_path: Path) -> None:
    """By their own headings and by where and when they are, in words and as JSON."""
    path = tmp_path / "schema.csv"
    row = "Torget;2026-03-{};20-23;Vandrarna;2;gul\n"
    path.write_text(
        "plats;datum;tid;förening;antal;väst\n" + row.format("06") + row.format("13"), encoding="utf-8"
    )
    assert "1 kolumn lästes inte: väst" in run("import", str(path), "--kind", "roster")[1]
    path.write_text("plats;datum;tid;förening;antal;väst\n" + row.format("06"), encoding="utf-8")
    assert (
        "1 tidigare rad finns inte längre i filen och ligger kvar i Karta: Torget 2026-03-13 20:00 Vandrarna"
        in run("import", str(path), "--kind", "roster")[1]
    )
    report = json.loads(run("import", str(path), "--kind", "roster", "--json")[1])
    assert (report["unread_columns"], report["gone"]) == (["väst"], ["Torget 2026-03-13 20:00 Vandrarna"])


def test_rows_that_are_gone_are_taken_out_on_request(run: Command, tmp_path: Path) -> None:
    """They are named when they go, are not told of again, and come back with the act undone; nothing else goes."""
    head, row = "plats;datum;tid;förening;antal\n", "Torget;2026-03-{};20-23;Vandrarna;2\n"
    path, other = tmp_path / "schema.csv", tmp_path / "kyrkan.csv"
    path.write_text(head + row.format("06") + row.format("13"), encoding="utf-8")
    other.write_text(head + "Kyrkan;2026-03-13;20-23;Församlingen;2\n", encoding="utf-8")
    places = tmp_path / "platser.csv"
    places.write_text("namn;lat;lon\nTorget;58,90;13,30\nKyrkan;58,91;13,31\n", encoding="utf-8")
    for file, kind in ((places, "places"), (path, "roster"), (other, "roster")):
        run("import", str(file), "--kind", kind)
    path.write_text(head + row.format("06"), encoding="utf-8")
    words = ("import", str(path), "--kind", "roster")
    assert "(ta bort den med --drop-gone)" in run(*words)[1]
    status, printed = run(*words, "--drop-gone")
    assert status == 0
    assert (
        "1 tidigare rad finns inte längre i filen och togs bort: Torget 2026-03-13 20:00 Vandrarna" in printed
    )
    report = json.loads(run(*words, "--drop-gone", "--json")[1])
    assert (report["gone"], report["dropped"]) == ([], [])
    store = open_workspace(tmp_path / "ort").store
    assert len(store.frame("shift_party")) == 2
    store.undo(str(store.acts(1)["id"][0]), "samordnare")
    assert len(store.frame("shift_party")) == 3


def test_the_command_says_how_a_number_counts_that_has_no_names(run: Command, tmp_path: Path) -> None:
    """A stated number beside VAKANT is unknown until the answer that is named; where none is stated none is named."""
    path, answers = tmp_path / "schema.csv", tmp_path / "svar.json"
    answers.write_text('{"accept": ["row_vacant"]}', encoding="utf-8")
    head = "plats;datum;tid;förening;namn;antal\nTorget;2026-03-06;20-23;Vandrarna;VAKANT;"
    words = ("import", str(path), "--kind", "roster")
    path.write_text(head + "\n", encoding="utf-8")
    assert "row_vacant" not in run(*words)[1]
    path.write_text(head + "2\n", encoding="utf-8")
    assert '{"accept": ["row_vacant"]}' in run(*words)[1]
    assert "ingen är bestämd än" not in run(*words, "--answers", str(answers))[1]


def test_what_is_not_read_of_a_map_is_told(run: Command, tmp_path: Path) -> None:
    """Attributes of a KML and of a GeoJSON, and free text, are named in JSON as columns of a table are, also where
    nothing is stored because of a fault.
    """
    mark = (
        "<Placemark><name>Torget</name><description>Vid kiosken</description><ExtendedData><Data name='färg'>"
        "<value>gul</value></Data></ExtendedData>{}</Placemark>"
    )
    point = "<Point><coordinates>15,60</coordinates></Point>"
    path = tmp_path / "platser.kml"
    path.write_text(f"<kml><Document>{mark.format(point)}</Document></kml>", encoding="utf-8")
    words = ("import", str(path), "--kind", "places", "--json")
    assert json.loads(run(*words)[1])["unread_columns"] == ["description", "färg"]
    path.write_text(f"<kml><Document>{mark.format('')}</Document></kml>", encoding="utf-8")
    report = json.loads(run(*words, "--all-or-nothing")[1])
    assert (report["status"], report["unread_columns"]) == ("rejected", ["description", "färg"])
    feature = {"type": "Feature", "properties": {"namn": "Torget", "färg": "gul"}, "geometry": None}
    path = tmp_path / "platser.geojson"
    path.write_text(json.dumps(feature), encoding="utf-8")
    assert json.loads(run("import", str(path), "--kind", "places", "--json")[1])["unread_columns"] == ["färg"]


def test_a_place_whose_name_two_places_have_is_told_as_that(run: Command, tmp_path: Path) -> None:
    """It is no place that nobody knows."""
    places, path = tmp_path / "platser.csv", tmp_path / "schema.csv"
    places.write_text(
        "id;namn;lat;lon\n1;Lekplatsen;58.90;13.30\n2;Lekplatsen;58.93;13.36\n", encoding="utf-8"
    )
    run("import", str(places), "--kind", "places")
    path.write_text("lokal;datum;tid;antal\nLekplatsen;2026-03-06;16-19;2\n", encoding="utf-8")
    _, printed = run("import", str(path), "--kind", "roster")
    assert "rad 2 lokal: 2 platser heter ”Lekplatsen”" in printed
    assert "finns inte i registret" not in printed


def test_a_file_is_read_by_one_process_from_the_beginning(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that begins to read while the command still loads is the only one, with answers and without."""
    path, answers = tmp_path / "lista.csv", tmp_path / "svar.json"
    path.write_text(LIST, encoding="utf-8")
    answers.write_text('{"accept": ["date_ambiguous"], "conflicts": "file"}', encoding="utf-8")
    started, start = [], children._started
    monkeypatch.setattr(children, "_started", lambda request: started.append(request) or start(request))
    run("import", str(path), "--kind", "organisations")
    run("import", str(path), "--kind", "organisations", "--answers", str(answers), "--column", "name=namn")
    assert len(started) == 2


def test_a_map_is_clipped_by_name_or_by_a_file(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that the map does not have is answered with those that it has; a file that is there is taken for one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lan.osm.pbf"
    lines = {"boundary": "administrative", "admin_level": "7", "name": "Påhitta kommun", "type": "boundary"}
    with SimpleWriter(str(path)) as writer:
        for ref, at in enumerate(
            [(16, 59), (16.01, 59), (16.01, 59.01), (16.002, 59.002), (16.004, 59.006)], 1
        ):
            writer.add_node(Node(id=ref, location=at, version=1))
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 1], version=1))
        writer.add_way(Way(id=2, nodes=[4, 5], tags={"highway": "footway"}, version=1))
        writer.add_relation(Relation(id=1, members=[("w", 1, "outer")], tags=lines, version=1))
    words = ("import", str(path), "--kind", "osm", "--within")
    status, printed = run(*words, "Ankeborg")
    assert status == 2
    assert "lan.osm.pbf har ingen gräns som heter ”Ankeborg”. Gränser som finns: Påhitta kommun." in printed
    (tmp_path / "Ankeborg").write_text("namn;x\nPåhitta;1\n", encoding="utf-8")
    assert "Ankeborg har inga ytor" in run(*words, "Ankeborg")[1]
    assert run(*words, "Påhitta")[0] == 0


def test_a_question_about_the_whole_file_is_printed_once(run: Command, tmp_path: Path) -> None:
    """Each row of a map repeats it; the text names the first and the last of them."""
    spots = [{"type": "Point", "coordinates": [500_000 + east, 6_650_000]} for east in (0, 100, 200)]
    marks = [{"type": "Feature", "properties": {"namn": f"T{n}"}, "geometry": s} for n, s in enumerate(spots)]
    path = tmp_path / "torg.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": marks}), encoding="utf-8")
    printed = run("import", str(path), "--kind", "places")[1]
    assert (printed.count("koordinatsystem"), "rad 1–3:" in printed) == (1, True)


def test_the_command_says_how_a_layer_and_a_system_are_answered(run: Command, tmp_path: Path) -> None:
    """Two maps in a package are named in an answer that can be copied; a yes to a system has no column beside it."""
    path, point = tmp_path / "kartor.kmz", "<Point><coordinates>15,60</coordinates></Point>"
    with zipfile.ZipFile(path, "w") as package:
        for name in ("torg", "parker"):
            mark = f"<kml><Placemark><name>{name}</name>{point}</Placemark></kml>"
            package.writestr(f"{name}.kml", mark)
    status, printed = run("import", str(path), "--kind", "places")
    assert (status, '{"layer": "torg"}' in printed) == (2, True)
    geometry = {"type": "Point", "coordinates": [500_000, 6_650_000]}
    lone = tmp_path / "torg.geojson"
    lone.write_text(json.dumps({"type": "Feature", "properties": {"namn": "Torget"}, "geometry": geometry}))
    status, printed = run("import", str(lone), "--kind", "places")
    assert (status, '{"accept": ["crs_unknown"]}' in printed, "--column" in printed) == (2, True, False)
