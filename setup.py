"""An installed Karta carries what lies beside the package in a checkout: data, the app's script and its settings.

All else about the build stands in pyproject.toml. `karta.settings.data_dir` and `app_dir` look in both places.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
BESIDE = {
    "data": "karta/data",
    "streamlit_app.py": "karta/app/streamlit_app.py",
    ".streamlit/config.toml": "karta/app/.streamlit/config.toml",
}


class BuildWithData(build_py):
    """Build the package, then add the files beside it; an editable install finds them where they lie."""

    def run(self) -> None:
        """Build."""
        super().run()
        if self.editable_mode:
            return
        for source, target in BESIDE.items():
            there = Path(self.build_lib) / target
            there.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, there, dirs_exist_ok=True)
            else:
                shutil.copyfile(ROOT / source, there)


setup(cmdclass={"build_py": BuildWithData})
