"""Keys of backups and tombstones, each derived from the root key for one use (HKDF, RFC 5869).

A backup's key depends on its id: no two are sealed under the same. Nothing derived here is stored.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO = b"rufschutz backup/1\0"


def sealing_key(root: bytes, backup: str) -> bytes:
    """Return the key (32 bytes) that seals the file of one backup."""
    return _derived(root, b"file\0" + backup.encode())


def manifest_key(root: bytes) -> bytes:
    """Return the key under which manifests are sealed."""
    return _derived(root, b"manifest")


def tombstone_key(root: bytes) -> bytes:
    """Return the key that chains tombstones."""
    return _derived(root, b"tombstones")


def _derived(root: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, _INFO + use).derive(root)
