"""Notices and alarms: who is told what, on the page, in the calendar and, where a server is named, by mail."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from karta import cli
from karta.errors import InputError
from karta.services import history, mail
from karta.services.rosters import cancelling, changes, notice_mail, notices, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    NOW,
    Person,
    Plan,
    cancel,
    edit_occurrence,
    later,
    occurrences,
    version_of,
)
from tests.services.rosters.roster_lines import move

SERVER = mail.Server("127.0.0.1", 25, "none", "karta@example.se", organiser="samordnare@example.se")


@dataclass
class Post:
    """A mail server on this machine that keeps what it is handed; addresses in `refuses` it does not take."""

    port: int
    refuses: set[str] = field(default_factory=set)
    taken: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """To whom mail came."""
        return [to for to, _, _ in self.taken]


@contextmanager
def post_office() -> Iterator[Post]:
    """Give a mail server that speaks as much SMTP as a sender needs."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        post = Post(door.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(door, post), daemon=True)
        thread.start()
        yield post


def _serve(door: socket.socket, post: Post) -> None:
    while True:
        try:
            link, _ = door.accept()
        except OSError:
            return
        with link, link.makefile("rb") as lines:
            _talk(link, lines, post)


def _talk(link: socket.socket, lines: object, post: Post) -> None:
    link.sendall(b"220 here\r\n")
    to = ""
    for line in lines:  # type: ignore[attr-defined]
        word = line[:4].upper()
        answer = b"250 yes\r\n"
        if word == b"RCPT":
            to = line.decode().split("<")[1].split(">")[0]
            answer = b"550 nobody\r\n" if to in post.refuses else answer
        elif word == b"DATA":
            link.sendall(b"354 go on\r\n")
            body = b"".join(iter(lambda: lines.readline(), b".\r\n"))  # type: ignore[attr-defined]
            letter = message_from_bytes(body, policy=policy.default)
            post.taken.append((to, letter["Subject"], letter.get_content()))
        elif word == b"QUIT":
            link.sendall(b"221 bye\r\n")
            return
        link.sendall(answer)


@pytest.fixture
def post(workspace: Workspace, socket_enabled: None) -> Iterator[Post]:
    """Give a mail server that the workspace names."""
    with post_office() as found:
        mail.set_server(
            workspace,
            COORDINATOR,
            mail.Server(**{**_values(), "port": found.port}),
            versions=mail.read_server(workspace)[1],
        )
        yield found


def _values() -> dict[str, object]:
    return {name: getattr(SERVER, name) for name in ("host", "port", "tls", "sender", "user", "organiser")}


def sign(workspace: Workspace, who: volunteers.Volunteer, occurrence_id: str, *, wait: bool = False) -> None:
    """Sign somebody up who is of age."""
    sign_ups.sign_up(workspace, who, occurrence_id, is_adult=True, wait=wait)


def told(workspace: Workspace, who: volunteers.Volunteer) -> list[str]:
    """Return the kinds of what somebody has been told, the latest first."""
    return [one.kind for one in notices.own(workspace, who.person_id)]


def organisers_told(workspace: Workspace) -> list[str]:
    """Return the kinds of what those who organise have been told, the latest first."""
    return [one.kind for one in notices.recent(workspace, COORDINATOR)]


def with_mail(workspace: Workspace, who: volunteers.Volunteer, address: str) -> volunteers.Volunteer:
    """Return somebody who wants mail."""
    notice_mail.set_address(workspace, who.person_id, who.function, address, shown=who.email)
    return who


