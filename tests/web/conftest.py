"""The fixtures of the rosters' tests, for the pages that stand on them."""

from tests.rosters.conftest import made_once, org, person, plan, square, workspace

__all__ = ["made_once", "org", "person", "plan", "square", "workspace"]
