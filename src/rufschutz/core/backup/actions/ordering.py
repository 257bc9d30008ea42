"""A backup that is asked for on a page, and what the worker makes of it and of the schedule.

Whoever asks has signed in afresh, which the caller has seen to. It goes to the directory of the settings
and to no other; the worker makes it, which may enter every directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.actions.making import Source, make
from rufschutz.core.backup.models import Backup, Order
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.manifest import Sort
from rufschutz.domain.restore.schedule import is_due

if TYPE_CHECKING:
    from rufschutz.core.breath import Breath
    from rufschutz.domain.access.request import Actor

BOTH: Final = (Sort.DATA, Sort.KEYS)


def order(actor: Actor, now: Millis) -> None:
    """Ask for a backup with the worker's next round; raise `AccessDenied`. Asked twice, one is made."""
    access.require(actor, Action.RUN_BACKUP, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        if not Order.objects.filter(done_at=None).exists():
            Order.objects.create(at=now)
        record(Entry(AuditEvent.BACKUP_ORDERED, actor.tenant, now, actor.person, actor.tenant))


def make_due(source: Source, every: int, now: Millis, breathe: Breath = no_breath) -> bool:
    """Make data and key backup where somebody asked for them or it is time; say whether that was so.

    ``every``: see `is_due`. Raises what `making.make` raises; what was asked for is then tried again.
    """
    asked = [Millis(at) for at in Order.objects.filter(done_at=None).values_list("at", flat=True)]
    if not is_due(every, _last(), asked, now):
        return False
    make(source, Shelf(source.installation.backups.absolute()), BOTH, now, breathe)
    Order.objects.filter(done_at=None, at__lte=now).update(done_at=now)
    return True


def _last() -> Millis | None:
    """Return when the older of the newest two of each sort was made; None where one was never made."""
    found = [
        Backup.objects.filter(sort=sort.value, finished_at__isnull=False).order_by("-at").first()
        for sort in BOTH
    ]
    moments = [Millis(row.at) for row in found if row is not None]
    return min(moments) if len(moments) == len(BOTH) else None
