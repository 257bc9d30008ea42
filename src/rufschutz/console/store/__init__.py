"""The store: the last check, its figures, and what does not fit."""
