"""Data keys: wrapped once per purpose that permits them, destroyed by deleting the wrap.

The last wrap gone means unreadable at once. Keys that open nothing any more go in
the same breath: a purpose key with its last wrap, unless the subject itself still
seals something, which only `destroy_subjects` ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import Level, VaultKey, VaultWrap
from rufschutz.domain.ids import KeyId
from rufschutz.vault.keystore.contexts import data_key_context
from rufschutz.vault.keystore.wraps import new_key_id, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.core.keys.actions.keyring import Keys
    from rufschutz.domain.ids import ArtefactId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis


def wrap_data_key(
    keys: Keys,
    tenant: TenantId,
    subject: str,
    purpose: PurposeId,
    artefact: ArtefactId,
    key: bytes,
    now: Millis,
) -> KeyId:
    """Store an artefact's data key for one purpose and return the wrap's id; repeating replaces it.

    Whoever calls this holds the artefact's row, so that nobody else wraps for it meanwhile.
    """
    with tenant_scope(tenant), transaction.atomic(savepoint=False):
        parent, purpose_key = keys.purpose_key(tenant, subject, purpose, now)
        context = data_key_context(tenant, subject, purpose, artefact)
        known = VaultWrap.objects.filter(artefact=artefact, purpose=purpose)
        name = known.values_list("id", flat=True).first()
        sealed = wrap(purpose_key, key, context)
        if name is None:
            place = {"tenant_id": tenant, "artefact": artefact, "purpose": purpose}
            name = new_key_id()
            VaultWrap.objects.create(id=name, parent=parent, wrapped=sealed, created_at=now, **place)
        else:
            known.update(parent=parent, wrapped=sealed, created_at=now)
    return KeyId(name)


def data_key(keys: Keys, tenant: TenantId, subject: str, purpose: PurposeId, artefact: ArtefactId) -> bytes:
    """Return an artefact's data key as one purpose may have it; raise `KeyGoneError`."""
    with tenant_scope(tenant):
        row = VaultWrap.objects.filter(artefact=artefact, purpose=purpose).first()
    if row is None:
        raise KeyGoneError("no key is left that opens this artefact for this purpose")
    _, purpose_key = keys.existing_purpose(tenant, subject, purpose)
    return unwrap(purpose_key, bytes(row.wrapped), data_key_context(tenant, subject, purpose, artefact))


def destroy_wraps(
    tenant: TenantId, artefacts: Collection[ArtefactId], purpose: PurposeId | None = None
) -> tuple[KeyId, ...]:
    """Delete the wraps of artefacts, for all purposes or one; return the ids of all that was deleted.

    Within the caller's transaction. Purpose keys whose last wrap went go too. What is
    gone already is left alone, so repeating returns fewer ids, never an error.
    """
    with tenant_scope(tenant), transaction.atomic():
        wraps = VaultWrap.objects.filter(artefact__in=artefacts)
        if purpose is not None:
            wraps = wraps.filter(purpose=purpose)
        found = list(wraps.values_list("id", "parent"))
        if not found:
            return ()
        wraps.delete()
        parents = {parent for _, parent in found}
        used = set(VaultWrap.objects.filter(parent__in=parents).values_list("parent", flat=True))
        VaultKey.objects.filter(id__in=parents - used, level=Level.PURPOSE).delete()
        gone = [*(wrap_id for wrap_id, _ in found), *sorted(parents - used)]
        bury(tenant, What.KEYS, gone, None)
    return tuple(KeyId(name) for name in gone)


def destroy_subjects(tenant: TenantId, subjects: Collection[str]) -> tuple[KeyId, ...]:
    """Delete the keys of subjects and every key and wrap under them; return their ids.

    Afterwards nothing of these calls that lay under them can be opened: no recording,
    no number. Consent evidence lives on, under the tenant's evidence key.
    """
    with tenant_scope(tenant), transaction.atomic():
        rows = VaultKey.objects.filter(subject__in=[name for name in subjects if name])
        keys = list(rows.values_list("id", flat=True))
        wraps = VaultWrap.objects.filter(parent__in=keys)
        gone = [*wraps.values_list("id", flat=True), *keys]
        wraps.delete()
        rows.delete()
        bury(tenant, What.KEYS, gone, None)
    return tuple(KeyId(name) for name in gone)
