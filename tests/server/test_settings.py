"""The app's own settings of Streamlit, wherever it is started from and by whichever command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from karta.cli import main

# What `streamlit run SCRIPT` does before anything else: it reads the settings that lie beside the script.
READ = """
import sys
from streamlit import config
config._main_script_path = sys.argv[1]
print(config.get_config_options(force_reparse=True)["runner.postScriptGC"].value)
"""


def test_no_garbage_is_collected_after_each_rerun(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by `streamlit run`, nor by what `karta run` starts: a full collection costs more than a follow."""
    started: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _, command: started.extend(command))
    for name in ("KARTA_WORKSPACE", "KARTA_LANGUAGE", "KARTA_HOSTS"):
        # Set by the command for its server: put back when the test ends.
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)
    main(["--workspace", str(tmp_path / "own"), "run", "--headless"])
    assert "runner.postScriptGC" not in " ".join(started)
    for script in (started[started.index("run") + 1], str(root / "streamlit_app.py")):
        told = subprocess.run(
            [sys.executable, "-c", READ, script], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert told.stdout.split()[-1] == "False", script
