"""What young people have said as groups, by place and hour, beside the decided need; and what became of it.

Nothing here is read by anything that computes need: a wish becomes need only when somebody decides it (METHOD 1).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from karta.errors import ConflictError, InputError
from karta.model import day_bounds, typed_numbers, typed_text
from karta.model.recurrence import WEEKDAYS
from karta.model.schedule import parse_end, parse_time
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.free_text import about_places
from karta.services.needs import decisions
from karta.services.workspace import Workspace
from karta.sources.survey_table import LEAST_YOUNG, WISHES

Outcome = Literal["decided", "not_decided", "talk_first"]
OUTCOMES: tuple[Outcome, ...] = ("decided", "not_decided", "talk_first")
MOST_YOUNG = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """How many young people, ten or more, wish something of a place and hours: `missed` or `alone`."""

    place_id: str
    days: str
    start: str
    end: str
    wish: str
    young: int


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that was asked: by which function, the day of the last answer, and how many answered in all."""

    survey_id: str
    name: str
    asked_by: str
    asked_on: date
    answers: int
    version: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A stored wish with the name of its place, what became of it, and what is decided there (whole sentences' facts).

    `rules`: the decisions in force at the place, as rows of `decisions.decisions`.
    """

    wish_id: str
    place: str
    told: Told
    outcome: str | None
    answered_by: str | None
    answered_on: date | None
    version: int
    rules: tuple[dict[str, Any], ...] = ()


def surveys(workspace: Workspace, viewer: Viewer) -> list[Survey]:
    """Return the surveys, latest first."""
    require(viewer, "see_voices", WORKSPACE)
    rows = workspace.store.frame("survey").to_dict("records")
    made = [
        Survey(
            row["id"], row["name"], row["asked_by"], row["asked_on"], int(row["answers"]), int(row["version"])
        )
        for row in rows
    ]
    return sorted(made, key=lambda each: (each.asked_on, each.survey_id), reverse=True)


def voices(workspace: Workspace, viewer: Viewer, survey_id: str) -> list[Voice]:
    """Return the wishes of a survey by place and hour, each beside what is decided at its place."""
    require(viewer, "see_voices", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = reading.frame("wish").to_dict("records")
        places = reading.frame("place", columns=("id", "name"))
    names = dict(zip(places["id"], places["name"], strict=True))
    rules: dict[str, list[dict[str, Any]]] = {}
    for rule in decisions.decisions(workspace, viewer).to_dict("records"):
        rules.setdefault(rule["place_id"], []).append({str(name): cell for name, cell in rule.items()})
    made = [
        Voice(
            row["id"], names.get(row["place_id"], ""),
            Told(row["place_id"], row["days"], row["start"], row["end"], row["wish"], int(row["young"])),
            row["outcome"], row["answered_by"], row["answered_on"], int(row["version"]),
            tuple(rules.get(row["place_id"], ())),
        )
        for row in rows
        if row["survey_id"] == survey_id
    ]  # fmt: skip
    return sorted(made, key=lambda each: (each.place.casefold(), each.told.start, each.told.wish))


def add(
    workspace: Workspace,
    viewer: Viewer,
    told: Collection[Told],
    *,
    name: str,
    asked_by: str,
    asked_on: date,
    answers: int,
) -> str:
    """Store a survey with its wishes, in one act, and return its id.

    Raises
    ------
    InputError
        `name_missing`, `function_missing`, `survey_few_cells` for a wish of fewer than ten, `survey_nothing`,
        `survey_more_wishes` where more wish something than have answered.
    """
    require(viewer, "keep_voices", WORKSPACE)
    title, function = about_places(name), about_places(asked_by)
    if not title:
        raise InputError("name_missing")
    if not function:
        raise InputError("function_missing", most=typed_text.MOST_OF_NAME)
    number = int(typed_numbers.number(answers, LEAST_YOUNG, MOST_YOUNG))
    if not told:
        raise InputError("survey_nothing")
    for each in told:
        _check(each, number)
    day = day_bounds.checked(asked_on)
    if day > workspace.today:
        raise InputError("survey_ahead")
    with workspace.act(viewer, "add_survey", note=title) as act:
        survey = {"name": title, "asked_by": function, "asked_on": day, "answers": number}
        survey_id = act.insert("survey", [survey])[0]
        for each in told:
            act.row("place", each.place_id)
        act.insert(
            "wish",
            [
                {
                    "survey_id": survey_id, "place_id": each.place_id, "days": each.days, "start": each.start,
                    "end": each.end, "wish": each.wish, "young": each.young,
                }
                for each in told
            ],
        )  # fmt: skip
        return survey_id


def remove(workspace: Workspace, viewer: Viewer, survey_id: str, *, version: int) -> None:
    """Take a survey and its wishes out. Raises ConflictError when it has changed since it was read."""
    require(viewer, "keep_voices", WORKSPACE)
    with workspace.act(viewer, "remove_survey") as act:
        if act.row("survey", survey_id)["version"] != version:
            raise ConflictError("row_changed", table="survey")
        act.retire("wish", [row["id"] for row in act.rows("wish", "survey_id", [survey_id])])
        act.retire("survey", [survey_id])


def answer(
    workspace: Workspace, viewer: Viewer, wish_id: str, outcome: str, function: str, *, version: int
) -> None:
    """Note what became of a wish, by which function, today. It changes no need.

    Raises
    ------
    InputError
        For an outcome that there is not, and `function_missing`.
    """
    require(viewer, "keep_voices", WORKSPACE)
    if outcome not in OUTCOMES:
        raise InputError("value_not_allowed", value=outcome, allowed=", ".join(OUTCOMES))
    by = about_places(function)
    if not by:
        raise InputError("function_missing", most=typed_text.MOST_OF_NAME)
    with workspace.act(viewer, "answer_voices") as act:
        values = {"outcome": outcome, "answered_by": by, "answered_on": workspace.today}
        act.update("wish", wish_id, version, values)


def _check(told: Told, answers: int) -> None:
    start, end = parse_time(told.start), parse_end(told.end)
    days = told.days.split(";")
    if told.wish not in WISHES:
        raise InputError("value_not_allowed", value=told.wish, allowed=", ".join(WISHES))
    if not set(days) <= set(WEEKDAYS) or start == end:
        raise InputError("hours_are_none")
    if told.young < LEAST_YOUNG:
        raise InputError("survey_few_cells", least=LEAST_YOUNG)
    if told.young > answers:
        raise InputError("survey_more_wishes", count=told.young, answers=answers)
