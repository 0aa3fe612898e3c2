"""What an act wrote, read back: as many of its rows as say what it was about, and no more."""

from typing import Any

import pytest

from karta.store import touched
from karta.store.database import Store


@pytest.mark.parametrize("change", [False, True])
def test_a_big_act_is_not_read_as_a_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch, change: bool
) -> None:
    """Of 1,000 rows that were made, or changed, the first hundred are read back, and no other is unpacked."""
    with store.act("samordnare", "import") as act:
        ids = act.insert("organisation", [{"name": f"Org {n}"} for n in range(1_000)])
    if change:
        with store.act("samordnare", "edit") as act:
            act.update_many("organisation", {row: {"does": "Vandrar"} for row in ids})
    unpacked: list[Any] = []
    unpack = touched.from_json
    monkeypatch.setattr(touched, "from_json", lambda *cells: (unpacked.append(cells), unpack(*cells))[1])
    with store.reading() as reading:
        written = touched.touched(reading, [act.id])[act.id]
    assert [row["id"] for _, row in written] == ids[: touched.MOST]
    assert len(unpacked) <= touched.MOST
