"""The page *Blad*: sheets for meetings and walks, and files to take along."""
