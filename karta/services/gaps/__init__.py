"""Where and when known presence is missing: a period computed for a viewer, its reasons, its map and its files."""
