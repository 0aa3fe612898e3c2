"""A sheet of paper as a picture, so that one sees what one is about to print."""

import base64
import io

import pypdfium2
from PIL.Image import Dither

# Pixels of the picture's width: legible at half of it.
WIDE = 1100


def first_page(pdf: bytes) -> tuple[str, int]:
    """Return the first page of a PDF as the address of a PNG that holds it, and how many pages there are."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = (
            page.render(scale=WIDE / page.get_width(), grayscale=False)
            .to_pil()
            .quantize(64, dither=Dither.NONE)
        )
        written = io.BytesIO()
        picture.save(written, "PNG", optimize=False)
        return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode("ascii"), len(document)
    finally:
        document.close()
