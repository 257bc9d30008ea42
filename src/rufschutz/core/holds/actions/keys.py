"""The wraps that a hold makes, leaves and gives back: one for legal claims, and what consents permit.

Decides which purposes a locked call's sounds may be opened for. Within the caller's transaction; the
recordings' rows are locked first, so that no archive is made beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.holds.locks import held, restricted
from rufschutz.core.keys.actions import destroy_wraps
from rufschutz.core.keys.actions.claims import close_but_for, open_also_for
from rufschutz.core.recordings.actions import standing_uses
from rufschutz.core.recordings.models import SOUNDING, Recording
from rufschutz.domain.access.table import CLAIMS
from rufschutz.domain.ids import ArtefactId, TenantId

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis


def open_for_claims(keys: Keys, call: CallId, now: Millis) -> None:
    """Make the hold's own wrap for every sound of a call that somebody can still open."""
    for row in _sounds(call):
        open_also_for(keys, TenantId(row.tenant_id), row.call, ArtefactId(row.id), [CLAIMS], now)


def close_to_others(call: CallId) -> None:
    """Leave nothing but the wrap for legal claims (Art. 18(2) GDPR)."""
    for row in _sounds(call):
        close_but_for(TenantId(row.tenant_id), ArtefactId(row.id), CLAIMS)


def give_back(keys: Keys, call: CallId, now: Millis) -> None:
    """Wrap again for each purpose whose consent stands, unless another restriction locks the call."""
    if restricted([call]):
        return
    for row in _sounds(call):
        artefact = ArtefactId(row.id)
        purposes = standing_uses(artefact, now)
        open_also_for(keys, TenantId(row.tenant_id), row.call, artefact, purposes, now)


def close_to_claims(call: CallId) -> None:
    """Destroy the wraps for legal claims once no hold is left that needs them."""
    if held([call]):
        return
    rows = _sounds(call)
    if rows:
        destroy_wraps(TenantId(rows[0].tenant_id), [ArtefactId(row.id) for row in rows], CLAIMS)


def _sounds(call: CallId) -> list[Recording]:
    rows = Recording.objects.select_for_update().filter(call=call, state__in=SOUNDING)
    return list(rows.order_by("id"))
