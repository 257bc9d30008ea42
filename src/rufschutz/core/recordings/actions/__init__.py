"""Writing recordings and plays; nothing else may."""

from __future__ import annotations

from rufschutz.core.recordings.actions.playing import OpenRecording, finish_play, open_recording
from rufschutz.core.recordings.actions.rows import (
    QUARANTINE,
    Content,
    archive,
    break_off,
    damage,
    destroyed_before_storage,
    erase,
    forget,
    hold_kept,
    keep,
    name_blob,
    open_row,
    prove,
)

__all__ = [
    "QUARANTINE",
    "Content",
    "OpenRecording",
    "archive",
    "break_off",
    "damage",
    "destroyed_before_storage",
    "erase",
    "finish_play",
    "forget",
    "hold_kept",
    "keep",
    "name_blob",
    "open_recording",
    "open_row",
    "prove",
]
