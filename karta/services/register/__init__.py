"""What the municipality has: places, organisations, areas, activities and contacts; duplicates are merged."""
