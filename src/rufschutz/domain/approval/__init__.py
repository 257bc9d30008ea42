"""Approval: a proposal, the second person who lets it take effect, and the officer who gives an opinion."""
