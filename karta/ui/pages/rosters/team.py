"""People by dates: who of a team goes when, and how the shifts to come are shared."""

import html
from collections.abc import Mapping

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, allowed, belonging_to
from karta.services.register import organisations
from karta.services.rosters import invitations, teams
from karta.services.rosters.teams import Load, Member, Team
from karta.ui import own_organisation, words
from karta.ui.context import PART, Context
from karta.ui.pages.rosters import card, lines

SIGNS = {"signed": "●", "stand_in": "◐", "waiting": "○"}


def show(context: Context) -> None:
    """Show the table of a team, and what each organisation has ahead."""
    loads = teams.loads(context.workspace, context.viewer)
    if allowed(context.viewer, "see_people", WORKSPACE):
        _team(context, {load.name: load.shifts for load in loads})
    else:
        words.paragraph(context.say("rosters.people_not_yours"), "quiet")
    _loads(context, loads)


def _team(context: Context, busy: Mapping[str, int]) -> None:
    """Show one team: at first the viewer's own, else the one that has most shifts ahead (`busy`, by name)."""
    say = context.say
    names = organisations.organisations(context.workspace, context.viewer)
    peopled = invitations.organisations_with_people(context.workspace, context.viewer)
    names = {
        org: name for org, name in names.items()
        if org in peopled and allowed(context.viewer, "see_people", belonging_to(org))
    }  # fmt: skip
    if not names:
        words.paragraph(say("rosters.people_nobody"), "quiet")
        return
    busiest = max(names, key=lambda org: busy.get(names[org], 0))
    first = own_organisation.first(context.viewer, names) or busiest
    org = st.selectbox(
        say("rosters.organisation"), list(names), list(names).index(first), format_func=names.__getitem__,
        key="team_org",
    )  # fmt: skip
    team = teams.team(context.workspace, context.viewer, org)
    words.heading(say("rosters.team_of", org=names[org], weeks=teams.WEEKS))
    if not team.shifts:
        words.paragraph(say("rosters.team_none"), "quiet")
        return
    st.html(_table(context, team, say("rosters.team_of", org=names[org], weeks=teams.WEEKS)))
    words.paragraph(say("rosters.team_signs"), "quiet")


def _table(context: Context, team: Team, title: str) -> str:
    say, language = context.say, context.workspace.language
    heads = "".join(_head(context, shift) for shift in team.shifts)
    body = "".join(_row(context, member, team) for member in team.members)
    missing = "".join(
        f"<td>{_cell(shift.adults, shift.missing, say('rosters.needed', count=shift.missing))}</td>"
        for shift in team.shifts
    )
    total = number(sum(member.hours for member in team.members), 1, language)
    name = html.escape(title)
    load = "".join(
        f"<th scope='col'>{html.escape(say(f'rosters.team_{of}'))}</th>" for of in ("shifts", "hours")
    )
    return (
        f"<div class='karta-table karta-team' role='region' tabindex='0' aria-label='{name}'>"
        f"<table aria-label='{name}'><thead><tr><th scope='col'>{html.escape(say('rosters.count_person'))}</th>"
        f"{load}{heads}</tr></thead><tbody>{body}<tr class='sum'><th scope='row'>"
        f"{html.escape(say('rosters.team_coming'))}</th><td></td><td>{total}</td>{missing}</tr></tbody></table></div>"
    )


def _head(context: Context, shift: ShiftOccurrence) -> str:
    """Return the head of a column: day, hours and place, and the way to the shift."""
    start = shift.start.astimezone(context.workspace.zone)
    day = html.escape(day_text(start, context.workspace.language))
    where = html.escape(lines.where(context, shift))
    address = html.escape(f"?{PART}=ahead&{card.OPEN}={shift.occurrence_id}")
    return f"<th scope='col'><a href='{address}' target='_self'>{day}<br>{start:%H:%M}</a><small>{where}</small></th>"


def _row(context: Context, member: Member, team: Team) -> str:
    cells = "".join(_state(context, member.states.get(shift.occurrence_id)) for shift in team.shifts)
    hours = number(member.hours, 1, context.workspace.language)
    return f"<tr><th scope='row'>{html.escape(member.name)}</th><td>{member.shifts}</td><td>{hours}</td>{cells}</tr>"


def _state(context: Context, state: str | None) -> str:
    if state is None:
        return "<td></td>"
    said = html.escape(context.say(f"rosters.state_{state}"))
    sign = f"<span aria-hidden='true'>{SIGNS[state]}</span><span class='karta-said'>{said}</span>"
    return f"<td class='{state}' title='{said}'>{sign}</td>"


def _cell(adults: int, missing: int, said: str) -> str:
    return f"<strong>{html.escape(said)}</strong>" if missing else str(adults)


def _loads(context: Context, rows: list[Load]) -> None:
    """Show what each organisation has in the weeks to come."""
    if not rows:
        return
    say, language = context.say, context.workspace.language
    title = say("rosters.loads", weeks=teams.WEEKS)
    words.heading(title)
    words.paragraph(say("rosters.loads_what"), "quiet")
    words.table(
        [say(f"rosters.loads_{name}") for name in ("org", "shifts", "hours", "missing")],
        [(row.name, row.shifts, number(row.adult_hours, 1, language), row.missing or "–") for row in rows],
        title,
    )  # fmt: skip
