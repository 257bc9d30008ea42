"""What the record knows of a number that calls, by the number's keyed index alone.

Decides nothing: what may follow is `domain.consent.known`'s. It tells voice neither whose
the number is nor whether it ever called, and keeps no trace of the question; where a standing
wish protects the number, the year after which that wish ends begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.consent import actions as consents
from rufschutz.core.consent import preferences
from rufschutz.core.consent.earlier import remembered
from rufschutz.core.tenants.queries import require_line
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.known import known_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.consent.known import Known
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.lookup import LookupRequest


@dataclass(frozen=True, slots=True)
class Register:
    """What is asked by voice, answered from the record as it is ``now``."""

    desk: Desk
    now: Callable[[], Millis]

    def known(self, request: LookupRequest) -> Known:
        """Return what may follow from the number; nothing for one that is not E.164.

        Raises `UnknownTenantError` for a line that is not the tenant's, `VaultError` without its keys.
        """
        require_line(request.tenant, request.line)
        objects = preferences.never_record(self.desk.keys, request.tenant, request.number)
        if objects:
            return known_from([Preference.NEVER_RECORD], (), self.now())
        now = self.now()
        found = remembered(self.desk.keys, request.tenant, request.number, request.asked, now)
        return known_from((), found, now)

    def answered(self, request: LookupRequest, known: Known) -> None:
        """Note that a number called whose wish has just protected it."""
        if known.never_record:
            rules = self.desk.rules(request.tenant)
            consents.contacted(self.desk.keys, request.tenant, request.number, rules, self.now())
