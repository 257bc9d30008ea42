"""What data are used for: every purpose with its sentence and its basis, and how that is changed."""
