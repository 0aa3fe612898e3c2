"""Files of the app: who knows a file's content, or has kept its address, gets nothing once its session is gone."""

import time

import pytest
from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from tests.security.attacker import Target, own, session

pytestmark = pytest.mark.slow

BINARY = "application/octet-stream"


def test_files_end_with_their_session_under_names_that_nobody_computes(target: Target) -> None:
    """Parcels and a download answer while the page is open, under other names for the next one, then no more."""
    with session(target, "luckor") as first, session(target, "luckor") as second:
        addresses = first.files
        assert len(addresses) >= 3
        assert not addresses & second.files
        download = first.press_download("gaps_export_csv")
        assert b"Torget" in own(target, download)[1]
        contents = {address: own(target, address) for address in addresses}
        assert {status for status, _ in contents.values()} == {200}
        for _, content in contents.values():
            computed = _calculate_file_id(content, BINARY)
            assert [
                own(target, f"{home}/{computed}{end}")[0]
                for home in ("/media", "/fil")
                for end in ("", ".bin")
            ] == [404] * 4
    deadline = time.monotonic() + 10
    for address in (*addresses, download):
        while own(target, address)[0] != 404:
            assert time.monotonic() < deadline, address
            time.sleep(0.1)
