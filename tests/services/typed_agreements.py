"""The services of agreements between organisations, as they are tried with hostile values."""

from karta.services.follow_up import agreements
from karta.services.follow_up.agreements import AgreedTerms, Agreement
from tests.services.typed_service import Service, Values
from tests.services.typed_town import COORDINATOR, FRIDAY, THURSDAY, Town


def _usual(town: Town) -> Values:
    return {
        "association_id": town.org, "counterpart_id": town.other_org, "promised_ah": 120.0, "valid_from": THURSDAY,
        "valid_to": FRIDAY, "decided_by": "nämnden", "place_ids": (town.place,), "association_gives": "vuxna på torget",
        "counterpart_gives": "jackor", "kronor": 1000.0, "kronor_per_walk": 100.0, "paid_by_id": town.other_org,
    }  # fmt: skip


def _noted(town: Town) -> Agreement:
    """Return an agreement that has just been noted."""
    agreement_id = agreements.make(town.workspace, COORDINATOR, AgreedTerms(**_usual(town)))
    return agreements.agreement(town.workspace, COORDINATOR, agreement_id)


def _change(town: Town, values: Values) -> object:
    noted = _noted(town)
    return agreements.change(
        town.workspace, COORDINATOR, noted.agreement_id, AgreedTerms(**values), version=noted.version
    )


def _end(town: Town, values: Values) -> object:
    noted = _noted(town)
    return agreements.end(town.workspace, COORDINATOR, noted.agreement_id, version=noted.version, **values)


AGREEMENTS: dict[str, Service] = {
    "follow_up/agreements.py: make": Service(
        lambda town, values: agreements.make(town.workspace, COORDINATOR, AgreedTerms(**values)), _usual
    ),
    "follow_up/agreements.py: change": Service(_change, _usual),
    "follow_up/agreements.py: end": Service(_end, lambda _: {"last": FRIDAY}),
}
