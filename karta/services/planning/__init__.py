"""Planning: visits of the police on the venues' terms. Nothing changes until somebody accepts it."""
