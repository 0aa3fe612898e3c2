"""The page *Kom igång*: a town of one's own, step by step."""
