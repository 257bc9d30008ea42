"""Core dumps: no process of ours may leave its memory on a disk, and none may be read by its user's others.

Memory holds what no file may: sound before consent in voice, the root key and its passphrase in all others.
"""

from __future__ import annotations

import ctypes
import resource

_PR_SET_DUMPABLE = 4


def forbid_dumps() -> None:
    """Forbid core dumps and tracing by others of the same user, for the life of this process.

    The limit passes on to what this process starts; the kernel does not mind it where dumps go
    to a program (core(5)). The second wall holds there too, and each process puts it up anew.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
