"""The kinds of data that no shelf of the sweep holds: kept elsewhere, or by no table yet.

Every kind that the content names stands once, here or with a shredder (`shredders`). One that stands
nowhere fails a test before it is stored.
"""

from __future__ import annotations

from typing import Final

KEPT_ELSEWHERE: Final = {
    "live_audio": "memory alone; nothing is left of it after the call",
    "audit_access": "payloads of the log (actions.payloads); emergency access (glass.actions.forget_due)",
    "audit_decision": "payloads of the log (actions.payloads)",
    "deletion_certificate": "derived from the log when it is asked for",
    "security_log": "log files (adapters.logs.files)",
    "spool": "spool files; the marks of applied facts (ingest.actions.forget)",
    "staff_account": "accounts, ended by a person",
    "aggregate": "counts, of no person",
    "backup_data": "files of backups, destroyed by the worker (backup.actions.keeping)",
    "backup_keys": "files of backups, destroyed by the worker (backup.actions.keeping)",
}
"""Kinds that end otherwise than by an erasure, and where."""

NOT_STORED: Final = frozenset(
    {
        "transcript",
        "summary",
        "appointment",
        "survey_answer",
        "recognition_profile",
        "block_entry",
        "ai_decision",
        "error_report",
        "rights_case",
        "rights_copy",
        "rights_identity_proof",
        "complaint_case",
        "dpo_message",
        "incident_affected_list",
        "training_record",
        "secrecy_pledge",
        "contract_record",
        "delivery_log",
    }
)
"""Kinds with a rule that no table holds yet: whoever brings one brings its shelf."""
