"""One page about an organisation's year, that it alone can make: promised, carried out, whom it met, what not to claim.

It is the organisation's own, whatever its sector: nobody else is given it, and nothing of it is stored.
"""

from karta.errors import NotFoundError
from karta.i18n import day, number, share, text
from karta.privacy import Viewer, allowed, belonging_to, require
from karta.reports import sections
from karta.reports.sections import Section
from karta.services.follow_up import figures
from karta.services.follow_up.figures import Done
from karta.services.follow_up.year_facts import Year
from karta.services.workspace import Workspace

NOT_CLAIMED = 5


def organisations(workspace: Workspace, viewer: Viewer, year: Year) -> dict[str, str]:
    """Return the organisations with shifts in the year whose page the viewer can make: id -> name, by name."""
    require(viewer, "see_delivery", belonging_to(*viewer.organisation_ids))
    with_shifts = {org for orgs in year.shifts["orgs"] for org in orgs}
    rows = workspace.store.frame("organisation").sort_values("name")
    pairs = zip(rows["id"], rows["name"], strict=True)
    return {
        org: str(name)
        for org, name in pairs
        if org in with_shifts and allowed(viewer, "see_delivery", belonging_to(org))
    }


def page(workspace: Workspace, viewer: Viewer, year: Year, org: str) -> list[Section]:
    """Return the sections of an organisation's page. Raises NotFoundError where it has no shifts in the year."""
    require(viewer, "see_delivery", belonging_to(org))
    row, language = figures.of_organisation(viewer, year, org), workspace.language
    if row is None:
        raise NotFoundError("result_empty")

    def words(name: str) -> str:
        return text(f"follow_up.{name}", language)

    heads = (words("result_what"), words("result_number"))
    classes = (words("met"), words("result_shifts"))
    claims = tuple((words(f"not_claimed_{n}"),) for n in range(1, NOT_CLAIMED + 1))
    carried_out = _carried_out(row, language)
    return [
        Section(words("result_promised"), heads, _promised(row, language), ""),
        Section(words("result_carried_out"), heads, carried_out, "", words("carried_out_counts")),
        Section(words("result_met"), classes, _met(row, language), "", words("result_met_note")),
        Section(words("not_claimed_title"), (words("result_what"),), claims, ""),
    ]


def pdf(workspace: Workspace, viewer: Viewer, year: Year, org: str) -> bytes:
    """Return an organisation's page as a PDF. Raises NotFoundError where it has no shifts in the year."""
    require(viewer, "see_delivery", belonging_to(org))
    language, parts = workspace.language, page(workspace, viewer, year, org)
    name = organisations(workspace, viewer, year)[org]
    first, last = (f"{day(each, language, weekday=False)} {each.year}" for each in (year.first, year.last))
    return sections.pdf(
        text("follow_up.result_title", language, name=name),
        text("follow_up.result_note", language, first=first, last=last),
        parts, workspace.now().astimezone(workspace.zone), language, invented=workspace.origin == "demo",
    )  # fmt: skip


def _promised(row: Done, language: str) -> tuple[tuple[str, ...], ...]:
    hours = row.hours.planned_ah
    return (
        (text("follow_up.result_planned", language), str(row.shifts.planned)),
        (text("follow_up.result_planned_ah", language), number(hours, 1, language)),
    )


def _carried_out(row: Done, language: str) -> tuple[tuple[str, ...], ...]:
    results, planned = row.shifts.results, row.shifts.planned
    lines = [
        (text(f"follow_up.result_{name}", language), str(count))
        for name, count in results.items()
        if name != "carried_out"
    ]
    rate = share(row.shifts.carried_out_share, language)
    facts = f"{results['carried_out']} / {planned}"
    return (
        *lines,
        (text("follow_up.figure_carried_out", language), f"{facts} = {rate}"),
        (text("follow_up.result_delivered_ah", language), number(row.hours.delivered_ah, 1, language)),
        (text("follow_up.figure_delivery_rate", language), share(row.rate, language)),
    )


def _met(row: Done, language: str) -> tuple[tuple[str, ...], ...]:
    lines = tuple(
        (text(f"follow_up.met_{number_}", language), str(count)) for number_, count in _classes(row)
    )
    zero = f"{row.shifts.met['0']} / {row.shifts.answered} = {share(row.shifts.zero_contact_share, language)}"
    return (*lines, (text("follow_up.figure_zero_contact", language), zero))


def _classes(row: Done) -> list[tuple[int, int]]:
    return list(enumerate(row.shifts.met.values()))
