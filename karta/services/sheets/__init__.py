"""Finished figures gathered for paper: the sheet of a meeting, the sheets of a walk."""
