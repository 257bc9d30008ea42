"""Requests that came in writing: one page each."""
