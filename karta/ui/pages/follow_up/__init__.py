"""Uppföljning: what was agreed, planned and carried out, and what may be said of it."""
