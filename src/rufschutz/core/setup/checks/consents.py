"""Consents: that nothing is stored which nobody consented to, and that what stands is looked at again.

Decides nothing about a consent; the nightly check does, and locks away what does not hold. An
objection to advertising is confirmed every 24 months that it is still needed (Art. 5(1)(e) GDPR);
a standing consent that nobody uses or confirms ends by its rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.consent.preferences import unreviewed
from rufschutz.core.consent.queries import unconfirmed
from rufschutz.core.recordings.queries import quarantined
from rufschutz.core.setup.checks.finding import error, note, warning
from rufschutz.core.tenants.queries import controller, tenant_ids
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.ids import TenantId


TWO_YEARS: Final = 730 * DAY
SOON: Final = 30 * DAY


def findings(now: Millis) -> Iterator[Finding]:
    """Yield what is locked away for want of a valid consent, and what somebody should look at again."""
    yield from _locked_away()
    for tenant in tenant_ids():
        yield from _not_confirmed(tenant, controller(tenant).short_name, now)


def _locked_away() -> Iterator[Finding]:
    count = sum(quarantined(tenant) for tenant in tenant_ids())
    if count:
        what = f"{count} recordings have no valid consent: sealed to nobody, destroyed within 14 days"
        advice = (
            "Look into it as an incident (Art. 33 GDPR): the log names each one and why "
            "(consent:check:quarantined, call:recording:quarantined)."
        )
        yield error("consent_missing", what, advice)


def _not_confirmed(tenant: TenantId, name: str, now: Millis) -> Iterator[Finding]:
    if count := unreviewed(tenant, Millis(now - TWO_YEARS)):
        what = f"{count} objections to advertising at {name} were confirmed by nobody for two years"
        advice = (
            "If it still advertises, say so: rufschutz consent review. Until then every one of them works on."
        )
        yield warning("objections_unreviewed", what, advice)
    if count := unconfirmed(tenant, Millis(now + SOON)):
        what = f"{count} standing consents at {name} end within 30 days: nobody used or confirmed them"
        advice = "Nothing has to be done. Whoever still needs one asks that person again."
        yield note("consents_unconfirmed", what, advice)
