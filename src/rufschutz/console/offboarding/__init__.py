"""The screen Auszug: how a practice leaves, step by step, and what it takes along."""
