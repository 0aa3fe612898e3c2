"""The services of measures, meetings and who does what, as they are tried with hostile values."""

from datetime import date

from karta.services.needs import measures, meetings
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, Town
from tests.services.typed_voices import VOICES

DAY = date(2026, 9, 18)
_MEASURE = {
    "need": "Ingen vid torget", "goal": "Vuxna på fredagar", "what": "Två vuxna", "aims": ["crime"],
    "responsible": "Kommunen", "decided_by": "Rådet", "decided_on": DAY, "programme": "Trygg fredag", "look_again": DAY,
}  # fmt: skip


def _measure(town: Town) -> Values:
    measure_id = measures.add(town.workspace, COORDINATOR, **_MEASURE)
    return {"measure_id": measure_id, "version": town.row_version("measure", measure_id)}


def _task(town: Town) -> Values:
    task_id = meetings.add_task(
        town.workspace, COORDINATOR, kind="task", words="Fråga", responsible="Kommunen", due=DAY
    )
    return {"task_id": task_id, "version": town.row_version("task", task_id)}


MEASURES: dict[str, Service] = {
    "needs/measures.py: add": plain(measures.add, lambda town: {**_MEASURE, "place_ids": [town.place]}),
    "needs/measures.py: note": plain(
        measures.note, lambda _: {"state": "running", "result": "Sent", "learned": "Tidigare", "look_again": DAY},
        _measure,
    ),
    "needs/measures.py: remove": plain(
        measures.remove,
        lambda town: {"measure_id": _measure(town)["measure_id"]},
        # It has just been stored, by the last act.
        lambda town: {"version": town.workspace.store.revision()},
    ),
    "needs/meetings.py: hold": plain(
        meetings.hold, lambda _: {"day": DAY, "about": "Hösten", "parties": ["Polisen", "Skolan"]}
    ),
    "needs/meetings.py: add_task": plain(
        meetings.add_task,
        lambda town: {
            "kind": "task", "words": "Laga lampan", "responsible": "Kommunen", "due": DAY, "place_id": town.place,
        },
    ),
    "needs/meetings.py: finish": plain(meetings.finish, lambda _: {}, _task),
    **VOICES,
}  # fmt: skip
