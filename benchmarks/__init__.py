"""Figures of speed, not tests: each module prints one JSON object of what it measured, in milliseconds."""
