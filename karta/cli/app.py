"""`karta run`: the app on this machine."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from karta.cli.arguments import Verbs, port
from karta.i18n import DEFAULT, LANGUAGES, text
from karta.settings import app_dir

if TYPE_CHECKING:
    from karta.services.homes import Home


def add(verbs: Verbs) -> None:
    """Add the verb."""
    run = verbs.add_parser("run", help=text("cli.help_run"))
    run.add_argument("--port", type=port, default=8501, metavar="N")
    run.add_argument("--language", choices=LANGUAGES, help=text("cli.help_language"))
    run.add_argument("--headless", action="store_true", help=text("cli.help_headless"))
    run.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help=text("cli.help_allow_host")
    )
    run.set_defaults(act=_run)


def _run(options: argparse.Namespace) -> int:
    # Imported here: the other verbs need no server to show their help.
    from karta.services import homes
    from karta.web import hosts

    root = app_dir()
    os.environ.update(homes.into_environment(options.workspace))
    os.environ["KARTA_LANGUAGE"] = _language(options.workspace, options.language)
    os.environ[hosts.SETTING] = hosts.setting([*hosts.allowed(), *options.allow_host])
    script = root / "streamlit_app.py"
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.address", "127.0.0.1", "--server.port", str(options.port), "--browser.gatherUsageStats", "false",
        "--server.headless", "true" if options.headless else "false", "--server.showEmailPrompt", "false",
        "--server.fileWatcherType", "none", "--client.toolbarMode", "minimal", "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    print(text("cli.run_at", address=f"http://127.0.0.1:{options.port}"), flush=True)
    os.chdir(root)
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell, arguments are ours


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
