"""Which organisation a form is about before anybody has chosen one: no form is filled in by the alphabet."""

from collections.abc import Mapping

from karta.privacy import Viewer, is_own


def first(viewer: Viewer, names: Mapping[str, str]) -> str | None:
    """Return the viewer's own organisation, or the only one that there is; None where somebody has to choose.

    `names` are what organisations are called, by id.
    """
    own = [org for org, name in names.items() if len(names) == 1 or is_own(viewer, org)]
    return own[0] if own else None


def position(viewer: Viewer, names: Mapping[str, str]) -> int | None:
    """Return at which place of `names` that one stands, None where somebody has to choose."""
    own = first(viewer, names)
    return None if own is None else list(names).index(own)
