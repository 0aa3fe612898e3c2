"""An installed Karta stands on its own: the built package carries its words, its data, its app and its migrations."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tracked: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the package built from a copy of the tracked files, without asking any other host."""
    folder = tmp_path_factory.mktemp("package")
    for path in tracked:
        copy = folder / "source" / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [*command, "--quiet", "--disable-pip-version-check", "-w", str(folder), str(folder / "source")],
        check=True,
        timeout=120,
    )
    return next(folder.glob("karta-*.whl"))


@pytest.mark.slow
def test_the_built_package_carries_all_that_it_needs(
    wheel: Path, tracked: tuple[Path, ...], root: Path
) -> None:
    """Every file of the package and of `data/` is in the wheel, and so are the app's script and settings."""
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"karta/app/streamlit_app.py", "karta/app/.streamlit/config.toml"}
    for path in tracked:
        name = path.relative_to(root)
        if name.parts[0] == "karta":
            wanted.add(str(name))
        elif name.parts[0] == "data":
            wanted.add(str(Path("karta") / name))
    assert wanted <= packed, wanted - packed


@pytest.mark.slow
def test_the_unpacked_package_finds_its_data_and_its_app(wheel: Path, tmp_path: Path) -> None:
    """Away from the repository the package reads its policy and its words, and knows where its app lies."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    told = subprocess.run(
        [
            sys.executable, "-S", "-c",
            "import sys; sys.path[:0] = [sys.argv[1], *sys.argv[2:]]\n"
            "from karta.i18n import text; from karta.settings import app_dir, data_dir\n"
            "print(data_dir()); print(app_dir() / 'streamlit_app.py'); print(text('cli.about'))\n"
            "print((data_dir() / 'policy.toml').is_file(), (app_dir() / 'streamlit_app.py').is_file())",
            str(tmp_path),
        ],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert told[0] == str(tmp_path / "karta" / "data")
    assert told[1] == str(tmp_path / "karta" / "app" / "streamlit_app.py")
    assert not told[2].startswith("[")
    assert told[3] == "True True"
