"""Access: who may do what, for which purpose, with which thing, and what they owe for it."""
