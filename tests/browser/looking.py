"""What a visit reads off a page: all of its words, what should not be on it, and what the rules of access say.

The rules are axe-core's (decision 9), run in the page and in each of its frames.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from playwright.sync_api import Frame, Page

# Every text and every value of the page, shadow roots included; nothing that is code.
WORDS = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (["SCRIPT", "STYLE"].includes(node.tagName)) return;
      if (["INPUT", "TEXTAREA"].includes(node.tagName)) found.push(node.value);
      if (node.tagName === "OPTION") found.push(node.label);
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(document);
  return found.join("\\u241e");
}"""
# What a name becomes where it is taken for markup: an element that nobody here writes.
MADE_OF_NAMES = """() => {
  const roots = [document];
  for (const root of roots) root.querySelectorAll("*").forEach((one) => one.shadowRoot && roots.push(one.shadowRoot));
  const never = "img[src='x'], [src*='a.example'], [href*='a.example'], [href^='javascript'], [onload], [onerror]," +
    " .katex";
  const plain = ["fet", "kursiv", "struken", "märkt", "Rubrik", "länk", "bild", "citat", "punkt", "49", "2"];
  const marks = "b, strong, i, em, s, del, mark, code, blockquote, li, a, h1";
  return roots.flatMap((root) => [
    ...[...root.querySelectorAll(never)],
    ...[...root.querySelectorAll(marks)].filter((one) => plain.includes(one.textContent) && !one.closest("table, dl")),
  ]).map((one) => one.outerHTML.slice(0, 120));
}"""
AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], iframes: false });
  const heavy = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  const why = (node) => (node.any[0] ?? node.all[0] ?? node.none[0]).message;
  return heavy.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${why(node)}`));
}"""
# The words in a closed field that its width cuts off.
CUT = """() => [...document.querySelectorAll('[data-testid=stSelectbox] [data-baseweb=select] div')]
  .filter((box) => box.children.length === 0 && box.scrollWidth > box.clientWidth + 1 && box.textContent)
  .map((box) => box.textContent)"""
# What a screen reader says of the parts that Streamlit draws.
NAMES = """() => [...document.querySelectorAll("*")].filter((one) => one.checkVisibility()).flatMap((one) =>
  ["aria-label", "title", "placeholder", "alt", "aria-valuetext"].map((name) => one.getAttribute(name) ?? ""))"""
ENGLISH = re.compile(
    r"\b(?:open|close|choose|select|help|for|of|clear|remove|search|show|download|pages?|next|previous|running|press|"
    r"date|time|hour|minute|day|month|year|empty|menu|increment|decrement|fullscreen|columns?|copy|results?|options?|the|"
    r"to|drag|drop|files?|upload|stop|skip|content|progress|streamlit\w*)\b", re.IGNORECASE,
)  # fmt: skip
ERRORS = ("kunde inte visas", "could not be shown", "Page not found")


def words(page: Page) -> str:
    """Return every text of the page and of its frames, blanks as one blank."""
    found = [frame.evaluate(WORDS) for frame in own_frames(page)]
    return plain("\u241e".join(found))


def plain(text: str) -> str:
    """Return a text as two can be compared: blanks as one, and no sign for what HTML cannot hold."""
    return " ".join(text.replace("\u0000", "").replace("\ufffd", "").split())


def english(page: Page) -> list[str]:
    """Return the names and hints of a Swedish page that hold an English word."""
    return sorted({name for name in page.evaluate(NAMES) if ENGLISH.search(name)})


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page whatever stands on it."""
    found = []
    for frame in own_frames(page):
        found += [f"made of a name: {one}" for one in frame.evaluate(MADE_OF_NAMES)]
        found += ["a name was executed"] * int(frame.evaluate("window.hit !== undefined"))
    said = page.inner_text("body")
    found += [f"an error box: {one}" for one in ERRORS if one in said]
    if page.locator("[data-testid=stException]").count():
        found.append("an exception is shown")
    if page.get_by_text("Deploy").count() or page.locator("[data-testid=stAppDeployButton]:visible").count():
        found.append("there is a Deploy button")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{wide} px wider than the screen")
    return found


def cut_words(page: Page) -> list[str]:
    """Return what closed fields show of their choice where they are too narrow for it."""
    words_cut: list[str] = page.evaluate(CUT)
    return words_cut


def barriers(page: Page) -> list[str]:
    """Return what axe finds serious or critical in the page and in its frames."""
    found: list[str] = []
    for frame in own_frames(page):
        if not frame.evaluate("window.axe !== undefined"):
            frame.evaluate(_axe())
        found += frame.evaluate(AXE)
    return found


def own_frames(page: Page) -> Iterator[Frame]:
    """Give the frames that hold a page of ours."""
    return (frame for frame in page.frames if frame.url.startswith("http"))


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
