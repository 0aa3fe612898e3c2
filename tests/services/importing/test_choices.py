"""What somebody has chosen or decided is asked about before a file changes it; an answer that is none says so."""

from datetime import date

import pytest

from karta.errors import InputError
from karta.services.importing import acceptance, entries, imports, unplaced_rows
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.services.importing.partial import KINDS, offered, taken
from tests.services.importing.rows import COORDINATOR, bring, square, walk
from tests.services.importing.test_conflicts import bring as import_
from tests.services.importing.test_conflicts import edit
from tests.services.importing.test_unknown_places import HEAD, PLACES, lines


def asked(
    workspace: Workspace, kind: str, content: str, answers: object = None
) -> list[tuple[str, object, object]]:
    """Import a file and return what it asks about: field, and what stands in the app and in the file."""
    outcome = import_(workspace, kind, content, answers)
    return [(cell["field"], cell["app"], cell["file"]) for cell in outcome.conflicts]


def test_an_organisation_that_a_roster_named_keeps_what_was_typed_about_it(workspace: Workspace) -> None:
    """A person typed what it does, a list tells otherwise and more: the typed one is asked about, the other taken."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(org="Klubben"))
    edit(workspace, "organisation", does="Vandrar")
    content = "id;namn;förbund;gör\nk;KLUBBEN;Förbundet;Tränar\n"
    assert asked(workspace, "organisations", content) == [("does", "Vandrar", "Tränar")]
    stored = workspace.store.frame("organisation").iloc[0]
    assert (stored["name"], stored["umbrella"], stored["does"]) == ("KLUBBEN", "Förbundet", "Vandrar")
    assert asked(workspace, "organisations", content) == [("does", "Vandrar", "Tränar")]
    assert asked(workspace, "organisations", content, "file") == []
    assert workspace.store.frame("organisation")["does"][0] == "Tränar"


def test_a_place_that_was_put_on_the_map_by_hand_is_not_moved_by_a_list(workspace: Workspace) -> None:
    """Typed in as a park; a list has a square of the name 20 m beside: the kind is asked about, the point stays."""
    entries.add_place(workspace, COORDINATOR, name="Torget", kind="park", lat=59.3293, lon=18.0583)
    edit(workspace, "place", kind="other", address="Gatan 1")
    at = workspace.store.frame("place")["geometry"][0]
    content = "namn;lat;lon;adress\nTorget;59,32945;18,0583;Gatan 2\n"
    assert asked(workspace, "places", content) == [("address", "Gatan 1", "Gatan 2")]
    assert workspace.store.frame("place")["geometry"][0].equals(at)


def test_a_source_that_was_confirmed_by_hand_is_not_unconfirmed_by_a_list(workspace: Workspace) -> None:
    """Confirmed to the end of the year; a list says unknown: it stays known, and is asked about."""
    taken(workspace, "places", PLACES)
    taken(workspace, "organisations", "id;namn\nk;Klubben\n")
    organisations.confirm_source(workspace, COORDINATOR, "Klubben", "Torget", date(2026, 12, 31))
    content = "id;plats;förening;status\ne;Torget;Klubben;okänd\n"
    assert asked(workspace, "sources", content) == [("status", "known", "unknown")]
    assert list(workspace.store.frame("expected_source")["status"]) == ["known"]


def test_who_decided_a_need_anew_is_asked_about(filled: Workspace) -> None:
    """A person decided the rule anew; the file names another function and day: the app's decision stands."""
    rule = filled.store.frame("need_rule")["id"][0]
    rule_rows.decide_need(filled, COORDINATOR, rule_id=rule, adults=2, responsible="Kommunen")
    decided = filled.store.frame("need_rule").iloc[0]
    content = KINDS["needs"][0].replace(";Rådet;2025-08-20;", ";Nämnden;2026-01-02;")
    fields = [field for field, _, _ in asked(filled, "needs", content)]
    assert fields == ["decided_by", "decided_on"]
    after = filled.store.frame("need_rule").iloc[0]
    assert (after["decided_by"], after["decided_on"]) == (decided["decided_by"], decided["decided_on"])


def test_a_decision_that_only_the_file_has_made_is_the_files_to_correct(filled: Workspace) -> None:
    """Nobody has decided in the app: the file's own correction is taken."""
    content = KINDS["needs"][0].replace(";Rådet;2025-08-20;", ";Nämnden;2026-01-02;")
    assert asked(filled, "needs", content) == []
    assert filled.store.frame("need_rule")["decided_by"][0] == "Nämnden"


