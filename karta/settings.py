"""Where a workspace lies, and the numbers of the method that a municipality may change.

Every default is METHOD's, each a visible, editable setting. Nothing here reads the environment by itself.
"""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

TIMEZONE = "Europe/Stockholm"
CRS_METRES = "EPSG:3006"
CRS_DEGREES = "EPSG:4326"
SLOT_CHOICES = (15, 5, 1)


def data_dir() -> Path:
    """Return the folder of what ships with Karta: the demo municipality, profiles, calendars, the policy."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def app_dir() -> Path:
    """Return the folder of the app's script and of Streamlit's settings for it."""
    inside = Path(__file__).parent / "app"
    return inside if inside.is_dir() else Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Method:
    """The parameters of METHOD section 3, named as in `params.csv`; units in the names or in METHOD."""

    timezone: str = TIMEZONE
    slot_minutes: int = 15
    day_start_local: time = time(6)
    d_full_m: float = 100.0
    d_zero_m: float = 200.0
    w_active: float = 1.0
    w_incidental: float = 0.5
    w_remote: float = 0.0
    theta_empty: float = 0.5
    dark_weight: float = 1.25
    prior_planned_a: float = 7.0
    prior_planned_b: float = 3.0
    prior_confirmed_a: float = 9.0
    prior_confirmed_b: float = 1.0
    youths_10_19: float | None = None
    default_source_status: str = "unknown"
    detour_factor: float = 1.3
    snap_m: float = 75.0
    visit_window_minutes: int = 120
    visit_minutes: int = 10
    stale_after_days: int = 30

    def mode_weight(self, mode: str) -> float:
        """Return w_mode of a presence mode (active, incidental, remote)."""
        return {"active": self.w_active, "incidental": self.w_incidental, "remote": self.w_remote}[mode]
