"""A reader of QR codes that shares nothing with their writer: dark squares of a PDF in, the text out.

From ISO/IEC 18004 by hand, without error correction: a code on paper as it was drawn needs none. Versions 1 to 6, whose
blocks of data are equally long; bytes alone.
"""

import io
from collections.abc import Iterator

from pypdf import PdfReader

Square = tuple[float, float, float, float]
MASKS = (
    lambda r, c: (r + c) % 2, lambda r, _: r % 2, lambda _, c: c % 3, lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2, lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2, lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)  # fmt: skip
# (version, level) -> codewords of data and blocks; the levels as the format says them: 0 = M, 3 = Q, 2 = H.
BLOCKS = {
    (1, 0): (16, 1), (2, 0): (28, 1), (3, 0): (44, 1), (4, 0): (64, 2), (5, 0): (86, 2), (6, 0): (108, 4),
    (1, 3): (13, 1), (2, 3): (22, 1), (3, 3): (34, 2), (4, 3): (48, 2), (6, 3): (76, 4),
    (1, 2): (9, 1), (2, 2): (16, 1), (3, 2): (26, 2), (4, 2): (36, 4), (6, 2): (60, 4),
}  # fmt: skip


def squares(pdf: bytes, dark: tuple[int, int, int]) -> Iterator[Square]:
    """Give the small squares of a colour on the first page, as (x, y from the top, width, height) in points."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    height = float(page.mediabox.height)
    said, colour = [], None
    for word in page.get_contents().get_data().decode("latin-1").split():
        if word in {"rg", "g"}:
            part = [round(float(one) * 255) for one in said[-3 if word == "rg" else -1 :]]
            colour = tuple(part) if len(part) == 3 else tuple(part * 3)
        elif word == "re" and colour == dark:
            x, y, width, tall = map(float, said[-4:])
            if abs(tall) < 15 and abs(abs(tall) - width) < 0.1:
                yield x, height - y, width, abs(tall)
        said.append(word)


def modules(found: list[Square]) -> list[list[int]]:
    """Return the code as rows of 0 and 1, from where its dark squares lie."""
    left, top = min(x for x, *_ in found), min(y for _, y, *_ in found)
    reach = max(x for x, *_ in found) - left
    # The upper left finder is seven modules wide: its first row of squares tells the step.
    row = sorted(x - left for x, y, *_ in found if abs(y - top) < 0.1)
    step = row[6] / 6
    size = round(reach / step) + 1
    rows = [[0] * size for _ in range(size)]
    for x, y, *_ in found:
        rows[round((y - top) / step)][round((x - left) / step)] = 1
    return rows


def text(rows: list[list[int]]) -> str:
    """Return what a code says."""
    size = len(rows)
    version = (size - 17) // 4
    at = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join(str(rows[r][c]) for r, c in at), 2) ^ 0b101010000010010
    mask = MASKS[form >> 10 & 7]
    data, blocks = BLOCKS[version, form >> 13]
    bits = "".join(str(rows[r][c] ^ (mask(r, c) == 0)) for r, c in _way(size, version))
    read = [int(bits[n : n + 8], 2) for n in range(0, data * 8, 8)]
    whole = "".join(f"{one:08b}" for block in range(blocks) for one in read[block::blocks])
    assert whole[:4] == "0100", "bytes alone are read"
    length = int(whole[4:12], 2)
    return bytes(int(whole[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def _way(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Give the modules of data in their order: pairs of columns from the right, up and down in occurrence."""
    centre = size - 7

    def is_data(r: int, c: int) -> bool:
        corner = (r < 9 and c < 9) or (r < 9 and c >= size - 8) or (r >= size - 8 and c < 9)
        aligns = version > 1 and abs(r - centre) <= 2 and abs(c - centre) <= 2
        return not (corner or aligns or 6 in (r, c))

    upward = True
    for right in (c if c > 6 else c - 1 for c in range(size - 1, 0, -2)):
        for r in range(size - 1, -1, -1) if upward else range(size):
            for c in (right, right - 1):
                if is_data(r, c):
                    yield r, c
        upward = not upward
