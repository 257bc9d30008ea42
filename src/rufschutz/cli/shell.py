"""Who asks, when a command reads the record: the machine's administrator, who sees no content.

Commands see what an auditor sees (metadata, masked numbers), for as long as they run.
"""

from __future__ import annotations

from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

PURPOSE = PurposeId("security")
_MINUTE = 60_000


def shell_actor(tenant: TenantId, now: Millis) -> Actor:
    """Return the actor that a command reads as; its access ends after a minute."""
    return Actor(
        person=PersonId("shell"),
        tenant=tenant,
        role=Role.AUDITOR,
        second_factor=True,
        until=Millis(now + _MINUTE),
    )
