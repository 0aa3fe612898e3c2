"""Registers in JSON: schools in both versions, and associations."""

import json
from typing import Any


def files() -> dict[str, bytes]:
    """Return registers by file name."""
    return {name: json.dumps(content, ensure_ascii=False).encode() for name, content in _contents().items()}


def _contents() -> dict[str, Any]:
    first = {
        "Skolenhetskod": "12345678", "Namn": "Ekskolan", "Status": "Aktiv", "Skolformer": [{"type": "GR"}],
        "Besoksadress": {
            "Adress": "Ekgatan 1",
            "GeoData": {"Koordinat_WGS84_Lat": "59.3293", "Koordinat_WGS84_Lng": "18.0583"},
        },
        "Rektorsnamn": "Påhittad Rektor", "Epost": "rektor@example.org",
    }  # fmt: skip
    return {
        "schools_v1_list.json": {
            "Uttagsdatum": "2020-01-01",
            "Skolenheter": [
                {"Skolenhetskod": "12345678", "Skolenhetsnamn": "Ekskolan", "Kommunkod": "0180", "Status": "Aktiv"},
                {"Skolenhetskod": "12345679", "Skolenhetsnamn": "Gamla skolan", "Status": "Upphört"},
            ],
        },
        "schools_v1_detail.json": {"SkolenhetInfo": first},
        "schools_v2_list.json": _second([
            {"schoolUnitCode": "12345678", "name": "Ekskolan", "status": "AKTIV"},
            {"schoolUnitCode": "12345679", "name": "Björkskolan", "status": "AKTIV"},
        ]),
        "schools_v2_detail.json": _detail(latitude="59.3293", longitude="18.0583"),
        "schools_v2_metres.json": _detail(coordinateSweRefE="674012", coordinateSweRefN="6580792"),
        "schools_v2_without_position.json": _detail(latitude="", longitude=None),
        "schools_without_code.json": _second([{"name": "Ekskolan", "status": "AKTIV"}]),
        "schools_twice.json": _second([{"schoolUnitCode": "12345678", "name": "Ekskolan", "status": "AKTIV"}] * 2),
        "schools_wrong_kind.json": {"SkolenhetInfo": first},
        "associations.json": _associations("Ekens IF", "Norra kyrkan"),
        "associations_without_name.json": _associations("Ekens IF", ""),
        "associations_personal_number.json": _associations("Firma 121212-1212 Ek"),
        "associations_wrong_kind.json": _associations("Ekens IF"),
        "other.json": {"hej": [1, 2, 3]},
        "police_events.json": [
            {"id": 1, "datetime": "2026-08-22 9:48:12 +02:00", "name": "22 augusti 17.59, Brand, Kävlinge",
             "location": {"name": "Kävlinge", "gps": "55.79,13.11"}},
        ],
    }  # fmt: skip


def _second(schools: list[dict[str, Any]]) -> dict[str, Any]:
    return {"meta": {"extractDate": "2026-09-01"}, "data": {"type": "schoolunit", "attributes": schools}}


def _detail(**spot: Any) -> dict[str, Any]:
    address = {"type": "BESOKSADRESS", "streetAddress": "Ekgatan 1", "geoCoordinates": spot}
    attributes = {
        "displayName": "Ekskolan", "status": "AKTIV", "schoolTypes": ["GR"], "addresses": [address],
        "headMaster": "Påhittad Rektor", "phoneNumber": "070-1740605",
    }  # fmt: skip
    return {"data": {"schoolUnitCode": "12345678", "attributes": attributes}}


def _associations(*names: str) -> dict[str, Any]:
    people = [{"Name": "Påhittad Ett", "Phone": "070-1740605"}]
    return {
        "TotalNumberOfElements": len(names),
        "Customers": [
            {"Id": at, "Name": name, "AssociationCategoryName": "Idrott", "CustomerContactPeople": people}
            for at, name in enumerate(names, start=1)
        ],
    }
