"""How the invented municipality of the demo is made: a plan drawn by hand, streets and houses grown by a seed.

Nothing here is a picture of a real place. The files that come out are those a user would import for a town of
their own.
"""
