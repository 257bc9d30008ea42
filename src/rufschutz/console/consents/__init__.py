"""Consents of a number: what stands, how it came about, and how it ends."""
