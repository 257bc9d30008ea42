"""What the data protection officer and the operator start with: counts and states, no content."""
