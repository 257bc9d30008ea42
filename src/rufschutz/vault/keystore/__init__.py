"""Keys that stay: the root key, wraps under parent keys, lookup indexes, signing keys."""
