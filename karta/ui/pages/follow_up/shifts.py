"""Shifts by sector, all by the same rule, whom they met in four classes, and what was raised, as counts."""

from karta.i18n import number, share
from karta.privacy import WORKSPACE, allowed
from karta.services.follow_up import figures, raised
from karta.services.follow_up.figures import Done
from karta.services.needs import deciding
from karta.ui import words
from karta.ui.context import PART, Context, page_link
from karta.ui.pages.follow_up.year import year as year_of


def show(context: Context) -> None:
    """Show the part."""
    year, say = year_of(context), context.say
    if year is None:
        return
    words.heading(say("follow_up.sectors_title"))
    words.paragraph(say("follow_up.sectors_lead"), "quiet")
    sectors = figures.done_by_sector(context.viewer, year)
    names = [say("follow_up.sector"), *(say(f"follow_up.column_{name}") for name in (
        "planned", "carried_out", "cancelled", "short", "not_held", "unreported", "rate",
    ))]  # fmt: skip
    rows = [_row(context, sector, row) for sector, done in sectors.items() for row in done]
    if rows:
        words.table(names, rows, say("follow_up.sectors_title"))
    withheld = [say(f"sectors.{sector}") for sector, done in sectors.items() if not any(
        row.whose != "own" for row in done
    )]  # fmt: skip
    if withheld:
        words.paragraph(say("follow_up.sectors_held_back", names=", ".join(withheld)), "quiet")
    _met(context, figures.done(context.viewer, year))
    words.heading(say("follow_up.raised_title"))
    words.paragraph(say("follow_up.raised_lead"), "quiet")
    counts = raised.counts(context.workspace, context.viewer, year)
    heads = [say("follow_up.raised_what"), say("follow_up.raised_count"), say("follow_up.raised_answered")]
    lines = [
        (say(f"follow_up.raised_{kind}"), str(count), str(done)) for kind, (count, done) in counts.items()
    ]
    words.table(heads, lines, say("follow_up.raised_title"))
    _review(context)


def _row(context: Context, sector: str, row: Done) -> list[str]:
    language, results = context.workspace.language, row.shifts.results
    sector_name = context.say(f"sectors.{sector}")
    whose = context.say("follow_up.sector_own", name=sector_name) if row.whose == "own" else sector_name
    planned = number(row.shifts.planned, 0, language)
    carried_out = f"{results['carried_out']} ({share(row.shifts.carried_out_share, language)})"
    others = (str(count) for name, count in results.items() if name != "carried_out")
    return [whose, planned, carried_out, *others, share(row.rate, language)]


def _met(context: Context, done: list[Done]) -> None:
    say = context.say
    words.heading(say("follow_up.met_title"))
    words.paragraph(say("follow_up.met_lead"), "quiet")
    if not done:
        words.paragraph(say("follow_up.held_back"), "note")
        return
    columns = [say("follow_up.met"), *(say(f"follow_up.whose_{row.whose}") for row in done)]
    rows = [
        [say(f"follow_up.met_{n}"), *(_part(context, row, label) for row in done)]
        for n, label in enumerate(done[0].shifts.met)
    ]
    words.table(columns, rows, say("follow_up.met_title"))


def _part(context: Context, row: Done, label: str) -> str:
    return f"{row.shifts.met[label]} ({share(row.met_share(label), context.workspace.language)})"


def _review(context: Context) -> None:
    """Show how many needs the reports give reason to look at again, as a question to those who decide."""
    if not allowed(context.viewer, "decide_need", WORKSPACE):
        return
    say = context.say
    words.heading(say("follow_up.review_title"))
    flagged = deciding.reviews(context.workspace, context.viewer)
    if flagged.empty:
        words.paragraph(say("follow_up.review_none"), "quiet")
        return
    nobody = say("gaps.decided_by_nobody_named")
    lines = [
        say(
            "follow_up.review_line", who=row.decided_by or nobody, place=row.place, start=row.start, end=row.end,
            reports=row.reports, nobody=row.met_nobody,
        )
        for row in flagged.itertuples(index=False)
    ]  # fmt: skip
    words.bullets(lines)
    page_link("needs", say("follow_up.review_link"), **{PART: "review"})
