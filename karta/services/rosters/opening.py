"""Opening a line of a roster for sign-up: its adults are there already, or they are wanted."""

from karta.model.shift import AdultsAre, ShiftVersion
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters import series
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace


def open_sign_up(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    scope: Scope,
    *,
    adults_are: AdultsAre | None,
    min_team: int,
    max_team: int,
    version: ShiftVersion,
) -> None:
    """Open one date of a roster line for sign-up, it and all later ones, or all, as `scope` says.

    `adults_are` says what the adults of the line are. Those who are "present" count, and who signs up is added; of
    those who are "wanted" none counts: the shift has who signs up, and below `min_team` nobody.

    Raises
    ------
    InputError
        `adults_unanswered` without an answer, `adults_unknown` where adults are present and the line states no number.
    ConflictError
        `shift_opened` when it is open already, `row_changed` when somebody has changed it since.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    series.edit(
        workspace, viewer, occurrence_id, scope, version=version, verb="open_sign_up", adults_are=adults_are,
        min_team=min_team, max_team=max_team,
    )  # fmt: skip
