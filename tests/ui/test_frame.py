"""The frame around pages: what goes wrong in a part that reruns by itself is told in a sentence, like all else."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.ui.conftest import html


def test_a_fault_in_a_part_is_told_in_swedish(tmp_path: Path) -> None:
    """A known fault with its own sentence, another with the general one; never Streamlit's box, and the rest stands."""
    page = AppTest.from_function(_page, args=(str(tmp_path / "own"),), default_timeout=60).run()
    assert not page.exception
    said = html(page)
    assert "Platsen finns inte i perioden" in said
    assert "Sidan kunde inte visas" in said
    assert "boken" not in said
    assert "sista raden" in said


def _page(folder: str) -> None:
    """Two parts that fail, and what comes after them: AppTest reads this function's source and runs it alone."""
    from pathlib import Path

    from karta.errors import NotFoundError
    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui import words
    from karta.ui.context import Context, own_part

    def known(context: Context) -> None:
        raise NotFoundError("place_unknown", place="Torget")

    def other(context: Context) -> None:
        raise ValueError("boken är slut")

    context = Context(create(Path(folder)), Viewer(function="samordnare", role="local"))
    own_part(known)(context)
    own_part(other)(context)
    words.paragraph("sista raden")
