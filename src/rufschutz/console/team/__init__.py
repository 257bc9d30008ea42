"""The team's own voice: each person answers for themselves; and the works agreement."""
