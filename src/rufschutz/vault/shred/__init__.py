"""The order in which things die."""

from __future__ import annotations

from rufschutz.vault.shred.order import BlobRemains, Blobs, Ledger, Wraps, WrapsRemain, destroy_keys, finish

__all__ = ["BlobRemains", "Blobs", "Ledger", "Wraps", "WrapsRemain", "destroy_keys", "finish"]
