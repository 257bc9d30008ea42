"""The audit log for people."""
