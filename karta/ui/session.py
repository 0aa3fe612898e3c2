"""Who is signed in, in a session of the app: read from the store at every run, by the cookie that the browser has.

Without a sign-in service whoever opens the app is the one local person.
"""

from collections import OrderedDict
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from karta.model.member import Member
from karta.privacy import Viewer
from karta.services.access import provider, sign_in, viewers
from karta.services.workspace import Workspace
from karta.web import signed_in

# As many sessions of the app as a server ever has at once, with room.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at the app: the viewer, and the member that is signed in (None: the local person)."""

    viewer: Viewer
    member: Member | None = None


class _Owners(OrderedDict[str, tuple[str, str]]):
    """Whose each session of the app is, by its id: the sign-in and what its member could do; the newest sessions."""

    def note(self, session: str, owner: tuple[str, str]) -> None:
        """Note whose a session is."""
        self[session] = owner
        self.move_to_end(session)
        while len(self) > MOST:
            self.popitem(last=False)


owners = _Owners()


def looking(workspace: Workspace) -> Looking | None:
    """Return who looks, None for somebody who is not signed in where one has to be."""
    if not provider.is_configured():
        return Looking(viewers.local())
    token = st.context.cookies.get(signed_in.name())
    who = sign_in.who(workspace, token)
    if who is None or token is None:
        return None
    run = get_script_run_ctx(suppress_warning=True)
    if run is not None:
        owners.note(run.session_id, (sign_in.token_hash(token), who.could))
    return Looking(who.viewer, who.member)
