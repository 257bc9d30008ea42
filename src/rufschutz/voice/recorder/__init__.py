"""Sealed journals: what a living grant lets through, written by one thread, a second at a time."""
