"""`karta run`: the app on this machine, and, where people sign in, for others."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from karta.cli.arguments import Verbs, address, network, port
from karta.i18n import DEFAULT, LANGUAGES, text
from karta.settings import app_dir

if TYPE_CHECKING:
    from karta.services.homes import Home
# Addresses that stand for every one of this machine.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what is asked for, and refused without sign-in
# What the server itself calls the setting of trusted proxies.
PROXIES = "FORWARDED_ALLOW_IPS"


def add(verbs: Verbs) -> None:
    """Add the verb."""
    run = verbs.add_parser("run", help=text("cli.help_run"))
    run.add_argument("--port", type=port, default=8501, metavar="N")
    run.add_argument("--language", choices=LANGUAGES, help=text("cli.help_language"))
    run.add_argument("--headless", action="store_true", help=text("cli.help_headless"))
    run.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help=text("cli.help_allow_host")
    )
    run.add_argument(
        "--host", type=address, default="127.0.0.1", metavar="ADDRESS", help=text("cli.help_host")
    )
    run.add_argument("--public-address", metavar="URL", help=text("cli.help_public_address"))
    run.add_argument(
        "--proxy", action="append", type=network, default=[], metavar="ADDRESS", help=text("cli.help_proxy")
    )
    run.add_argument("--closed-test", action="store_true", help=text("cli.help_closed_test"))
    run.set_defaults(act=_run)


def _run(options: argparse.Namespace) -> int:
    # Imported here: the other verbs need no server to show their help.
    from karta.services import homes

    root = app_dir()
    _reach(options)
    os.environ.update(homes.into_environment(options.workspace))
    os.environ["KARTA_LANGUAGE"] = _language(options.workspace, options.language)
    script = root / "streamlit_app.py"
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.address", options.host, "--server.port", str(options.port), "--browser.gatherUsageStats", "false",
        "--server.headless", "true" if options.headless else "false", "--server.showEmailPrompt", "false",
        "--server.fileWatcherType", "none", "--client.toolbarMode", "minimal", "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    print(text("cli.run_at", address=_shown(options)), flush=True)
    os.chdir(root)
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell, arguments are ours


def _reach(options: argparse.Namespace) -> None:
    """Hand to the server by whom and under which names it is reached. Raises InputError where that is refused."""
    # Imported here: the other verbs need no server to show their help.
    from karta.services.access import hosting, public_address
    from karta.web import hosts

    if options.closed_test:
        os.environ[hosting.CLOSED_TEST] = "1"
    if options.public_address is not None:
        os.environ[public_address.SETTING] = public_address.checked(options.public_address)
    hosting.check(options.host)
    names = [*hosts.allowed(), *options.allow_host, *filter(None, [public_address.host()])]
    if options.host not in EVERYWHERE:
        names.append(options.host)
    os.environ[hosts.SETTING] = hosts.setting(names)
    # Whose word the server takes for where a request comes from; nobody's, unless it is said.
    os.environ[PROXIES] = ",".join(options.proxy) or "none"


def _shown(options: argparse.Namespace) -> str:
    from karta.services.access import public_address

    here = "127.0.0.1" if options.host in EVERYWHERE else options.host
    bare = f"[{here}]" if ":" in here else here
    return public_address.address() or f"http://{bare}:{options.port}"


def _language(home: "Home", chosen: str | None) -> str:
    """Return the language that the workspace is shown in; one that is chosen now is its language from now on."""
    # Imported here: the other verbs need no store to show their help.
    from karta.services.access import viewers
    from karta.services.workspace import create, set_setting

    workspace = create(home)
    stored = workspace.settings(["language"])["language"]
    if chosen is not None and chosen != stored.value:
        set_setting(workspace, viewers.local(), "language", chosen, version=stored.version)
    workspace.store.close()
    return chosen or stored.value or DEFAULT
