"""Rufschutz: a phone assistant that keeps nothing it may not keep."""
