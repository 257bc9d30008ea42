"""Figures: what the consent dialogue costs callers, and whether a no is served like a yes."""
