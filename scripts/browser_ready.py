"""See to it that Chromium is there for the browser tests: Debian's package, or one sentence on what is missing."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Webbläsartesterna behöver Chromium: installera paketet chromium och kör samma kommando igen."
STEPS = (
    ["apt-get", "update", "-q"],
    ["apt-get", "install", "-y", "-q", "chromium"],
)


def main() -> int:
    """Return 0 when a Chromium is there, installed now by root or with passwordless sudo if need be."""
    if is_there():
        return 0
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or _passwordless_sudo()):
        print("Installerar Chromium för webbläsartesterna.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in STEPS:
            subprocess.run([*as_root, *step], check=False, env=environment, stdout=subprocess.DEVNULL)
        if is_there():
            return 0
    print(MISSING)
    return 1


def is_there() -> bool:
    """Tell whether a Chromium is on the path."""
    return any(shutil.which(name) for name in NAMES)


def _passwordless_sudo() -> bool:
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
