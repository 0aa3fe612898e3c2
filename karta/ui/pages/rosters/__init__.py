"""The page *Pass*: shifts, people and notices."""
