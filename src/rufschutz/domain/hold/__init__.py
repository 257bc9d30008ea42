"""Holds: a named reason not to delete yet, with an end; and the restriction of Art. 18 GDPR."""
