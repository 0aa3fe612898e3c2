"""The app's own typeface: Fira Sans as a package carries it (OFL), cut down to Latin letters, served from here.

The whole file weighs 450 kB a weight, what is served 40 kB; it is cut once a process, while the server starts.
"""

from functools import cache
from io import BytesIO

import fontpkg_fira_sans
from fontTools import subset
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

WEIGHTS = {"400": "Regular", "600": "SemiBold"}
# Latin with its accents (Sami and Romanian letters, too), marks, arrows, and the few signs that pages draw with; other
# letters are the system's.
SIGNS = (
    *range(0x20, 0x180), *range(0x1CD, 0x1F0), *range(0x218, 0x21C), *range(0x2000, 0x2070), 0x20AC,
    *range(0x2190, 0x2200), 0x2212, 0x2713,
)  # fmt: skip
FEATURES = ["kern", "liga", "lnum", "tnum", "ccmp", "locl", "mark", "mkmk"]
A_YEAR = "public, max-age=31536000, immutable"


async def file(request: Request) -> Response:
    """Answer with a weight of the typeface."""
    weight = request.path_params["weight"]
    if weight not in WEIGHTS:
        return Response(status_code=404)
    content = await run_in_threadpool(cut, weight)
    return Response(content, media_type="font/woff2", headers={"cache-control": A_YEAR})


@cache
def cut(weight: str) -> bytes:
    """Return a weight of the typeface as WOFF2, with the letters and the features that pages use."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    font = subset.load_font(
        str(fontpkg_fira_sans.ROOT / "files" / f"FiraSans-{WEIGHTS[weight]}.ttf"), options
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=SIGNS)
    subsetter.subset(font)
    content = BytesIO()
    subset.save_font(font, content, options)
    return content.getvalue()
