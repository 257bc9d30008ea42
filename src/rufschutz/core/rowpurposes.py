"""What each table of a tenant is kept for, and what ends its rows.

A row says itself what it was collected for where it has a column ``purpose``; what the table as a
whole serves stands here, one line each. A table that is missing fails a house test: data without a
purpose, or without an end, must not be stored (Art. 5(1)(b), (e) GDPR).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.domain.access.table import CLAIMS, MATTER, PROOF, SECURITY
from rufschutz.domain.ids import PurposeId

RECEIPT: Final = PurposeId("receipt")

WITH_TENANT: Final = ""
"""Nothing of a caller: such rows end with the tenant."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's purpose; ``ends`` is the function that ends its rows, `WITH_TENANT` for none."""

    purpose: PurposeId
    ends: str = WITH_TENANT


_CALLS: Final = "rufschutz.core.calls.actions.erase"
_WRAPS: Final = "rufschutz.core.keys.actions.artefacts"
_PAYLOADS: Final = "rufschutz.core.retention.actions.payloads.redact_due"
_CONSENT: Final = "rufschutz.core.consent.actions"
_PROPOSALS: Final = "rufschutz.core.purposes.actions.publication.forget_decided"

ROWS: Final = {
    "tenants.Line": Rows(SECURITY),
    "tenants.LineText": Rows(SECURITY),
    "accounts.Membership": Rows(SECURITY, "rufschutz.core.accounts.actions.end_role"),
    "apikeys.ApiKey": Rows(SECURITY, "rufschutz.core.apikeys.actions.forget_ended"),
    "apikeys.KnownRequest": Rows(SECURITY, "rufschutz.core.apikeys.actions.forget_ended"),
    "completeness.Incident": Rows(SECURITY, "rufschutz.core.completeness.actions.incidents.erase"),
    "completeness.Birth": Rows(PROOF),
    "completeness.StoreCheck": Rows(SECURITY, "rufschutz.core.completeness.actions.check.check"),
    "holds.Hold": Rows(CLAIMS, "rufschutz.core.holds.actions.rows.erase"),
    "glass.EmergencyAccess": Rows(SECURITY, "rufschutz.core.glass.actions.forget_due"),
    "vault.VaultKey": Rows(SECURITY, f"{_WRAPS}.destroy_subjects"),
    "vault.Rotation": Rows(SECURITY),
    "vault.VaultWrap": Rows(SECURITY, f"{_WRAPS}.destroy_wraps"),
    "purposes.PolicyVersion": Rows(PROOF),
    "approvals.Proposal": Rows(PROOF, _PROPOSALS),
    "approvals.Approval": Rows(PROOF, _PROPOSALS),
    "approvals.Opinion": Rows(PROOF, _PROPOSALS),
    "purposes.PurposeChange": Rows(PROOF, _PROPOSALS),
    "calls.Call": Rows(MATTER, _CALLS),
    "calls.TimelineEntry": Rows(MATTER, _CALLS),
    "consent.ConsentEvent": Rows(PROOF, f"{_CONSENT}.events.erase"),
    "consent.Consent": Rows(PROOF, f"{_CONSENT}.events.erase"),
    "consent.StandingConsent": Rows(PROOF, f"{_CONSENT}.standing.forget"),
    "consent.StandingWish": Rows(PurposeId("never_record"), f"{_CONSENT}.preferences.erase_wishes"),
    "consent.Receipt": Rows(RECEIPT, f"{_CONSENT}.receipts.erase_receipts"),
    "consent.StaffAnswer": Rows(PROOF, f"{_CONSENT}.answers.erase_answers"),
    "consent.CouncilAgreement": Rows(PROOF, f"{_CONSENT}.answers.erase_agreements"),
    "recordings.Recording": Rows(MATTER, "rufschutz.core.recordings.actions.rows.forget"),
    "recordings.Use": Rows(MATTER, "rufschutz.core.recordings.actions.rows.forget"),
    "recordings.Play": Rows(SECURITY, "rufschutz.core.recordings.actions.rows.forget"),
    "matters.Matter": Rows(MATTER, "rufschutz.core.matters.actions.erase"),
    "retention.Erasure": Rows(PROOF),
    "retention.RunStop": Rows(SECURITY, "rufschutz.core.retention.actions.stopping.forget_stop"),
    "retention.StopWish": Rows(SECURITY, "rufschutz.core.retention.actions.wishing.forget_wishes"),
    "backup.Tombstone": Rows(PROOF, "rufschutz.core.backup.actions.tombstones.forget_old"),
    "audit.OutboxEntry": Rows(SECURITY, "rufschutz.core.audit.actions.sequence"),
    "audit.LogEntry": Rows(SECURITY, _PAYLOADS),
    "audit.LogHead": Rows(SECURITY),
    "audit.Checkpoint": Rows(SECURITY),
    "audit.LogShard": Rows(SECURITY),
    "audit.Witnessed": Rows(SECURITY),
    "ingest.AppliedFact": Rows(SECURITY, "rufschutz.core.ingest.actions.forget.forget_applied"),
}
"""By Django's label (``app.Model``)."""
