"""Our script and style for the map, Leaflet among them, each as one file: the browser asks twice, not for each part."""

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
            "namespace",
            "parcel",
            "address",
            "colours",
            "sheet",
            "base_map",
            "symbols",
            "clusters",
            "counts",
            "room",
            "names",
            "walks",
            "descriptions",
            "card",
            "places",
            "hours",
            "legend",
            "page_font",
            "map_view",
            "place_keys",
            "messages",
            "marks",
            "gap_map",
        )
    ),
)
STYLES: Final = (LEAFLET / "leaflet.css", OWN / "gap_map.css")


class Bundle:
    """A temporary folder with one script and one style, named by their content; it is gone when the process ends."""

    def __init__(self) -> None:
        self._directory = TemporaryDirectory(prefix="karta-map-")
        self.folder = Path(self._directory.name)
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
