"""Signing in: password, second factor, one-time link."""
