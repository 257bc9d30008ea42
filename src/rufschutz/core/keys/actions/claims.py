"""One more way to open what is stored, or one less: wraps made from a wrap that is there.

A hold makes a wrap of its own for legal claims, and a restriction leaves that one alone (Art. 18
GDPR). No key is made here: who has no wrap left gets none. Whoever calls this holds the
artefact's row, so that nobody else wraps for it meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions.artefacts import data_key, destroy_wraps, wrap_data_key
from rufschutz.core.keys.models import VaultWrap
from rufschutz.domain.ids import PurposeId

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.core.keys.actions.keyring import Keys
    from rufschutz.domain.ids import ArtefactId, KeyId, TenantId
    from rufschutz.domain.moments import Millis


def open_also_for(
    keys: Keys,
    tenant: TenantId,
    subject: str,
    artefact: ArtefactId,
    purposes: Collection[PurposeId],
    now: Millis,
) -> int:
    """Wrap an artefact's data key for further purposes; return how many wraps were made.

    Where nothing opens it any more nothing is made: 0.
    """
    known = _purposes(tenant, artefact)
    missing = [purpose for purpose in purposes if purpose not in known]
    if not known or not missing:
        return 0
    key = data_key(keys, tenant, subject, known[0], artefact)
    for purpose in missing:
        wrap_data_key(keys, tenant, subject, purpose, artefact, key, now)
    return len(missing)


def close_but_for(tenant: TenantId, artefact: ArtefactId, purpose: PurposeId) -> tuple[KeyId, ...]:
    """Destroy every wrap of an artefact but one purpose's; return the ids of all that was deleted."""
    others = [name for name in _purposes(tenant, artefact) if name != purpose]
    return tuple(key for name in others for key in destroy_wraps(tenant, [artefact], name))


def _purposes(tenant: TenantId, artefact: ArtefactId) -> tuple[PurposeId, ...]:
    with tenant_scope(tenant):
        names = VaultWrap.objects.filter(artefact=artefact).order_by("id").values_list("purpose", flat=True)
        return tuple(PurposeId(name) for name in names)
