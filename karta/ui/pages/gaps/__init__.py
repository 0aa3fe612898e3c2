"""The page *Luckor*: map, week and list of where known presence is missing."""
