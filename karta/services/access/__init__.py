"""Who is looking: the one place where a viewer is made."""
