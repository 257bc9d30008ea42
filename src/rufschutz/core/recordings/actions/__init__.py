"""Writing recordings and plays; nothing else may."""

from __future__ import annotations

from rufschutz.core.recordings.actions.checking import Checked, Unheld, check_consents
from rufschutz.core.recordings.actions.playing import OpenRecording, finish_play, open_recording
from rufschutz.core.recordings.actions.rows import (
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
from rufschutz.core.recordings.actions.uses import (
    add_uses,
    consents_in_use,
    end_uses,
    fall_due,
    lock_away,
    settle_due,
    standing_uses,
    used_consents,
)
from rufschutz.core.recordings.models import QUARANTINE

__all__ = [
    "QUARANTINE",
    "Checked",
    "Content",
    "OpenRecording",
    "Unheld",
    "add_uses",
    "archive",
    "break_off",
    "check_consents",
    "consents_in_use",
    "damage",
    "destroyed_before_storage",
    "end_uses",
    "erase",
    "fall_due",
    "finish_play",
    "forget",
    "hold_kept",
    "keep",
    "lock_away",
    "name_blob",
    "open_recording",
    "open_row",
    "prove",
    "settle_due",
    "standing_uses",
    "used_consents",
]
