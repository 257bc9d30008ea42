"""See models.py."""
