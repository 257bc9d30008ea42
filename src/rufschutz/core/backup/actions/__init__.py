"""What is written about backups: each module says which part."""
