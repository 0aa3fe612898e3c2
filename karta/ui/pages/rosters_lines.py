"""How a shift is said in lines: when and where, how many, what is missing, what one must know."""

from karta.model.shift import Turn
from karta.services import turns
from karta.ui.app import Context


def heading(context: Context, turn: Turn) -> str:
    """Return day, hours and place."""
    return f"{turns.when(context.workspace, turn)} · {turn.place}"


def counted(context: Context, turn: Turn) -> str:
    """Return how many have signed up of how many; below the minimum, that it is no presence yet."""
    if turn.phase == "understaffed":
        return context.say("web.understaffed", count=turn.adults, least=turn.min_team)
    return context.say("web.full" if turn.is_full else "web.staffed", count=turn.adults)


def facts(context: Context, turn: Turn) -> list[str]:
    """Return what else is known of a shift, a line each."""
    parties = ", ".join(party.organisation for party in turn.parties)
    lines = [context.say("rosters.parties", orgs=parties)]
    lines += [
        context.say(f"web.{name}", what=getattr(turn, name))
        for name in ("meeting_point", "notes", "invite_to")
        if getattr(turn, name)
    ]
    if turn.missing_roles:
        wanted = ", ".join(context.say(f"web.role_{role}") for role in turn.missing_roles)
        lines.append(context.say("web.roles", what=wanted))
    elif turn.roles:
        lines.append(context.say("rosters.roles_taken"))
    if turn.known_here:
        lines.append(context.say("web.known_here"))
    if turn.waiting:
        lines.append(context.say("rosters.waiting", count=len(turn.waiting)))
    if turn.stand_ins:
        lines.append(context.say("rosters.stand_ins", count=turn.stand_ins))
    return lines
