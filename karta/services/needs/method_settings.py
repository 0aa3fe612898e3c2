"""The method's numbers that a municipality may change, each with its bounds and the grade of what speaks for it.

What is not the default is named wherever the figures go out on paper or in a file.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from karta.errors import InputError
from karta.i18n import number, text
from karta.model import typed_numbers
from karta.model.shift import REST_HOURS
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings
from karta.settings import Method, data_dir
from karta.store.settings import Setting

# Settings beside the method's own; an adult-hour has no price until the municipality says one.
BESIDE: dict[str, float | None] = {"rest_hours": REST_HOURS, "hour_price": None}


@dataclass(frozen=True, slots=True)
class MethodSetting:
    """A number of the method: what it is, what it would be if nobody had changed it, its bounds and its grade.

    `version` is what a change of what was read here hands in.
    """

    name: str
    value: float | None
    default: float | None
    version: int
    least: float
    most: float
    whole: bool
    grade: str

    @property
    def is_changed(self) -> bool:
        """Whether it is another one than the method's own."""
        return self.value != self.default


def settings(workspace: Workspace, viewer: Viewer) -> list[MethodSetting]:
    """Return the numbers that can be changed, in the order in which they are shown."""
    require(viewer, "see_rules", WORKSPACE)
    return _settings(workspace)


def set_value(workspace: Workspace, viewer: Viewer, name: str, value: float | None, *, version: int) -> None:
    """Set a number of the method; None, or the default, leaves it as the method has it.

    Raises
    ------
    InputError
        `number_outside`; `reach_reversed` where the reach would end before it is full.
    ConflictError
        `row_changed` when somebody has set it since `version` was read.
    """
    require(viewer, "edit_settings", WORKSPACE)
    by_name = {setting.name: setting for setting in _settings(workspace)}
    if name not in by_name:
        raise InputError("value_not_allowed", value=name, allowed=", ".join(by_name))
    setting = by_name[name]
    stored = None
    if value is not None and value != setting.default:
        checked = typed_numbers.number(value, setting.least, setting.most)
        stored = f"{round(checked)}" if setting.whole else f"{checked:g}"
    values = {one.name: one.value for one in by_name.values()}
    values[name] = setting.default if stored is None else float(stored)
    if not (values["d_full_m"] or 0) < (values["d_zero_m"] or 0):
        raise InputError("reach_reversed")
    put_settings(workspace, viewer, name, {name: stored}, {name: version})


def changed_text(workspace: Workspace) -> str:
    """Return the numbers of the method that are not its own, as sheets name them; "" where all are."""
    language = workspace.language
    named = [
        text(
            "needs.method_named", language, name=text(f"needs.method_{one.name}", language),
            value=number(one.value or 0.0, 2, language), default=number(one.default or 0.0, 2, language),
        )
        for one in _settings(workspace)
        if one.is_changed and one.name not in BESIDE
    ]  # fmt: skip
    return "; ".join(named)


def _settings(workspace: Workspace) -> list[MethodSetting]:
    defaults: dict[str, Any] = {field.name: field.default for field in fields(Method)} | BESIDE
    stored = workspace.settings(list(_described()))
    return [
        MethodSetting(
            name, _value(stored[name], defaults[name]), defaults[name], stored[name].version, float(facts["least"]),
            float(facts["most"]), bool(facts.get("whole")), facts["grade"],
        )
        for name, facts in _described().items()
    ]  # fmt: skip


def _value(stored: Setting, default: float | None) -> float | None:
    return default if stored.value is None else float(stored.value)


@cache
def _described() -> dict[str, dict[str, Any]]:
    return tomllib.loads((data_dir() / "method.toml").read_text(encoding="utf-8"))
