"""Need rules as sentences: what is decided and by whom; what is only suggested stands apart."""

from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context, rules: pd.DataFrame) -> None:
    """Show decided rules, then suggestions apart."""
    if rules.empty:
        words.paragraph(context.say("register.need_none"), "quiet")
        return
    for state in ("decided", "suggested"):
        own = rules[rules["state"] == state].to_dict("records")
        if not own:
            continue
        # The key is the theme's: what is only suggested stands in a box of dashes.
        with st.container(gap="xsmall", key=f"karta_{state}"):
            words.paragraph(context.say(f"register.rules_{state}"), state)
            words.bullets([line(context, {str(k): v for k, v in rule.items()}) for rule in own])


def line(context: Context, rule: dict[str, Any]) -> str:
    """Return one rule as a sentence with its price, who decided it and until when."""
    sentences = [what(context, rule), price(context, rule)]
    if rule["state"] == "decided":
        nobody = context.say("gaps.decided_by_nobody_named")
        sentences.append(
            context.say(
                "register.rule_by",
                decided_by=rule["decided_by"] or nobody,
                responsible=rule["responsible"] or nobody,
            )
        )
    if rule["valid_to"] is not None:
        sentences.append(context.say("register.rule_until", day=on(context, rule["valid_to"])))
    elif rule["state"] == "decided":
        sentences.append(context.say("needs.without_end"))
    if rule["reason"]:
        sentences.append(str(rule["reason"]))
    return " ".join(sentences)


def what(context: Context, rule: dict[str, Any]) -> str:
    """Return what a rule asks for: adults, days and hours."""
    if rule["adults"] == 0:
        return context.say("register.rule_nothing")
    return context.say(
        f"register.rule_{'add' if rule['type'] == 'add' else rule['mode']}",
        adults=number(float(rule["adults"]), 0, context.workspace.language),
        days=days(context, rule["days"]),
        hours=hours(context, rule),
    )


def hours(context: Context, rule: dict[str, Any]) -> str:
    """Return the hours of a rule in words; of an anchored rule the name of its anchor."""
    if rule["anchor"] != "clock":
        return context.say(f"register.anchor_{rule['anchor']}")
    return f"{rule['start']}–{rule['end']}"


def price(context: Context, rule: dict[str, Any]) -> str:
    """Return what a rule costs in an ordinary week."""
    if rule["adults"] == 0:
        return ""
    facts = {
        "hours": number(float(rule["adult_hours"]), 0, context.workspace.language),
        "visits": rule["visits"],
    }
    if rule["adult_hours"] == 0:
        return context.say("register.price_rare")
    return context.say("register.price_visit" if rule["visits"] else "register.price_stay", **facts)


def days(context: Context, tokens: str) -> str:
    """Return day tokens as words."""
    return ", ".join(context.say(f"days.{token}") for token in str(tokens).split(";") if token)
