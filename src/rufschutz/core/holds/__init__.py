"""Holds: what may not be deleted yet, why, until when, and who decided it."""
