"""Every byte that a role gets, with and without what it may not see in the workspace: the two must be equal.

What is hidden is a parameter (`tests.privacy.hidden`). Rendered are the app's pages with each of
their parts as they go to the browser, the files that these name (parcels of the map, lists) and those that their
buttons make, the answers to programs, and the light pages. Clock and place are the same for both; what is left of
chance (names of deferred files, runs) is taken out where it stands.

`python -m tests.privacy.unseen --count 1000` does it for every role, and says how much was compared.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
import streamlit as st
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from karta.errors import KartaError
from karta.i18n import text
from karta.model.member import ROLES, Member
from karta.privacy import Role, Viewer
from karta.services.access import api_keys, provider
from karta.services.follow_up import month_links
from karta.services.rosters import invitations
from karta.services.workspace import Workspace, create
from karta.store import members as stored_members
from karta.ui import app, session
from karta.ui.pages.follow_up import year as follow_up_year
from karta.web import volunteer
from tests.privacy import probed_town
from tests.privacy.hidden import BLIND, HIDDEN, Hidden
from tests.privacy.pages import PARTS
from tests.privacy.probed_town import LOCAL, NOW, Whose
from tests.web.client import ask

Documents = dict[str, bytes]
_PACKED_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*")
# What a GeoPackage, which is an SQLite file, says of when each of its tables was written.
_WRITTEN_AT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
WEEK = "from=2026-09-14&to=2026-09-20"


@dataclass
class Prepared:
    """A town with members of each role and what opens it for them; `keys` by role, `links` of volunteer and month."""

    folder: Path
    whose: dict[str, Whose]
    members: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)


def prepare(folder: Path, roles: Sequence[str]) -> Prepared:
    """Make the town of two associations, a member of Alfa for each role, its key, and the links of Alfa."""
    prepared = Prepared(folder, probed_town.make(folder))
    alfa = prepared.whose["Alfa"]
    town = create(folder, now=lambda: NOW)
    for role in roles:
        with town.store.act("test", "invite_member") as act:
            values = {"role": role, "function": role, "organisation_id": alfa.org, "area_ids": [alfa.area]}
            prepared.members[role] = stored_members.add(act, values)
        viewer = viewer_of(prepared, role)
        try:
            prepared.keys[role] = api_keys.make(town, viewer, name="tavlan", scopes=api_keys.SCOPES, days=30)
        except KartaError:
            continue  # The role may keep none.
    month = month_links.make_link(town, LOCAL, alfa.org, "2026-09")
    personal = invitations.invite_all(town, LOCAL, alfa.org, [("Bo", "")])[0].token
    own = f"/p/{personal}"
    prepared.links = [
        own, f"{own}/kalender.ics", f"{own}/uppgifter", f"{own}/uppgifter.json", f"{own}/blad/{alfa.occurrence}",
        f"/manad/{month}", f"/manad/{month}/omradet", f"/manad/{month}/lyft", f"/light/med/{alfa.org}", "/in",
    ]  # fmt: skip
    town.store.close()
    return prepared


def viewer_of(prepared: Prepared, role: Role) -> Viewer:
    """Return the member of a role as a viewer."""
    viewer = probed_town.viewer(role, prepared.whose["Alfa"])
    return replace(viewer, function=role, member_id=prepared.members[role])


def rendered(
    prepared: Prepared,
    home: Path,
    role: Role,
    hidden: Iterable[Hidden],
    count: int,
    pages: Sequence[str] = tuple(PARTS),
) -> Documents:
    """Return every document that a role gets of the town laid into `home`, with so many of each hidden thing."""
    rmtree(home, ignore_errors=True)
    town = create(copytree(prepared.folder, home), now=lambda: NOW)
    for each in hidden:
        each.add(town, prepared.whose["Beta"], count)
    st.cache_data.clear()
    st.cache_resource.clear()
    with _served(prepared, town, role):
        documents: Documents = {}
        for page in ("start", *pages):
            if page == "start" or text(f"ui.path.{page}") in _pages_of_the_role():
                for part in PARTS[page]:
                    documents |= _page(page, part)
        for path in prepared.links:
            answer = ask(path)
            documents[path] = b"%d %r " % (answer.status, sorted(answer.headers.items())) + answer.body
        if role in prepared.keys:
            headers = {"authorization": f"Bearer {prepared.keys[role]}"}
            for path in (f"gaps?{WEEK}", f"shifts?{WEEK}", "register"):
                answer = ask(f"/api/v1/{path}", headers=headers)
                documents[f"/api/v1/{path}"] = b"%d " % answer.status + answer.body
    town.store.close()
    return documents


def differing(first: Documents, second: Documents) -> list[str]:
    """Return the names of documents that are not the same in both, or in one of them alone."""
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


@contextmanager
def _served(prepared: Prepared, town: Workspace, role: str) -> Iterator[None]:
    """Serve the town to a member of a role while the block runs."""
    viewer = viewer_of(prepared, role)
    member = Member(
        prepared.members[role], role, role, viewer.home_id, viewer.organisation, viewer.area_ids or frozenset(),
        is_bound=True,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "_workspace", lambda _: town)
        patched.setattr(session, "looking", lambda _: session.Looking(viewer, member))
        patched.setattr(volunteer, "_opened", lambda _: volunteer._Opened(town))
        patched.setattr(provider, "is_configured", lambda: True)
        # It is shown or not by how long something took.
        patched.setattr(st, "spinner", lambda *_, **__: nullcontext())
        patched.setattr(follow_up_year, "AT_ONCE_SECONDS", 60.0)
        patched.setattr(app_test, "MediaFileManager", _Files)
        patched.setattr(app_test, "LocalScriptRunner", _Runner)
        yield


class _Files(MediaFileManager):
    """The files of a run: what pages name, and what their buttons make."""

    named: list[bytes]
    made: list[tuple[str, Callable[[], Any]]]

    def add(self, path_or_data: bytes | str, *args: Any, **facts: Any) -> str:
        """Note a file that a page names."""
        data = path_or_data if isinstance(path_or_data, bytes) else path_or_data.encode()
        _Files.named.append(data)
        return super().add(path_or_data, *args, **facts)

    def add_deferred(self, data_callable: Callable[[], Any], *args: Any, **facts: Any) -> str:
        """Note what a button makes."""
        _Files.made.append((str(facts.get("file_name")), data_callable))
        return super().add_deferred(data_callable, *args, **facts)


class _Runner(local_script_runner.LocalScriptRunner):
    """A runner whose messages to the browser are kept."""

    sent: list[Any]

    def run(self, *args: Any, **facts: Any) -> Any:
        """Run, and keep what was sent."""
        tree = super().run(*args, **facts)
        _Runner.sent = self.forward_msgs()
        return tree


def _page(name: str, part: str) -> Documents:
    """Return a page as it goes to the browser, and its files."""
    _Files.named, _Files.made, _Runner.sent = [], [], []
    page = AppTest.from_function(_script, default_timeout=60)
    path = "" if name == "start" else text(f"ui.path.{name}")
    page._page_hash = calc_hash(path) if path else ""
    page.session_state["karta_landed"] = True
    if part:
        page.query_params["del"] = part
    page.run()
    assert not page.exception, (name, part, page.exception[0].value)
    at = f"{name}/{part}"
    shown = "".join(element.proto.body for element in page.get("html"))
    assert text("ui.unexpected") not in shown, at
    documents = {at: b"\n".join(_bytes(message) for message in _Runner.sent)}
    documents |= {f"{at} file {n}": data for n, data in enumerate(_Files.named)}
    for n, (file, make) in enumerate(_Files.made):
        documents[f"{at} button {n} {file}"] = _unpacked(make())
    return documents


def _pages_of_the_role() -> set[str]:
    """Return the addresses of the pages that the page rendered last leads to."""
    paths = {page.url_pathname for message in _Runner.sent for page in message.navigation.app_pages}
    unknown = paths - {""} - {text(f"ui.path.{name}") for name in PARTS}
    assert not unknown, unknown  # A new page is named in PARTS.
    return paths


def _script() -> None:
    """The app: AppTest reads this function's source and runs it alone."""
    from karta.ui.app import run

    run()


