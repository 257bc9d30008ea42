"""The record: Django apps, each with models, actions (the only writers) and queries."""
