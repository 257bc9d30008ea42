"""Recordings as the rules see them: which may run, and what of them is sound or gap."""
