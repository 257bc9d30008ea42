"""Sealing with public keys: what voice may import, and all it may import of the vault."""
