"""The mutants themselves: what is planted in a few lines, that each is another program, and that a run is one again."""

import ast
from pathlib import Path

import pytest

from tests.mutation.__main__ import path_of, sample
from tests.mutation.equivalents import EQUIVALENT
from tests.mutation.mutants import mutants, planted
from tests.mutation.report import change, report
from tests.mutation.targets import TARGETS

SOURCE = '''
"""A module."""
MOST = 3

@decorated(1)
def counted(rows: list[int], whole: bool = True) -> int | None:
    """Say how many."""
    total = 0
    for row in rows[1:]:
        if row < MOST and not whole:
            continue
        total += row * 2
    log(total)
    return total
'''


def test_every_kind_of_fault_is_planted_once() -> None:
    """Constants, defaults, comparisons, and/or, not, slices, arithmetic, statements and what is returned are changed;
    annotations, decorators and texts are not."""
    assert [(mutant.function, mutant.after) for mutant in mutants("karta.some", SOURCE)] == [
        ("", "MOST = 4"),
        ("", "MOST = 2"),
        ("counted", "def counted(rows: list[int], whole: bool=False) -> int | None:"),
        ("counted", "total = 1"),
        ("counted", "total = -1"),
        ("counted", "for row in rows[:]:"),
        ("counted", "for row in rows[2:]:"),
        ("counted", "for row in rows[0:]:"),
        ("counted", "if not (row < MOST and (not whole)):"),
        ("counted", "if row < MOST or not whole:"),
        ("counted", "if row <= MOST and (not whole):"),
        ("counted", "if row >= MOST and (not whole):"),
        ("counted", "if row < MOST and whole:"),
        ("counted", "pass"),
        ("counted", "total -= row * 2"),
        ("counted", "pass"),
        ("counted", "total += row / 2"),
        ("counted", "total += row * 3"),
        ("counted", "total += row * 1"),
        ("counted", "pass"),
        ("counted", "return None"),
    ]


def test_a_planted_fault_is_the_only_change() -> None:
    """The tree with mutant n is the source with that statement changed, and nothing else; so for each."""
    whole = ast.unparse(ast.parse(SOURCE))
    for mutant in mutants("karta.some", SOURCE):
        other = ast.unparse(planted(SOURCE, mutant.number))
        changed = [
            pair for pair in zip(whole.splitlines(), other.splitlines(), strict=True) if len(set(pair)) == 2
        ]
        assert [after.strip() for _, after in changed] == [mutant.after]


def test_faults_are_known_again_when_lines_move() -> None:
    """The digest of a mutant does not hang on its line, and no two mutants of the core share one."""
    before, after = mutants("karta.some", SOURCE), mutants("karta.some", "import os\n\n" + SOURCE)
    assert [mutant.id for mutant in before] == [mutant.id for mutant in after]
    everything = [
        mutant.id
        for module in TARGETS
        for mutant in mutants(module, path_of(module).read_text(encoding="utf-8"))
    ]
    assert len(everything) == len(set(everything))


def test_the_tests_of_each_module_exist(root: Path) -> None:
    """Every file that is to notice faults is there, and every module."""
    named = {test.split("::")[0] for tests in TARGETS.values() for test in tests}
    assert {name for name in named if not (root / name).exists()} == set()
    assert all(path_of(module).exists() for module in TARGETS)


def test_a_sample_is_the_same_for_a_seed() -> None:
    """The first sixty of a seed are the first sixty of four hundred; another seed takes others."""
    assert sample(400, 1)[:60] == sample(60, 1)
    assert sample(60, 2) != sample(60, 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a < b", "a <= b", "`a < b` -> `a <= b`"),
        ("log(total)", "pass", "`log(total)` taken out"),
        (f"{'x' * 60} + 1 - {'y' * 60}", f"{'x' * 60} + 2 - {'y' * 60}",
         f"`{'x' * 37} + 1 - {'y' * 17}` -> `{'x' * 37} + 2 - {'y' * 17}`"),
    ],
)  # fmt: skip
def test_a_survivor_is_shown_by_its_change(before: str, after: str, said: str) -> None:
    """Of a long statement only what is around the change is shown."""
    assert change(before, after) == said


def test_the_share_is_that_of_what_was_noticed() -> None:
    """Of three mutants one survives: two of three are noticed, 66 % rounded down, and the survivor is named."""
    chosen = mutants("karta.some", SOURCE)[:3]
    ends = dict(zip((mutant.id for mutant in chosen), ("killed", "timeout", "survived"), strict=True))
    said = report(chosen, {name: {"what": what} for name, what in ends.items()})
    assert "| all | 3 | 2 | 66 % |" in said
    assert "killed 1, survived 1, timeout 1" in said
    assert said.splitlines()[-1].startswith(f"- `{chosen[2].id}` karta.some:6 counted:")


def test_what_is_left_out_as_equivalent_is_there() -> None:
    """Each mutant that is known to change nothing is one of the modules' own: none is left from code that is gone."""
    there = {
        mutant.id
        for module in TARGETS
        for mutant in mutants(module, path_of(module).read_text(encoding="utf-8"))
    }
    assert set(EQUIVALENT) <= there