def test_a_line_that_was_bound_by_hand_is_moved_only_when_asked(workspace: Workspace) -> None:
    """Its corner is the park, somebody said; the file says the square now: that is asked, and then it moves."""
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", HEAD + "h;Hörnan;fre;20-23;Klubben;4\n")
    (row,) = unplaced_rows.waiting(workspace, COORDINATOR)["id"]
    park = workspace.store.frame("place").set_index("name")["id"]["Parken"]
    unplaced_rows.place_waiting(workspace, COORDINATOR, row, place_id=park)
    content = HEAD + "h;Torget;fre;20-23;Klubben;4\n"
    assert asked(workspace, "roster", content) == [("place", "Parken", "Torget")]
    assert lines(workspace) == [("Parken", 4.0)]
    asked(workspace, "roster", content, "file")
    assert lines(workspace) == [("Torget", 4.0)]


def test_a_line_that_was_given_an_organisation_keeps_it(workspace: Workspace) -> None:
    """The file named none, somebody said whose it is; a later one that names another is asked about."""
    taken(workspace, "places", PLACES)
    taken(workspace, "organisations", "namn\nScouterna\n")
    taken(workspace, "roster", HEAD + "r;Torget;fre;20-23;;4\n")
    scouts = workspace.store.frame("organisation").set_index("name")["id"]["Scouterna"]
    edit(workspace, "shift_party", organisation_id=scouts)
    content = HEAD + "r;Torget;fre;20-23;Kören;4\n"
    assert asked(workspace, "roster", content) == [("org", "Scouterna", "Kören")]
    assert list(workspace.store.frame("shift_party")["organisation_id"]) == [scouts]


def test_a_place_that_was_pointed_out_for_a_row_is_not_moved_unasked(workspace: Workspace) -> None:
    """A row without a position was said to be the park; the list has a position now, a kilometre off."""
    taken(workspace, "places", PLACES)
    offered(workspace, "places", "id;namn\nh;Hörnan\n", "hörn.csv")
    (row,) = unplaced_rows.waiting(workspace, COORDINATOR)["id"]
    park = workspace.store.frame("place").set_index("name")["id"]["Parken"]
    unplaced_rows.place_waiting(workspace, COORDINATOR, row, place_id=park)
    before = workspace.store.frame("place").set_index("id").loc[park, "geometry"]
    content = "id;namn;lat;lon\nh;Hörnan;59,35;18,06\n"
    assert "geometry" in [field for field, _, _ in asked(workspace, "places", content)]
    assert workspace.store.frame("place").set_index("id").loc[park, "geometry"].equals(before)


def test_only_organisations_that_the_file_makes_or_the_register_has_can_be_admitted(
    workspace: Workspace,
) -> None:
    """A line whose other organisation in the app stays does not make the one that the file names."""
    taken(workspace, "places", PLACES)
    taken(workspace, "roster", HEAD + "r;Torget;fre;20-23;Klubben;4\n")
    taken(workspace, "organisations", "namn\nScouterna\n")
    scouts = workspace.store.frame("organisation").set_index("name")["id"]["Scouterna"]
    edit(workspace, "shift_party", organisation_id=scouts)
    path = workspace.folder.parent / "roster.csv"
    path.write_text(HEAD + "r;Torget;fre;20-23;Kören;5\n", encoding="utf-8")
    changes = imports.preview_file(workspace, COORDINATOR, path, "roster")
    assert "Kören" not in changes.admissions.open.values()
    acceptance.apply(workspace, COORDINATOR, changes, admit=list(changes.admissions.open))


@pytest.mark.parametrize(
    ("answers", "code", "facts"),
    [
        ("aap", "conflict_answer_all", {"value": "aap"}),
        ({"2": "File"}, "conflict_answer", {"row": "2", "value": "File"}),
        ({"2": {"antal vuxna": "fil"}}, "conflict_answer", {"row": "2", "value": "fil"}),
        ({"3": {"antal vuxna": 6}}, "conflict_answer", {"row": "3", "value": 6}),
        ({"2": {"antal vuxan": "file"}}, "conflict_answer_column", {"row": "2", "column": "antal vuxan"}),
    ],
)
def test_a_misspelt_answer_is_told_with_its_row(
    workspace: Workspace, answers: object, code: str, facts: dict[str, object]
) -> None:
    """Nothing is stored, and one sentence says which answer it is."""
    taken(workspace, "places", PLACES)
    path = workspace.folder.parent / "roster.csv"
    path.write_text(HEAD + "r;Torget;fre;20-23;Klubben;4\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        imports.preview_file(workspace, COORDINATOR, path, "roster", answers={"conflicts": answers})
    assert (error.value.code, {name: error.value.facts[name] for name in facts}) == (code, facts)
    outcome = imports.import_file(workspace, COORDINATOR, path, "roster", answers={"conflicts": answers})
    assert (outcome.status, outcome.act_id) == ("rejected", None)
    assert str(next(iter(facts.values()))) in (outcome.refusal or "")
