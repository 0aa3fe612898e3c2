"""A page back to those who were asked: what they said as a group, and what became of it, in plain words."""

from karta.errors import NotFoundError
from karta.i18n import day, text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports.paper import Column, Paper
from karta.services.needs import voices
from karta.services.needs.voices import Survey, Voice
from karta.services.workspace import Workspace


def note(workspace: Workspace, viewer: Viewer, survey_id: str) -> bytes:
    """Return the page as a PDF. Raises NotFoundError where there is no such survey."""
    require(viewer, "see_voices", WORKSPACE)
    survey = next((each for each in voices.surveys(workspace, viewer) if each.survey_id == survey_id), None)
    if survey is None:
        raise NotFoundError("row_missing", table="survey")
    language = workspace.language
    title = text("voices.note_title", language)
    paper = Paper(title, survey.name, workspace.now().astimezone(workspace.zone), language)
    paper.title_line(title)
    if workspace.origin == "demo":
        paper.paragraph(text("ui.demo_banner", language))
    paper.paragraph(text("voices.note_lead", language, **facts(survey, language)))
    heads = [text(f"voices.note_{name}", language) for name in ("where", "said", "became")]
    columns = [Column(head, share) for head, share in zip(heads, (34, 33, 33), strict=True)]
    lines = [line(each, language) for each in voices.voices(workspace, viewer, survey_id)]
    paper.rows(columns, lines, 10.5)
    paper.ln(2)
    paper.note(text("voices.note_foot", language))
    return paper.content()


def facts(survey: Survey, language: str) -> dict[str, object]:
    """Return what a sentence says of a survey."""
    on = f"{day(survey.asked_on, language, weekday=False)} {survey.asked_on.year}"
    return {"name": survey.name, "answers": survey.answers, "by": survey.asked_by, "day": on}


def line(voice: Voice, language: str) -> tuple[str, str, str]:
    """Return a wish in words: where and when, what was said, and what became of it."""
    told = voice.told
    names = [text(f"days.{token}", language) for token in told.days.split(";")]
    where = f"{voice.place}, {', '.join(names)} {told.start}\u2013{told.end}"
    said = text(f"voices.said_{told.wish}", language, young=told.young)
    return where, said, became(voice, language)


def became(voice: Voice, language: str) -> str:
    """Return in words what became of a wish, by which function and when."""
    if voice.outcome is None or voice.answered_on is None:
        return text("voices.unanswered", language)
    on = f"{day(voice.answered_on, language, weekday=False)} {voice.answered_on.year}"
    return text(f"voices.became_{voice.outcome}", language, by=voice.answered_by or "", day=on)
