"""Emergency access to one call: opened with a reason, seen by all who watch, reviewed by another person."""
