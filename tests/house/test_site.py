"""The documentation as pages: built without a network, whole, and asking nobody else for anything."""

import re
from pathlib import Path

import pytest
from mkdocs.commands import build
from mkdocs.config import load_config

ASKS = re.compile(r"<(?:script|link|img|source|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//([^/\"]+)")


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that the pages were built into; a link that leads nowhere is an error."""
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(folder), strict=True)
    build.build(config)
    return folder


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    """Scripts, styles, pictures and fonts come with the pages."""
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    assert {page.name: ASKS.findall(page.read_text(encoding="utf-8")) for page in pages if asked(page)} == {}
    styles = [sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css")]
    assert styles
    assert not [sheet for sheet in styles if re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet)]


def asked(page: Path) -> list[str]:
    """Return the other hosts that a page asks."""
    return ASKS.findall(page.read_text(encoding="utf-8"))


def test_every_text_for_users_is_on_the_first_page(root: Path, site: Path) -> None:
    """A text in Swedish that the first page does not lead to is one that no user finds."""
    swedish = [
        path.stem
        for path in (root / "docs").glob("*.md")
        if re.search(r"\b(?:och|som|inte)\b", path.read_text()[:400])
    ]
    assert "planera" in swedish
    first = (site / "index.html").read_text(encoding="utf-8")
    own = first[first.index('role="main"') :]
    assert [name for name in swedish if name != "index" and f'href="{name}.html' not in own] == []


def test_a_link_off_the_site_is_told_by_its_name(site: Path) -> None:
    """What stands in the repository alone is named, never a link that leads nowhere."""
    page = (site / "your-first-change.html").read_text(encoding="utf-8")
    assert 'href="../CONTRIBUTING.md"' not in page
    assert "CONTRIBUTING.md" in page
