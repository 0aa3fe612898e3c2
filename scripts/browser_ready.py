"""See to it that Chromium is there for the browser tests: Debian's package, or one sentence on what is missing."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Return 0 when a Chromium is installed; try apt-get as root or with passwordless sudo."""
    if any(shutil.which(name) for name in NAMES):
        return 0
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or _passwordless_sudo()):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
            subprocess.run([*as_root, *command], check=False, env=environment, stdout=subprocess.DEVNULL)
        if any(shutil.which(name) for name in NAMES):
            return 0
    print("The browser tests need Chromium: install the package 'chromium' and run 'make test' again.")
    return 1


def _passwordless_sudo() -> bool:
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
