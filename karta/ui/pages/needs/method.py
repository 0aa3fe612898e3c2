"""The method's numbers: what each is, what speaks for it, and the form that changes one."""

from functools import partial

import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.needs import method_settings
from karta.services.needs.method_settings import MethodSetting
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts


def show(context: Context) -> None:
    """Show the numbers in a table, and the form of one."""
    say = context.say
    words.paragraph(say("needs.method_lead"))
    settings = method_settings.settings(context.workspace, context.viewer)
    heads = [say(f"needs.method_head_{name}") for name in ("name", "value", "default", "grade", "source")]
    with st.container(key="karta_method"):
        words.table(heads, [_row(context, one) for one in settings], say("needs.part_method"))
    is_changed = any(one.is_changed for one in settings)
    words.paragraph(say("needs.method_changed" if is_changed else "needs.method_same"), "quiet")
    if allowed(context.viewer, "edit_settings", WORKSPACE):
        _form(context, settings)


def _row(context: Context, setting: MethodSetting) -> tuple[str, ...]:
    say = context.say
    return (
        say(f"needs.method_{setting.name}"), _value(context, setting) + (" *" if setting.is_changed else ""),
        _number(context, setting.default), say(f"needs.grade_{setting.grade}"), say(f"needs.source_{setting.name}"),
    )  # fmt: skip


def _form(context: Context, settings: list[MethodSetting]) -> None:
    say = context.say
    by_name = {one.name: one for one in settings}
    name = st.selectbox(
        say("needs.method_which"), list(by_name), key="method_name",
        format_func=lambda name: say(f"needs.method_{name}"),
    )  # fmt: skip
    setting = by_name[name]
    edit = edits.opened(f"method_{name}", setting, setting.version, _texts(context, setting))
    with st.form(f"method_{name}"):
        typed = st.number_input(
            say(f"needs.method_{name}"), setting.least, setting.most, edit.row.value,
            1.0 if setting.whole else None, key=edit.key(f"method_value_{name}", say(f"needs.method_{name}")),
            help=say("needs.method_bounds", least=_number(context, setting.least), most=_number(context, setting.most)),
            format="%.0f" if setting.whole else "%g",
        )  # fmt: skip
        buttons = st.container(horizontal=True)
        sent = buttons.form_submit_button(
            say("needs.method_do"), type="primary", key=edit.watch(f"method_do_{name}")
        )
        back = buttons.form_submit_button(say("needs.method_back"), key=edit.watch(f"method_back_{name}"))
    if sent or back:
        value = typed if sent else setting.default
        act = partial(
            method_settings.set_value, context.workspace, context.viewer, name, value, version=edit.version
        )

        def stored() -> tuple[int, Texts]:
            now = {one.name: one for one in method_settings.settings(context.workspace, context.viewer)}[name]
            return now.version, _texts(context, now)

        texts = {say(f"needs.method_{name}"): _number(context, value)}
        feedback.save(
            context, edit, act, "needs.method_done", texts, stored, name=say(f"needs.method_{name}")
        )
    edits.compare(context, edit)


def _texts(context: Context, setting: MethodSetting) -> Texts:
    return {context.say(f"needs.method_{setting.name}"): _value(context, setting)}


def _value(context: Context, setting: MethodSetting) -> str:
    return _number(context, setting.value)


def _number(context: Context, value: float | None) -> str:
    return "–" if value is None else number(value, 2, context.workspace.language)
