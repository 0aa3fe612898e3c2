"""The page *Behov*: what has been decided for each place, and by whom."""
