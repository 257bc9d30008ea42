"""Where each kind of data lies, and so what erases it when it is due.

A kind that the content names stands here, once: on a shelf of the sweep, with a keeper of its own,
or as one that no table holds yet. A kind that stands nowhere fails a test before it is stored.
"""

from __future__ import annotations

from typing import Final

from rufschutz.core.retention.due import Shelf

ON_SHELVES: Final[dict[Shelf, frozenset[str]]] = {
    Shelf.RECORDINGS: frozenset(
        {
            "recording_matter",
            "recording_quality",
            "recording_training",
            "recording_improvement",
            "recording_order",
            "quarantine",
        }
    ),
    Shelf.CALLBACK_NUMBERS: frozenset({"callback_number"}),
    Shelf.MATTERS: frozenset({"matter"}),
    Shelf.CALLS: frozenset({"call_metadata", "call_metadata_bare"}),
    Shelf.CONSENTS: frozenset(
        {
            "consent_refused",
            "consent_given",
            "consent_standing",
            "consent_withdrawn",
            "consent_unused",
            "advertising_consent",
        }
    ),
    Shelf.WISHES: frozenset({"preference_never_record", "advertising_objection"}),
    Shelf.RECEIPTS: frozenset({"receipt_code"}),
    Shelf.STAFF_ANSWERS: frozenset({"staff_basis"}),
    Shelf.AGREEMENTS: frozenset({"staff_basis"}),
}

KEPT_ELSEWHERE: Final = {
    "live_audio": "memory alone; nothing is left of it after the call",
    "audit_access": "payloads of the log (actions.payloads); emergency access (glass.actions.forget_due)",
    "audit_decision": "payloads of the log (actions.payloads)",
    "deletion_certificate": "derived from the log when it is asked for",
    "security_log": "log files (adapters.logs.files)",
    "spool": "spool files; the marks of applied facts (ingest.actions.forget)",
    "staff_account": "accounts, ended by a person",
    "aggregate": "counts, of no person",
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
        "incident_file",
        "incident_affected_list",
        "hold",
        "training_record",
        "secrecy_pledge",
        "contract_record",
        "delivery_log",
        "backup_data",
        "backup_keys",
    }
)
"""Kinds with a rule that no table holds yet: whoever brings one brings its shelf."""
