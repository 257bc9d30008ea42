"""Keys for other programs: what there is, one made and shown once, one ended."""
