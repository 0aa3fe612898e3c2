"""Small folders of tables written by hand, and single figures of their outcome."""

from __future__ import annotations

from pathlib import Path

from .method import Outcome

NEED = "rule_id,place_id,type,days,start_local,end_local,adults,outside_sessions,within_access"
LINE = (
    "presence_id,org,kind,mode,geometry,adults,status,start_local,end_local,"
    "byday,valid_from,valid_to,exdates,school_days_only"
)
CALENDAR = "date,dow,school_day,public_holiday,weekend_night,risk_evening,dark_from_local,dark_to_local"
CANDIDATE = "presence_id,org,kind,mode,geometry,adults,status,start_local,end_local,place_id,distance_m"
REPORT = "presence_id,date,outcome,adults,start_local,end_local"


def small(folder: Path, days: str, **tables: str) -> Path:
    """A folder with one place P1, one need (2 adults, all days 22:00-04:00) and the given tables."""
    rows = [f"{day},,1,0,0,0,," if "," not in day else day for day in days.split()]
    chosen = {
        "places": "place_id,name,kind,area_id,priority_weight\nP1,Torget,square,A,",
        "needs": "N1,P1,base,all,22:00,04:00,2,0,0",
        "presences": "",
        "calendar": "\n".join(rows),
        "params": "key,value,unit,meaning\ndefault_source_status,known,,",
        **tables,
    }
    heads = {
        "needs": NEED,
        "presences": LINE,
        "calendar": CALENDAR,
        "whatif": CANDIDATE,
        "delivered": REPORT,
        "access": "place_id,days,start_local,end_local",
        "sessions": "place_id,byday,start_local,end_local,exdates",
        "reach": "presence_id,place_id,distance_m",
        "sources": "source_id,org,place_id,status,from_local,to_local",
    }
    for name, text in chosen.items():
        lines = ([heads[name]] if name in heads else []) + [line.strip() for line in text.splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def cell(outcome: Outcome, column: str, view: str = "planned", row: int = 0) -> float | None:
    """A measure of the n-th row of a view."""
    value = [found for found in outcome.places if found["view"] == view][row][column]
    assert not isinstance(value, str)
    return None if value is None else float(value)


def misc(outcome: Outcome, key: str) -> float | None:
    """The value of a key."""
    value = next(row["value"] for row in outcome.misc if row["key"] == key)
    assert not isinstance(value, str)
    return None if value is None else float(value)
