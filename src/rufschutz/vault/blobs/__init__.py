"""Ciphertext on a disk, under opaque names."""
