"""Besök: visits of the police on the venues' terms."""
