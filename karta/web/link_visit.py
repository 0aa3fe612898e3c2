"""Somebody who looks at light pages by a link: what every template asks of the visit, whosever link it is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from karta.i18n import DEFAULT
from karta.services.access import operator
from karta.services.workspace import Workspace
from karta.web.languages import PARAMETER


@dataclass(frozen=True, kw_only=True)
class LinkVisit:
    """The workspace, the link's own address (`here`), the guard of its forms, and the language."""

    workspace: Workspace
    here: str
    guard: str
    language: str

    @property
    def operator(self) -> str:
        """Who operates the workspace, and how they are reached; "" where nobody has said so."""
        return operator.in_words(self.workspace)

    def link(self, path: str, **query: str) -> str:
        """Return the address of a page under the link, in the same language."""
        parameters = {**query, **({PARAMETER: self.language} if self.language != DEFAULT else {})}
        return f"{self.here}{path}{'?' + urlencode(parameters) if parameters else ''}"
