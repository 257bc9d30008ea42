"""What can be written into the log: ``source:subject:action``.

Decides the closed set of events, the coarse class that stays visible in a leaf,
and which deletion rule the payload falls under. The sentences for people stand in
`rufschutz.domain.audit.sentences`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from rufschutz.domain.ids import KindId


class EventClass(IntEnum):
    """The one byte of a leaf that says what sort of event it commits to. Numbers are never reused."""

    CALL = 1
    CONSENT = 2
    ACCESS = 3
    ACCOUNT = 4
    POLICY = 5
    RETENTION = 6
    INGEST = 7
    KEYS = 8
    LOG = 9
    BACKUP = 10


ACCESS_KIND = KindId("audit_access")
DECISION_KIND = KindId("audit_decision")


class AuditEvent(StrEnum):
    """Everything that touches personal data, or decides about it."""

    CALL_ANSWERED = "call:line:answered"
    CALL_ENDED = "call:line:ended"
    CALL_NOTICE_PLAYED = "call:notice:played"
    CALL_RECORDING_STORED = "call:recording:stored"
    CALL_RECORDING_CUT_SHORT = "call:recording:cut_short"
    CALL_RECORDING_DESTROYED = "call:recording:destroyed"
    CALL_RECORDING_QUARANTINED = "call:recording:quarantined"
    CALL_CALLBACK_CONFIRMED = "call:callback:confirmed"
    CALL_REASON_NOTED = "call:reason:noted"
    MATTER_WRITTEN = "call:matter:written"
    MATTER_RETRACTED = "call:matter:retracted"
    CONSENT_REQUESTED = "consent:recording:requested"
    CONSENT_GIVEN = "consent:recording:given"
    CONSENT_REFUSED = "consent:recording:refused"
    CONSENT_WITHDRAWN = "consent:recording:withdrawn"
    CONSENT_EXPIRED = "consent:recording:expired"
    CONSENT_INVALIDATED = "consent:recording:invalidated"
    CONSENT_USE_ENDED = "consent:use:ended"
    CONSENT_IMPORTED = "consent:import:taken"
    CONSENT_QUARANTINED = "consent:check:quarantined"
    CONSENTS_CHECKED = "consent:check:finished"
    PREFERENCE_SET = "consent:preference:set"
    PREFERENCE_ENDED = "consent:preference:ended"
    RECEIPT_ISSUED = "consent:receipt:issued"
    RECEIPT_USED = "consent:receipt:used"
    RECEIPT_GUESSED = "consent:receipt:guessed"
    STAFF_ANSWERED = "consent:staff:answered"
    COUNCIL_AGREED = "consent:council:agreed"
    CONSENTS_SEARCHED = "console:consents:searched"
    CONSENT_VIEWED = "console:consent:viewed"
    LEDGER_EXPORTED = "console:ledger:exported"
    FIGURES_VIEWED = "console:figures:viewed"
    ROLES_VIEWED = "console:roles:viewed"
    POLICY_VIEWED = "console:policy:viewed"
    CALLS_LISTED = "console:calls:listed"
    CALLS_SEARCHED = "console:calls:searched"
    CALL_VIEWED = "console:call:viewed"
    NUMBER_VIEWED = "console:number:viewed"
    RECORDING_PLAYED = "console:recording:played"
    AUDIT_VIEWED = "console:audit:viewed"
    CERTIFICATE_EXPORTED = "console:certificate:exported"
    MATTER_CLOSED = "console:matter:closed"
    MATTER_VIEWED = "console:matter:viewed"
    ACCESS_DENIED = "access:denied"
    GLASS_OPENED = "access:glass:opened"
    GLASS_CLOSED = "access:glass:closed"
    GLASS_REVIEWED = "access:glass:reviewed"
    GLASS_VIEWED = "console:glass:viewed"
    SIGN_IN = "account:sign_in"
    SIGN_IN_FAILED = "account:sign_in:failed"
    SIGN_OUT = "account:sign_out"
    SECOND_FACTOR_ENROLLED = "account:second_factor:enrolled"
    ACCOUNT_CREATED = "policy:account:created"
    ROLE_CHANGED = "policy:role:changed"
    LINK_ISSUED = "policy:link:issued"
    POLICY_ADOPTED = "policy:adopted"
    POLICY_PROPOSED = "policy:proposed"
    POLICY_APPROVED = "policy:approved"
    POLICY_REJECTED = "policy:rejected"
    POLICY_OPINION = "policy:opinion:stated"
    POLICY_LOOSENED = "policy:loosened"
    PURPOSE_CHANGED = "policy:purpose:changed"
    API_KEY_CHANGED = "policy:api_key:changed"
    PLAN_PUBLISHED = "policy:plan:published"
    LINE_CHANGED = "policy:line:changed"
    ARTEFACT_ERASED = "retention:artefact:erased"
    ARTEFACT_HELD = "retention:artefact:held"
    HOLD_RELEASED = "retention:hold:released"
    RUN_FINISHED = "retention:run:finished"
    RUN_REHEARSED = "retention:run:rehearsed"
    RUN_STOPPED = "retention:run:stopped"
    RUN_RESUMED = "retention:run:resumed"
    STOP_REQUESTED = "retention:stop:requested"
    STOP_ANSWERED = "retention:stop:answered"
    HOLD_RENEWED = "retention:hold:renewed"
    HOLD_LAPSED = "retention:hold:lapsed"
    HOLDS_VIEWED = "console:holds:viewed"
    RESTRICTION_SET = "retention:restriction:set"
    RESTRICTION_LIFTED = "retention:restriction:lifted"
    REQUEST_MADE = "retention:request:made"
    REQUEST_APPROVED = "retention:request:approved"
    REQUEST_REJECTED = "retention:request:rejected"
    REQUEST_OPINION = "retention:request:opinion"
    REQUESTS_VIEWED = "console:requests:viewed"
    BACKUPS_VIEWED = "console:backups:viewed"
    LOG_SEARCHED = "console:log:searched"
    PROOF_EXPORTED = "console:proof:exported"
    STORE_VIEWED = "console:store:viewed"
    STORE_CHECKED = "retention:store:checked"
    INCIDENT_FOUND = "retention:incident:found"
    INCIDENT_CLOSED = "retention:incident:closed"
    BACKUP_MADE = "backup:data:made"
    KEY_BACKUP_MADE = "backup:keys:made"
    BACKUP_ORDERED = "console:backup:ordered"
    BACKUP_DESTROYED = "backup:file:destroyed"
    RESTORED = "backup:restored"
    DRILL_PASSED = "backup:drill:passed"
    DRILL_FAILED = "backup:drill:failed"
    JOURNAL_ARCHIVED = "ingest:journal:archived"
    JOURNAL_DAMAGED = "ingest:journal:damaged"
    CALL_CRASHED = "ingest:call:crashed"
    FACT_REFUSED = "ingest:fact:refused"
    EPOCH_CREATED = "keys:epoch:created"
    EPOCH_DESTROYED = "keys:epoch:destroyed"
    TENANT_KEY_CREATED = "keys:tenant:created"
    TENANT_KEY_DESTROYED = "keys:tenant:destroyed"
    KEYS_ROTATED = "keys:rotation:finished"
    ROOT_REPLACED = "keys:root:replaced"
    OFFBOARDING_BEGUN = "keys:offboarding:begun"
    OFFBOARDING_FINISHED = "keys:offboarding:finished"
    LOG_STARTED = "log:tree:started"
    LOG_WITNESSED = "log:checkpoint:witnessed"
    LOG_SHARD_CLOSED = "log:shard:closed"
    LOG_SHARD_DROPPED = "log:shard:dropped"
    PAYLOAD_REDACTED = "log:payload:redacted"
    PAYLOAD_MISSING = "log:payload:missing"

    @property
    def event_class(self) -> EventClass:
        """The class that stays visible in the leaf; the source decides it."""
        return _CLASS_OF[self.value.partition(":")[0]]

    @property
    def payload_kind(self) -> KindId:
        """The data kind whose rule the payload falls under: who looked goes earlier than who decided."""
        seen = self.event_class in (EventClass.ACCESS, EventClass.ACCOUNT)
        return ACCESS_KIND if seen else DECISION_KIND


_CLASS_OF = {
    "call": EventClass.CALL,
    "consent": EventClass.CONSENT,
    "console": EventClass.ACCESS,
    "access": EventClass.ACCESS,
    "account": EventClass.ACCOUNT,
    "policy": EventClass.POLICY,
    "retention": EventClass.RETENTION,
    "ingest": EventClass.INGEST,
    "keys": EventClass.KEYS,
    "log": EventClass.LOG,
    "backup": EventClass.BACKUP,
}
