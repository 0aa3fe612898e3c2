"""Commits that a stranger can read: short, and first the staircase that they are on (CONTRIBUTING.md)."""

import subprocess
from pathlib import Path

import pytest

MOST_CHARACTERS = 72
STAIRCASES = (
    "register", "importing", "gaps", "rosters", "needs", "planning", "sheets", "follow_up", "access", "house",
)  # fmt: skip
# Written by git itself.
BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ")


def git(root: Path, *arguments: str) -> list[str]:
    """Return the lines that git answers; none where there is no git or no history."""
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False, timeout=60
        )
    except FileNotFoundError:
        return []
    return answer.stdout.splitlines() if answer.returncode == 0 else []


def subjects_to_judge(root: Path) -> list[str]:
    """Return the subjects of the commits after the one that brought this rule; none in a copy without the history."""
    if git(root, "rev-parse", "--is-shallow-repository") != ["false"]:
        return []
    began = git(root, "log", "--diff-filter=A", "--format=%H", "--", "tests/house/test_commits.py")
    return git(root, "log", "--format=%s", f"{began[-1]}..HEAD") if began else []


def faults(subject: str) -> list[str]:
    """Return what is wrong with the subject of a commit."""
    if subject.startswith(BY_GIT):
        return []
    staircase, colon, act = subject.partition(": ")
    wrong = []
    if len(subject) > MOST_CHARACTERS:
        wrong.append(f"{len(subject)} characters")
    if not colon or staircase not in STAIRCASES or not act.strip():
        wrong.append("no staircase first")
    return wrong


def test_every_commit_since_this_rule_can_be_read(root: Path) -> None:
    """The subject of each commit after this file's first has at most 72 characters and begins with a staircase."""
    assert {subject: wrong for subject in subjects_to_judge(root) if (wrong := faults(subject))} == {}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("gaps: count a lone walker as none", []),
        ("follow_up: " + "x" * 61, []),
        ("follow_up: " + "x" * 62, ["73 characters"]),
        ("Count a lone walker as none", ["no staircase first"]),
        ("misc: tidy up", ["no staircase first"]),
        ("gaps:", ["no staircase first"]),
        ('Revert "gaps: count a lone walker as none"', []),
    ],
)
def test_a_bad_subject_is_seen(subject: str, expected: list[str]) -> None:
    """Length and first word are judged; what git writes by itself is not."""
    assert faults(subject) == expected


def test_a_copy_without_history_passes(tmp_path: Path) -> None:
    """In a folder that is no repository, and in one without commits, there is nothing to judge."""
    assert subjects_to_judge(tmp_path) == []
    git(tmp_path, "init", "--quiet")
    assert subjects_to_judge(tmp_path) == []


def test_only_commits_after_the_rule_are_judged(tmp_path: Path) -> None:
    """Of three commits, the second of which brings the rule, the third alone is judged."""
    git(tmp_path, "init", "--quiet")
    rule = tmp_path / "tests" / "house" / "test_commits.py"
    rule.parent.mkdir(parents=True)
    author = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    for n, subject in enumerate(["no rule yet", "house: the rule", "gaps: after the rule"]):
        (rule if n == 1 else tmp_path / f"{n}.txt").write_text(subject)
        git(tmp_path, "add", "--all")
        git(tmp_path, *author, "commit", "--quiet", "--no-gpg-sign", "--no-verify", "-m", subject)
    assert subjects_to_judge(tmp_path) == ["gaps: after the rule"]


def test_the_staircases_are_those_that_contributors_read(root: Path) -> None:
    """CONTRIBUTING.md lists the same words, in the same order."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("Staircases: ")]
    assert line == f"Staircases: {', '.join(f'`{name}`' for name in STAIRCASES)}."