def test_what_changes_a_shift_tells_everybody_on_it(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Hours changed and a day cancelled are told to who is on that day or waits, not to others; undone, no longer."""
    notices.set_alarm_days(workspace, COORDINATOR, 0, version=notices.alarm_setting(workspace).version)
    shift = plan(weekly=True, max_team=2)
    friday, next_friday = (occurrence.occurrence_id for occurrence in occurrences(workspace)[:2])
    going, waiting, other = person(), person(), person()
    sign(workspace, going, friday)
    sign(workspace, person(), friday)
    sign(workspace, waiting, friday, wait=True)
    sign(workspace, other, next_friday)
    edit_occurrence(workspace, friday, notes="Ta med västar")
    assert told(workspace, going) == []
    edit_occurrence(workspace, friday, start="20:00")
    assert (told(workspace, going), told(workspace, waiting), told(workspace, other)) == (
        ["changed"],
        ["changed"],
        [],
    )
    cancel(workspace, friday, "Halka på torget.")
    (news,) = notices.own(workspace, going.person_id)
    assert news.sentence("sv") == "Passet är inställt. Halka på torget."
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert told(workspace, going) == ["changed"]
    changes.edit_all(workspace, COORDINATOR, shift, version=version_of(workspace, shift), start="20:30")
    assert (told(workspace, going), told(workspace, other)) == (["changed"], ["changed"])
    notices.mark_read(workspace, going.person_id, "frivillig")
    assert [one.read for one in notices.own(workspace, going.person_id)] == [True]
    cancelling.cancel_from(
        workspace,
        COORDINATOR,
        shift,
        FRIDAY + timedelta(days=7),
        "Slut för i år.",
        version=version_of(workspace, shift),
    )
    assert (told(workspace, going), told(workspace, other)) == (["changed"], ["cancelled"])


def test_places_that_change_hands_are_told(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Who waits hears of the place they got, who looked for a stand-in that one came, the organiser of the wish."""
    plan(max_team=2)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    first, second, third, fourth = (person() for _ in range(4))
    for one in (first, second):
        sign(workspace, one, occurrence_id)
    sign(workspace, third, occurrence_id, wait=True)
    sign_ups.sign_off(workspace, first, occurrence_id)
    assert told(workspace, third) == ["called_in"]
    sign_ups.ask_stand_in(workspace, second, occurrence_id)
    assert organisers_told(workspace) == ["stand_in", "covered"]
    sign(workspace, fourth, occurrence_id)
    assert told(workspace, second) == ["relieved"]
    sign_ups.sign_off(workspace, fourth, occurrence_id)
    assert organisers_told(workspace) == ["short"]
    assert [occurrence.occurrence_id for occurrence in notices.alarms(workspace, COORDINATOR)] == [
        occurrence_id
    ]


def test_no_server_no_mail(workspace: Workspace, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no server is named the command says so and nothing is written."""
    plan()
    workspace.store.close()
    assert cli.main(["--workspace", str(workspace.folder), "notices", "send"]) == 2
    assert "har ingen e-postserver" in capsys.readouterr().err
    assert workspace.store.frame("notice").empty


def test_mail_goes_once_to_who_is_to_know(
    workspace: Workspace, plan: Plan, person: Person, post: Post
) -> None:
    """One mail each to the organiser and to who could take the shift that lacks adults; then one to who is on it."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    going = with_mail(workspace, person("Zebulon"), "zebulon@example.se")
    free = with_mail(workspace, person("Xantippa"), "xantippa@example.se")
    person("Utan adress")
    sign(workspace, going, occurrence_id)
    assert notice_mail.send(workspace) == notice_mail.Sent(2, 0)
    assert sorted(post.addresses) == ["samordnare@example.se", "xantippa@example.se"]
    assert notice_mail.send(workspace) == notice_mail.Sent(0, 0)
    assert told(workspace, free) == ["short"]
    cancel(workspace, occurrence_id, "Halka.")
    assert notice_mail.send(workspace) == notice_mail.Sent(1, 0)
    to, subject, body = post.taken[-1]
    assert (to, subject) == ("zebulon@example.se", "Nytt om ett pass")
    assert body.splitlines()[:2] == ["Passet är inställt. Halka.", "fre 18 sep 21:00–22:00, Torget"]
    everything = "".join(body for _, _, body in post.taken)
    assert not any(word in everything for word in ("Zebulon", "Xantippa", "/p/"))


def test_a_moved_shift_that_lacks_adults_is_mailed_once(workspace: Workspace, plan: Plan, post: Post) -> None:
    """Brought forward from December to this Friday, with nobody on it: of three rounds one mails the organiser."""
    plan(day=date(2026, 12, 18))
    move(workspace, f"{workspace.store.frame('schedule')['id'].iloc[0]}.2026-12-18", FRIDAY)
    rounds = [notice_mail.send(later(workspace, NOW + timedelta(hours=n))).mails for n in range(3)]
    assert (rounds, len(post.taken)) == ([1, 0, 0], 1)


def test_what_fails_is_kept_and_tried_again(
    workspace: Workspace, plan: Plan, person: Person, post: Post
) -> None:
    """A refused mail is told, waits five minutes after one failure and fifteen after two, and goes when it can."""
    plan()
    going = with_mail(workspace, person(), "anna@example.se")
    sign(workspace, going, occurrences(workspace)[0].occurrence_id)
    mail.set_server(
        workspace,
        COORDINATOR,
        mail.Server("127.0.0.1", post.port, "none", "karta@example.se"),
        versions=mail.read_server(workspace)[1],
    )
    cancel(workspace, occurrences(workspace)[0].occurrence_id)
    post.refuses.add("anna@example.se")
    assert notice_mail.send(workspace) == notice_mail.Sent(0, 1, "mail_refused")
    assert notice_mail.failed_mails(workspace, COORDINATOR) == ["mail_refused"]
    assert notice_mail.send(workspace) == notice_mail.Sent(0, 0)
    soon = later(workspace, workspace.now() + timedelta(minutes=5))
    soon = _at(soon)
    assert notice_mail.send(soon) == notice_mail.Sent(0, 1, "mail_refused")
    post.refuses.clear()
    assert notice_mail.send(
        _at(later(workspace, workspace.now() + timedelta(minutes=19)))
    ) == notice_mail.Sent(0, 0)
    assert notice_mail.send(
        _at(later(workspace, workspace.now() + timedelta(minutes=20)))
    ) == notice_mail.Sent(1, 0)
    assert notice_mail.failed_mails(workspace, COORDINATOR) == []


def test_a_silent_server_is_told_in_a_sentence(
    workspace: Workspace, plan: Plan, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port that nobody listens on ends the command with 1 and one Swedish sentence; the mail waits."""
    at = datetime.now(UTC) + timedelta(days=2)
    plan(day=at.date(), start="00:00", end="23:45")
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    mail.set_server(
        workspace,
        COORDINATOR,
        mail.Server(**{**_values(), "port": port}),
        versions=mail.read_server(workspace)[1],
    )
    assert cli.main(["--workspace", str(workspace.folder), "notices", "send"]) == 1
    said = capsys.readouterr()
    assert said.out == "0 mejl skickade.\n"
    assert said.err == "1 mejl kunde inte skickas: e-postservern svarade inte. De skickas nästa gång.\n"


@pytest.mark.parametrize(
    "said", ["anna", "a@b", "a@b.se\nBcc: c@d.se", "a b@c.se", "<a@b.se>", "a@b.se,c@d.se"]
)
def test_an_address_is_one_address(said: str) -> None:
    """What is no single address is refused before it is stored."""
    with pytest.raises(InputError, match="mail_address"):
        mail.address(said)


def _at(workspace: Workspace) -> Workspace:
    """Return the workspace with its store at the workspace's own moment, too."""
    from dataclasses import replace

    from karta.store.database import Store

    return replace(workspace, store=Store.open(workspace.folder, clock=workspace.now))
