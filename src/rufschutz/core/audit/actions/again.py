"""What entries said that was erased by an order, when a restore brought the words back: it is erased again.

Decides nothing. An entry is the same only where number and leaf are: the log of a restored installation
goes on with other entries under the numbers that are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit.actions.ordered import erase
from rufschutz.core.audit.actions.recording import hold_log
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.backup.actions.reapplying import reapplies
from rufschutz.core.backup.tombstones import What

if TYPE_CHECKING:
    from rufschutz.core.backup.actions.reapplying import Hand
    from rufschutz.domain.restore.tombstones import Stone

BY: Final = "restore"


@reapplies(What.REDACTED)
def erase_again(stone: Stone, hand: Hand) -> None:
    """Erase the words of those entries that are there and still say something."""
    named = dict(name.split(" ", 1) for name in stone.names)
    with transaction.atomic():
        hold_log(stone.tenant)
        there = LogEntry.objects.filter(index__in=named, payload__isnull=False).order_by("index")
        rows = [row for row in there if bytes(row.leaf).hex() == named[str(row.index)]]
        if rows:
            erase(stone.tenant, rows, stone.detail, (BY, stone.tenant), hand.now)
