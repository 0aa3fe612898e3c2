"""The page *Platser*: places, files and their history."""
