"""What one person asked for and a second one decides: every subject in one queue."""
