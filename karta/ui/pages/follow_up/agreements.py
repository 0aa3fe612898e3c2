"""Överenskommelser: what an association and another have promised each other, what has come of it, and its annex."""

from functools import partial

import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.follow_up import agreement_annex, agreement_delivery, agreements
from karta.services.follow_up.agreements import Agreement
from karta.ui import words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.follow_up import agreement_forms

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Two walks of four hours: what one active person can be asked for in a month. [K]
HOURS_EACH = 8.0


def show(context: Context) -> None:
    """Show the part."""
    words.paragraph(context.say("agreements.lead"))
    if not allowed(context.viewer, "see_agreements", WORKSPACE):
        words.paragraph(context.say("agreements.none"), "quiet")
        return
    listed = agreements.listed(context.workspace, context.viewer)
    if not listed:
        words.paragraph(context.say("agreements.none"), "quiet")
    for each in listed:
        _card(context, each)
    if allowed(context.viewer, "keep_agreements", WORKSPACE):
        agreement_forms.show(context, listed)


def _card(context: Context, each: Agreement) -> None:
    say, terms, language = context.say, each.terms, context.workspace.language
    title = f"{each.association} · {each.counterpart}"
    words.heading(title)
    given = ((each.association, terms.association_gives), (each.counterpart, terms.counterpart_gives))
    lines = [
        say("agreements.until", first=on(context, terms.valid_from), last=on(context, terms.valid_to)),
        say("agreements.decided", function=terms.decided_by),
        *(say("agreements.gives", organisation=who, what=what) for who, what in given if what),
    ]
    if terms.kronor is not None:
        lines.append(say("agreements.kronor", kronor=number(terms.kronor, 0, language)))
    words.bullets(lines)
    done = agreement_delivery.delivered(context.workspace, context.viewer, each.agreement_id)
    promised = (say("agreements.promised"), number(terms.promised_ah, 1, language), "")
    if done is None:
        words.figures([promised], say("agreements.not_shared"))
    else:
        clock = agreement_annex.clock(done.minutes)
        facts = [
            promised,
            (say("agreements.delivered"), clock, ""),
            (say("agreements.unreported"), str(done.unreported), ""),
        ]
        words.figures(facts, say("agreements.delivered_what"))
    _claim(context, each)
    people = agreement_delivery.people_needed(each, HOURS_EACH)
    words.paragraph(say("agreements.people", count=people, hours=number(HOURS_EACH, 0, language)), "quiet")
    _months(context, each, title)
    if done is not None:
        st.download_button(
            say("agreements.annex"),
            partial(agreement_annex.annex, context.workspace, context.viewer, each.agreement_id),
            f"{say('agreements.annex_file')}.xlsx", mime=XLSX, key=f"annex_{each.agreement_id}",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _claim(context: Context, each: Agreement) -> None:
    say, language = context.say, context.workspace.language
    claim = agreement_delivery.claim(context.workspace, context.viewer, each.agreement_id)
    if claim is None:
        return
    amounts = {"each": number(claim.kronor_per_walk, 2, language), "sum": number(claim.kronor, 2, language)}
    line = say("agreements.claim", walks=claim.walks, payer=claim.payer, **amounts)
    words.paragraph(f"{line} {say('agreements.claim_ready' if claim.ready else 'agreements.claim_later')}")


def _months(context: Context, each: Agreement, title: str) -> None:
    say, language = context.say, context.workspace.language
    rows = [
        [
            f"{say(f'time.month_{int(month.month[5:])}')} {month.month[:4]}",
            *("–" if amount is None else number(amount, 1, language)
              for amount in (month.need_ah, month.promised_ah, month.uncovered_ah)),
        ]
        for month in agreement_delivery.months(context.workspace, context.viewer, each.agreement_id)
    ]  # fmt: skip
    columns = [say(f"agreements.{name}") for name in ("month", "need", "promise", "uncovered")]
    words.heading(say("agreements.months"), 3)
    words.table(columns, rows, f"{say('agreements.months')}: {title}")
    words.paragraph(say("agreements.months_what"), "quiet")
