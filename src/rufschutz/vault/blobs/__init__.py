"""Ciphertext on a disk, under opaque names."""

from __future__ import annotations

from rufschutz.vault.blobs.directory import BlobDirectory, BlobExists, BlobMissing

__all__ = ["BlobDirectory", "BlobExists", "BlobMissing"]
