"""The keys and blobs of this installation, as the console's screens reach them.

Decides nothing: what is opened, and that it is opened once, stands in `rufschutz.core.setup.opened`.
"""

from __future__ import annotations

from rufschutz.core.setup.opened import blobs, clips, keys, log_directory, packages, place, plans

__all__ = ["blobs", "clips", "keys", "log_directory", "packages", "place", "plans"]
