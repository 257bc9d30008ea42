"""Consents: that nothing is stored which nobody consented to, or somebody knows of it.

Decides nothing about a consent; the nightly check does, and locks away what does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.recordings.queries import quarantined
from rufschutz.core.setup.checks.finding import error
from rufschutz.core.tenants.queries import tenant_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding


def findings() -> Iterator[Finding]:
    """Yield how many recordings are locked away for want of a valid consent."""
    count = sum(quarantined(tenant) for tenant in tenant_ids())
    if count:
        what = f"{count} recordings have no valid consent: sealed to nobody, destroyed within 14 days"
        advice = (
            "Look into it as an incident (Art. 33 GDPR): the log names each one and why "
            "(consent:check:quarantined, call:recording:quarantined)."
        )
        yield error("consent_missing", what, advice)
