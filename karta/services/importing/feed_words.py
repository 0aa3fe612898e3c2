"""What became of a file that came by itself, in one sentence: for the page and for the command."""

from karta.i18n import DEFAULT, day, error_text, text
from karta.services.importing import clearness
from karta.services.importing.feeds import FeedFile


def file_sentence(file: FeedFile, language: str = DEFAULT) -> str:
    """Return what became of a file, when, and what waits in it for an answer."""
    at = f"{day(file.at, language)} {file.at:%H:%M}"
    sentence = text(
        f"feeds.{file.state}", language, name=file.name, at=at, count=file.counts.get("stored", 0)
    )
    parts = [sentence]
    if file.state == "gone":
        return sentence
    if file.counts.get("unplaced"):
        parts.append(text("feeds.unplaced", language, count=file.counts["unplaced"]))
    if file.fault is not None:
        parts.append(error_text(file.fault, language))
    points = {name: file.counts.get(name, 0) for name in clearness.KINDS}
    waits = [text(f"feeds.point_{name}", language, count=count) for name, count in points.items() if count]
    if waits:
        parts.append(text("feeds.points", language, points=", ".join(waits)))
    return " ".join(parts)
