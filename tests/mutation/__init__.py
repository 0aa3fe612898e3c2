"""A mutation test: small faults are planted in the core one at a time, and the fast tests have to notice each.

`python -m tests.mutation` (`make mutate`) by hand, never in CI; docs/mutation.md says what came of it.
"""
