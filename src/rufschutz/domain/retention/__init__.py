"""Retention: when a thing is gone, why then, and in which order it dies (DIN 66398)."""
