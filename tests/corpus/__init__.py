"""Small files, good and bad, as people have them: made here, with what must come of each in one table."""
