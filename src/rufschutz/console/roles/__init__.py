"""The screen of roles: the one table of access, and who has which role until when."""
