"""Writing tombstones, in the very transaction that destroys, ends or forbids what they tell of.

Decides nothing. A transaction that is rolled back leaves no tombstone; one that is committed
leaves it together with what it tells, so none can be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.backup.models import Tombstone
from rufschutz.core.base import tenant_scope
from rufschutz.core.postgres.many import insert_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.restore.tombstones import What

NAMES: Final = 500
"""How many names one line of the file has at most."""


def bury(tenant: TenantId, what: What, names: Sequence[str], now: Millis | None, detail: str = "") -> None:
    """Write down what a restore has to do again, within the caller's transaction.

    ``names`` and ``detail`` are those of `What`: opaque ids, keyed indexes, purposes. Without a name
    nothing is written. ``now`` None: the moment does not matter to a restore.
    """
    if not names:
        return
    with tenant_scope(tenant):
        insert_all(
            [
                Tombstone(
                    tenant_id=tenant,
                    at=now,
                    what=what.value,
                    names=list(names[start : start + NAMES]),
                    detail=detail,
                )
                for start in range(0, len(names), NAMES)
            ]
        )
