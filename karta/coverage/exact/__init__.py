"""The exact engine: the kinds of presence laid over slots, and the verdict of each slot."""
