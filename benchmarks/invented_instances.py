"""Invented instances in the layouts of three published collections, seeded: none of them is copied from anywhere.

Tours are made like Solomon's: `c` in clusters, `r` scattered, `rc` half and half, each with a short (1) or a long (2)
day. Graphs are like those of the OR-Library's p-median problem, rosters like Curtois' and Qu's smaller ones.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Kind:
    """How the customers of a tour lie and how long its day, stays and windows are."""

    clustered: float
    day: int
    stay: int
    window: tuple[int, int]
    open_share: float


TOURS = {
    "c1": Kind(1.0, 1236, 90, (50, 70), 0.0),
    "c1w": Kind(1.0, 1236, 90, (50, 70), 0.5),
    "c2": Kind(1.0, 3390, 90, (160, 170), 0.0),
    "r1": Kind(0.0, 230, 10, (10, 10), 0.0),
    "r1w": Kind(0.0, 230, 10, (30, 90), 0.3),
    "r2": Kind(0.0, 1000, 10, (60, 200), 0.0),
    "r2w": Kind(0.0, 1000, 10, (100, 400), 0.3),
    "rc1": Kind(0.5, 240, 10, (30, 30), 0.0),
    "rc1w": Kind(0.5, 240, 10, (60, 90), 0.3),
    "rc2": Kind(0.5, 960, 10, (60, 120), 0.0),
}


def tour(name: str, seed: int, customers: int = 100) -> str:
    """Return a tour in the layout of Righini and Salani: a header, then each point with its windows at the end."""
    kind, rng = TOURS[name], np.random.default_rng([seed, sum(name.encode())])
    xy = rng.integers(0, 81, (customers + 1, 2)).astype(float)
    centres = rng.integers(5, 75, (10, 2))
    near = rng.random(customers + 1) < kind.clustered
    xy[near] = np.round(centres[rng.integers(0, 10, near.sum())] + rng.normal(0, 3, (int(near.sum()), 2)))
    xy[0] = (35, 35)
    lines = [f"1 25 {customers} 1", "0 200", f"0 {xy[0, 0]} {xy[0, 1]} 0 0 0 0 0 {kind.day}"]
    for n in range(1, customers + 1):
        away = float(np.hypot(*(xy[n] - xy[0])))
        first, last = int(np.ceil(away)), int(kind.day - away - kind.stay)
        width = int(rng.integers(kind.window[0], kind.window[1] + 1))
        middle = int(rng.integers(first, max(last, first) + 1))
        opens, closes = max(middle - width // 2, first), min(middle + width // 2, last)
        if rng.random() < kind.open_share:
            opens, closes = 0, last
        prize = int(rng.choice([10, 10, 10, 20, 20, 30, 40]) if kind.clustered == 1 else rng.integers(1, 42))
        lines.append(
            f"{n} {xy[n, 0]} {xy[n, 1]} {kind.stay} {prize} 1 1 1 {max(opens, 0)} {max(closes, opens, 0)}"
        )
    return "\n".join(lines) + "\n"


def graph(vertices: int, edges: int, seed: int) -> str:
    """Return a connected graph in the layout of the OR-Library; some edges are repeated with another length."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(vertices) + 1
    pairs = list(zip(order.tolist(), np.roll(order, 1).tolist(), strict=True))
    pairs += [tuple(rng.choice(vertices, 2, replace=False) + 1) for _ in range(edges - len(pairs) - 3)]
    pairs += pairs[:3]
    lines = [f" {vertices} {len(pairs)} {max(vertices // 20, 1)}"]
    lines += [f" {a} {b} {int(rng.integers(1, 100))}" for a, b in pairs]
    return "\n".join(lines) + "\n"


def roster(days: int, staff: int, shifts: int, seed: int) -> str:
    """Return a roster in the layout of Curtois and Qu: one to three shifts of eight hours, wishes on and off, cover."""
    rng = np.random.default_rng(seed)
    names = ["E", "D", "L"][:shifts]
    follow = {"E": "", "D": "E", "L": "E|D"}
    people = [chr(65 + n // 26) + chr(65 + n % 26) for n in range(staff)]
    parts = [
        f"SECTION_HORIZON\n# The horizon length in days:\n{days}",
        "SECTION_SHIFTS\n# ShiftID, Length in mins",
    ]
    parts[-1] += "".join(
        f"\n{s},480,{'|'.join(t for t in follow[s].split('|') if t in names)}" for s in names
    )
    most, weekends = days * 9 // 28, days // 14
    rows = []
    for person in people:
        limits = "|".join(f"{s}={days if shifts == 1 or rng.random() < 0.8 else days // 3}" for s in names)
        rows.append(f"{person},{limits},{(most + days // 14) * 960},{most * 720},5,2,2,{weekends}")
    parts.append("SECTION_STAFF\n# ID, MaxShifts, ...\n" + "\n".join(rows))
    parts.append("SECTION_DAYS_OFF\n" + "\n".join(f"{p},{rng.integers(0, days)}" for p in people))
    for section in ("SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS"):
        wishes = [
            f"{p},{d},{rng.choice(names)},{rng.integers(1, 4)}"
            for p in people
            for d in range(days)
            if rng.random() < 0.2
        ]
        parts.append(f"{section}\n# EmployeeID, Day, ShiftID, Weight\n" + "\n".join(wishes))
    need = staff * most * 0.95 * 2 / days / shifts
    cover = [f"{d},{s},{max(int(rng.normal(need, 1)), 0)},100,1" for d in range(days) for s in names]
    parts.append("SECTION_COVER\n# Day, ShiftID, Requirement, under, over\n" + "\n".join(cover))
    return "\n\n".join(parts) + "\n"
