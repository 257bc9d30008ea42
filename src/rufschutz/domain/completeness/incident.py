"""What can turn out not to be as it has to be, by name, and what it takes to settle it.

Decides that no incident is settled without words. What each means in plain language: `words`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import KindId

INCIDENT_FILE = KindId("incident_file")


class IncidentKind(StrEnum):
    """A difference, by what is missing or too much, where; or what a check of log, keys, backup found."""

    ROW_WITHOUT_BLOB = "row_without_blob"
    BLOB_WITHOUT_ROW = "blob_without_row"
    WRAP_WITHOUT_ROW = "wrap_without_row"
    ROW_WITHOUT_WRAP = "row_without_wrap"
    ROW_WITHOUT_JOURNAL = "row_without_journal"
    JOURNAL_WITHOUT_ROW = "journal_without_row"
    JOURNAL_LEFT_BEHIND = "journal_left_behind"
    JOURNAL_DAMAGED = "journal_damaged"
    JOURNALS_UNSEEN = "journals_unseen"
    WRAP_WITHOUT_USE = "wrap_without_use"
    USE_WITHOUT_WRAP = "use_without_wrap"
    USE_WITHOUT_ROW = "use_without_row"
    BLOB_AFTER_ERASURE = "blob_after_erasure"
    WRAP_AFTER_ERASURE = "wrap_after_erasure"
    GONE_WITHOUT_ERASURE = "gone_without_erasure"
    ROW_AFTER_ERASURE = "row_after_erasure"
    ERASURE_UNFINISHED = "erasure_unfinished"
    ERASURE_WITHOUT_ENTRY = "erasure_without_entry"
    BIRTH_WITHOUT_ROW = "birth_without_row"
    ROW_WITHOUT_BIRTH = "row_without_birth"
    CALL_TELLS_OTHERWISE = "call_tells_otherwise"
    SPOOL_STOPPED = "spool_stopped"
    PAYLOAD_MISSING = "payload_missing"
    QUARANTINE_TOO_LONG = "quarantine_too_long"
    RESTORED_LEFTOVER = "restored_leftover"
    ARTEFACT_ALTERED = "artefact_altered"
    LOG_ALTERED = "log_altered"
    LOG_NOT_CONSISTENT = "log_not_consistent"
    WITNESS_DISAGREES = "witness_disagrees"
    CHECKPOINT_NOT_MAILED = "checkpoint_not_mailed"
    BACKUP_DAMAGED = "backup_damaged"
    TOMBSTONES_DAMAGED = "tombstones_damaged"
    KEY_MISSING = "key_missing"
    ROTATION_INCOMPLETE = "rotation_incomplete"


OF_JOURNALS: Final = frozenset(
    {
        IncidentKind.ROW_WITHOUT_JOURNAL,
        IncidentKind.JOURNAL_WITHOUT_ROW,
        IncidentKind.JOURNAL_LEFT_BEHIND,
    }
)
"""What only who may enter the directory of journals can find, and say of that it is gone."""

OF_THE_LOG: Final = frozenset(
    {
        IncidentKind.LOG_ALTERED,
        IncidentKind.LOG_NOT_CONSISTENT,
        IncidentKind.WITNESS_DISAGREES,
        IncidentKind.PAYLOAD_MISSING,
    }
)
"""What can be wrong with the log itself."""


class NoWordsError(RufschutzError):
    """An incident that is to be settled without a word about what it was."""

    advice = "Write what it was and what was done, in a sentence."


def require_words(words: str) -> str:
    """Return the words without blanks around them; raise `NoWordsError` for fewer than ten characters."""
    said = words.strip()
    if len(said) < 10:
        raise NoWordsError("what it was and what was done has to be said in at least ten characters")
    return said
