"""Parcels on their way to the browser: served by this server for as long as the session is connected.

What is in one has been redacted for whoever is looking. Its address is no hash of it and cannot be computed: the server
gives each session names of its own.
"""

from streamlit import runtime

from karta.maps import Parcel


def address(parcel: Parcel, owner: str) -> str:
    """Return where the browser fetches a parcel, from the app's root; `owner` has one at a time."""
    files = runtime.get_instance().media_file_mgr
    return files.add(parcel.content, "application/octet-stream", f"karta:{owner}").lstrip("/")
