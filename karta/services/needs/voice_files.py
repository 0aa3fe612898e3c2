"""Files of what young people have said as groups: read and shown before anything is stored, and let go of."""

from dataclasses import dataclass
from pathlib import Path

from karta.errors import Issue
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.needs.voices import Told
from karta.services.register import places
from karta.services.workspace import Workspace
from karta.sources.survey_table import SurveyLine, read_survey


@dataclass(frozen=True)
class SurveyFile:
    """The cells of a file at places that are in the register, with the names of those; and what is not read."""

    told: tuple[Told, ...]
    names: dict[str, str]
    issues: tuple[Issue, ...]


def survey_in(workspace: Workspace, viewer: Viewer, path: Path) -> SurveyFile:
    """Return what a file says, in its order. Raises InputError when the file as a whole must not be used."""
    require(viewer, "keep_voices", WORKSPACE)
    table = read_survey(path)
    frame = places.places(workspace, viewer)
    names = dict(zip(frame["id"], frame["name"], strict=True))
    ids: dict[str, list[str]] = {}
    for place_id, name in names.items():
        ids.setdefault(name_key(str(name)), []).append(str(place_id))
    issues, cells = list(table.issues), dict[tuple[str, str, str, str, str], Told]()
    faulty: set[int] = set()
    for line in table.lines:
        matches = ids.get(name_key(line.place), [])
        if len(matches) != 1:
            if line.row not in faulty:
                code = "survey_place_several" if matches else "survey_place_unknown"
                issues.append(Issue(line.row, table.columns["place"], code, value=line.place[:80]))
            faulty.add(line.row)
            continue
        key = (matches[0], line.days, line.start, line.end, line.wish)
        if key in cells:
            issues.append(Issue(line.row, table.columns[line.wish], "survey_twice"))
            continue
        cells[key] = _told(matches[0], line)
    return SurveyFile(tuple(cells.values()), names, tuple(sorted(issues, key=lambda issue: issue.row or 0)))


def _told(place_id: str, line: SurveyLine) -> Told:
    return Told(place_id, line.days, line.start, line.end, line.wish, line.young)
