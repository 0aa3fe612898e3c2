"""The figures of a sample, and the faults that no test noticed."""

from typing import Any

from tests.mutation.mutants import Mutant

AROUND = 40


def report(chosen: list[Mutant], outcomes: dict[str, dict[str, Any]]) -> str:
    """Return the share of killed mutants by module as a table, and every survivor with its change."""
    ran = [mutant for mutant in chosen if mutant.id in outcomes]
    lines = ["| module | mutants | noticed | share |", "|---|---|---|---|"]
    for module in [*sorted({mutant.module for mutant in ran}), ""]:
        own = [outcomes[mutant.id]["what"] for mutant in ran if mutant.module.startswith(module)]
        noticed = len(own) - own.count("survived")
        share = f"{100 * noticed // len(own)} %" if own else ""
        lines.append(f"| {f'`{module}`' if module else 'all'} | {len(own)} | {noticed} | {share} |")
    what = [outcomes[mutant.id]["what"] for mutant in ran]
    lines.append("\n" + ", ".join(f"{name} {what.count(name)}" for name in sorted(set(what))))
    lines += [
        f"- `{mutant.id}` {mutant.module}:{mutant.line} {mutant.function}: {change(mutant.before, mutant.after)}"
        for mutant in sorted(ran, key=lambda mutant: (mutant.module, mutant.number))
        if outcomes[mutant.id]["what"] == "survived"
    ]
    return "\n".join(lines)


def change(before: str, after: str) -> str:
    """Return what was changed, with a little around it."""
    if after == "pass":
        return f"`{before[: 2 * AROUND]}` taken out"
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    end = 0
    while end < min(len(before), len(after)) - same and before[-1 - end] == after[-1 - end]:
        end += 1
    start = max(0, same - AROUND)
    cut = [text[start : min(len(text), len(text) - end + AROUND // 2)] for text in (before, after)]
    return f"`{cut[0]}` -> `{cut[1]}`"
