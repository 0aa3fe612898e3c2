"""Our script and style for the map, Leaflet among them, each as one file: the browser asks twice, not nine times."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import xstatic.pkg.leaflet

LEAFLET: Final = Path(xstatic.pkg.leaflet.BASE_DIR)
OWN: Final = Path(__file__).parents[1] / "ui" / "map_assets"
SCRIPTS: Final = (
    LEAFLET / "leaflet.js",
    *(
        OWN / f"{name}.js"
        for name in (
            "parcel",
            "colours",
            "sheet",
            "base_map",
            "symbols",
            "clusters",
            "places",
            "hours",
            "legend",
            "gap_map",
        )
    ),
)
STYLES: Final = (LEAFLET / "leaflet.css", OWN / "gap_map.css")


class Bundle:
    """A folder of its own with one script and one style, named by what is in them; it goes when the process ends."""

    def __init__(self) -> None:
        self._kept = TemporaryDirectory(prefix="karta-map-")
        self.folder = Path(self._kept.name)
        self.script = self._join("js", SCRIPTS, ";\n")
        self.style = self._join("css", STYLES, "\n")

    def _join(self, ending: str, files: tuple[Path, ...], between: str) -> str:
        text = between.join(file.read_text(encoding="utf-8") for file in files)
        name = f"map-{sha256(text.encode()).hexdigest()[:12]}.{ending}"
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@cache
def bundle() -> Bundle:
    """Return the one bundle of this process."""
    return Bundle()
