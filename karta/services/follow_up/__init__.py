"""Follow-up: reports of shifts that were walked."""
