"""What the services of agreements do when somebody tries them on what is an association's."""

from collections.abc import Callable

from karta.privacy import Viewer
from karta.services.follow_up import agreements
from karta.services.workspace import Workspace
from tests.privacy.probed_town import TODAY, Whose

Probe = Callable[[Workspace, Viewer, Whose], object]


def agreed(workspace: Workspace, whose: Whose) -> str:
    """Return the id of an agreement of the association with another organisation; it is noted where there is none."""
    frame = workspace.store.frame("agreement")
    own = frame.loc[frame["association_id"] == whose.org, "id"]
    if len(own):
        return str(own.iloc[0])
    with workspace.store.act("test", "import") as act:
        other = act.insert("organisation", [{"name": f"Motpart {whose.org}"}])[0]
        row = {
            "association_id": whose.org,
            "counterpart_id": other,
            "promised_ah": 10.0,
            "decided_by": "rådet",
        }
        return act.insert("agreement", [{**row, "valid_from": TODAY, "valid_to": TODAY}])[0]


def _end(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    agreement_id = agreed(workspace, whose)
    version = int(workspace.store.frame("agreement", [agreement_id])["version"].iloc[0])
    agreements.end(workspace, viewer, agreement_id, TODAY, version=version)


AGREEMENT_PROBES: dict[str, Probe] = {
    "see_agreements": lambda w, v, t: bool(agreements.listed(w, v, agreed(w, t))),
    "keep_agreements": _end,
}
