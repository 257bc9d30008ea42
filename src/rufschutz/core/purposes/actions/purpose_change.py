"""Using one stored thing for another purpose: the record of Art. 6(4) GDPR, then the one column.

Decides nothing: the rules refuse what rests on consent, and a second person lets a record take
effect like a policy. The column is changed past the rows' own wall, which knows no exception;
the database allows it where the approved record stands, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.audit.actions import record
from rufschutz.core.purposes.models import PurposeChange
from rufschutz.core.purposes.policy import purposes_of
from rufschutz.core.purposes.queries import live_policy, rules
from rufschutz.core.recordings.models import Recording
from rufschutz.domain import canonical
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.purposes.change import PurposeWish, require_changeable
from rufschutz.domain.purposes.purpose import Profile
from rufschutz.domain.retention.due import Lifetime
from rufschutz.handover.codec import from_json, to_json

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.moments import Millis

_UPDATE = "UPDATE recordings_recording SET purpose = %s WHERE id = %s AND tenant_id = %s AND purpose = %s"


def require_wish(tenant: TenantId, wish: PurposeWish) -> None:
    """Raise a `PurposeError` or `ProposalError` unless this change of the tenant in scope may be proposed."""
    row = Recording.objects.filter(id=wish.artefact).first()
    if row is None or row.purpose != wish.was:
        raise ProposalError("there is nothing here that is stored for this purpose")
    policy = live_policy(tenant).policy
    consented = bool(row.consent)
    require_changeable(wish, purposes_of(policy), Profile(policy.profile), consented=consented)


def wish_document(wish: PurposeWish) -> str:
    """Return the canonical JSON of a wish: what is shown, approved and kept."""
    return canonical.dumps(to_json(wish)).decode()


def read_wish(document: str) -> PurposeWish:
    """Read a wish back; raise `RecordError` where it does not fit."""
    return from_json(PurposeWish, canonical.loads(document.encode()))


def change_purpose(row: Proposal, now: Millis) -> str:
    """Change the purpose that an approved proposal names; return its record. In the caller's transaction."""
    tenant, wish = TenantId(row.tenant_id), read_wish(row.document)
    require_wish(tenant, wish)
    change = PurposeChange.objects.create(
        id=new_id(),
        tenant_id=tenant,
        artefact=wish.artefact,
        was=wish.was,
        becomes=wish.becomes,
        record=row.document,
        approval=row.id,
        at=now,
        due_at=rules(tenant).due(DECISION_KIND, Lifetime(collected=now)).at,
    )
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [wish.becomes, wish.artefact, tenant, wish.was])
    details = (Detail("was", wish.was), Detail("becomes", wish.becomes), Detail("approval", row.id))
    record(Entry(AuditEvent.PURPOSE_CHANGED, tenant, now, row.requester, wish.artefact, details))
    return change.id
