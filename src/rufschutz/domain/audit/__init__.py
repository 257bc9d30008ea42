"""The audit log: what is written, how it is hashed, and how a stranger checks it."""