def _bytes(message: Any) -> bytes:
    """Return a message as it is sent, without what chance put into it, and without the hash of the whole."""
    plain = type(message)()
    plain.CopyFrom(message)
    plain.ClearField("hash")
    if plain.WhichOneof("type") == "new_session":
        for name in ("script_run_id", "main_script_path", "name", "initialize"):
            plain.new_session.ClearField(name)
    if plain.delta.new_element.download_button.deferred_file_id:
        plain.delta.new_element.download_button.ClearField("deferred_file_id")
    if plain.delta.new_element.time_input.set_value:
        # The machine's own clock, in a field that has another value.
        plain.delta.new_element.time_input.ClearField("default")
    return bytes(plain.SerializeToString(deterministic=True))


def _unpacked(data: bytes) -> bytes:
    """Return a file as it is; of a workbook its parts, without the moments at which it was packed."""
    if data.startswith(b"SQLite format 3"):
        return _WRITTEN_AT.sub(b"", data)
    if not data.startswith(b"PK"):
        return data
    with ZipFile(BytesIO(data)) as packed:
        parts = [name.encode() + packed.read(name) for name in packed.namelist()]
    return _PACKED_AT.sub(b"", b"".join(parts))


def main() -> int:
    """Compare every role's bytes; status 1 where any differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--role", action="append")
    options = parser.parse_args()
    status, began = 0, time.monotonic()
    with TemporaryDirectory() as folder:
        prepared = prepare(Path(folder) / "prepared", ROLES)
        home = Path(folder) / "home"
        for role in options.role or BLIND:
            blind = {name: hidden for name, hidden in HIDDEN.items() if role in hidden.blind}
            without = rendered(prepared, home, role, (), 0)
            wrong = differing(without, rendered(prepared, home, role, blind.values(), options.count))
            size, names = sum(map(len, without.values())), ", ".join(blind)
            sys.stdout.write(
                f"{role}: {len(without)} documents, {size} bytes, with {options.count} each of {names}: "
            )
            sys.stdout.write(f"{len(wrong)} differ\n")
            sys.stdout.writelines(f"    {document}\n" for document in wrong)
            sys.stdout.flush()
            status = status or bool(wrong)
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
