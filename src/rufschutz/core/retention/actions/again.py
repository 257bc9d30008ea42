"""What a restore lost of erasures that were asked for, and of stops of deletion runs: it is so again.

What data subjects wanted erased waits again; what was decided stays decided. Decides nothing. Who had
entered it is not known any more; it counts as asked by the data subject, so that nobody takes it back,
and its 72 hours count from when it was made.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.actions import Shown, locked, pure, settle, wait_again
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.backup.actions.reapplying import reapplies
from rufschutz.core.backup.tombstones import What
from rufschutz.core.calls.models import Call
from rufschutz.core.retention.actions.ordered import document
from rufschutz.core.retention.models import RunStop
from rufschutz.core.retention.ordered import NotOverError, count
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from rufschutz.core.backup.actions.reapplying import Hand
    from rufschutz.domain.restore.tombstones import Stone

AGAIN: Final = "Vor einer Wiederherstellung verlangt (Art. 17 DSGVO)"
STOPPED_AGAIN: Final = "Vor einer Wiederherstellung angehalten"
BY: Final = "restore"


@reapplies(What.ERASURE_ASKED)
def ask_again(stone: Stone, hand: Hand) -> None:
    """Let the request wait again where the call is there; of one that still ran nothing is counted yet."""
    for name in Call.objects.filter(id__in=stone.names).values_list("id", flat=True):
        call, number = CallId(name), 0
        with suppress(NotOverError):
            number = count(call, hand.now, receipt=False)
        shown = Shown(Subject.ERASE_ON_REQUEST, document(call), AGAIN, target=call, count=number)
        wait_again(stone.tenant, shown, stone.detail, stone.at, hand.now)


@reapplies(What.ERASURE_DECIDED)
def decide_again(stone: Stone, hand: Hand) -> None:
    """End requests that were decided; what was erased by them another tombstone tells."""
    with locked(stone.tenant):
        for row in Proposal.objects.filter(id__in=stone.names, state=State.WAITING.value):
            done = replace(pure(row), state=State(stone.detail), decided_at=stone.at)
            settle(row, done, BY, hand.now)


@reapplies(What.STOPPED)
def stop_again(stone: Stone, hand: Hand) -> None:
    """Let deletion runs stand still until the same end, or go on; the reason is lost with the gap."""
    person, until = stone.names
    with transaction.atomic():
        hold_log(stone.tenant)
        if not until:
            RunStop.objects.filter(ended_at=None, since__lte=stone.at).update(ended_at=stone.at)
            return
        if RunStop.objects.filter(since__gte=stone.at).exists():
            return
        RunStop.objects.all().delete()
        RunStop(
            id=new_id(),
            tenant_id=stone.tenant,
            reason=STOPPED_AGAIN,
            by=person,
            since=stone.at,
            until=int(until),
        ).save(force_insert=True)
        details = (Detail("reason", STOPPED_AGAIN), Detail("until", int(until)))
        record(Entry(AuditEvent.RUN_STOPPED, stone.tenant, hand.now, BY, stone.tenant, details))
