"""A restore brings no words back that were erased by an order, and erases none of another entry."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.actions.ordered import ask_redaction, redaction_takes_effect
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import missing_payloads
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.models import Tombstone
from rufschutz.domain.audit.redaction import ReasonClass
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.restore.tombstones import Stone, What


@pytest.mark.rule("R66")
def test_words_that_were_erased_in_the_gap_are_erased_again(office, owner, scope):
    record_access(owner, AuditEvent.CALL_VIEWED, PurposeId("security"), "x", office.now)
    office.sequence()
    saved = LogEntry.objects.get(event="console:call:viewed")
    asked = ask_redaction(
        owner, [saved.index], ReasonClass.MISTAKE, "Im Freitext stand ein Name.", office.now
    )
    redaction_takes_effect(Proposal.objects.get(id=asked), office.now)
    row = Tombstone.objects.get(what=What.REDACTED)
    told = Stone(office.tenant, office.now, What.REDACTED, tuple(row.names), row.detail)
    OutboxEntry.objects.all().delete()
    saved.save()
    hand = Hand(office.desk.keys, office.place, office.now)
    other = Stone(office.tenant, office.now, What.REDACTED, (f"{saved.index} {'0' * 64}",), "mistake")
    reapply([other], frozenset([office.tenant]), hand)
    assert LogEntry.objects.get(id=saved.id).payload is not None
    for _ in range(2):
        reapply([told], frozenset([office.tenant]), hand)
    found = LogEntry.objects.get(id=saved.id)
    assert (found.payload, found.salt, found.redacted) == (None, None, True)
    assert OutboxEntry.objects.filter(event="log:payload:redacted").count() == 1
    assert missing_payloads(office.tenant) == ()
