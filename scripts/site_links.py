"""What `make site` changes in a page before it is drawn: links to files that are not on the site become their names."""

import posixpath
import re
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown: str, page: Any, files: Any, **_others: Any) -> str:
    """Return a page's text, where a link that leads off the site is the words and the file's name. Called by mkdocs."""
    folder = posixpath.dirname(page.file.src_uri)

    def shown(link: re.Match[str]) -> str:
        words, address, anchor = link[1], link[2], link[3] or ""
        target = posixpath.normpath(posixpath.join(folder, address))
        if ":" in address or files.get_file_from_path(target) is not None:
            return link[0] if ":" in address else f"[{words}]({address}{anchor})"
        return words if f"`{words}`" == words or words in target else f"{words} (`{target.lstrip('./')}`)"

    return _LINK.sub(shown, markdown)
