"""The check of the log: whatever does not fit becomes an incident, named by entry, head or file.

Nothing is mended here: what was altered stays for who looks into it. Killed at any line it leaves the
incidents that it had written; run again it writes each once.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.completeness.actions.incidents import incident, no_longer
from rufschutz.core.completeness.leaves import altered
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.completeness.incident import OF_THE_LOG

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

MOST: Final = 1000
"""How many differences one check writes down; there are more than a person can look at."""


def check_log(tenant: TenantId, keys: Keys, log: Path, now: Millis, breathe: Breath = no_breath) -> int:
    """Hold the tenant's log against itself and return how many differences there are, at most `MOST`.

    ``log``: the directory of all logs; ``breathe``: called after each page, outside the tenant's scope.
    A controller that has left, whose keys are destroyed, has a log that nobody can open: 0.
    """
    try:
        log_key(tenant)
    except KeyGoneError:
        return 0
    found = list(islice(altered(tenant, keys, log, breathe), MOST))
    with tenant_scope(tenant), transaction.atomic():
        for kind, name in found:
            incident(tenant, kind, name, (), now)
        if len(found) < MOST:
            no_longer(tenant, OF_THE_LOG, now, now)
    return len(found)
