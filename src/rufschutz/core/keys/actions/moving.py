"""From an old key to a new one: what lies under it is wrapped anew, in batches, none twice.

Decides nothing about when a key goes. Rows that somebody else has locked are left to the next
round, so that nobody waits in a circle; a batch and its count are one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import F

from rufschutz.core.audit.actions.sealing import seal_anew
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions.keyring import LONG_LIVED
from rufschutz.core.keys.models import KeyEpoch, Level, Rotation, VaultKey
from rufschutz.domain.ids import EpochId, KeyId, TenantId
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.wraps import WrapError, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.breath import Breath

BATCH: Final = 10_000
"""Keys that are locked and wrapped anew in one transaction; a deletion of one of them waits that long."""

PAYLOADS: Final = 1_000
"""Payloads of the log that are sealed anew in one transaction."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both keys of a rotation, opened (32 bytes each); ``row``: the rotation's id."""

    tenant: TenantId
    row: str
    old_id: KeyId
    old: bytes = field(repr=False)
    new_id: KeyId
    new: bytes = field(repr=False)

    def anew(self, wrapped: bytes, context: bytes) -> bytes:
        """Return what lies under the old key wrapped under the new one; what lies there already stays.

        Raises `WrapError` for what opens with neither.
        """
        try:
            opened = unwrap(self.old, wrapped, context)
        except WrapError:
            unwrap(self.new, wrapped, context)
            return wrapped
        return wrap(self.new, opened, context)


def move_tenant(pair: Pair, breathe: Breath) -> None:
    """Move the subjects' keys, then the evidence and look-up keys and the living ingest epochs."""
    while subjects_left(pair):
        if not (after := _move_subjects(pair, "")):
            _wait_for_one(pair)
        while after:
            breathe()
            after = _move_subjects(pair, after)
    _move_few(pair)


def subjects_left(pair: Pair) -> bool:
    """Say whether a subject's key lies under the old one."""
    with tenant_scope(pair.tenant):
        return VaultKey.objects.filter(level=Level.SUBJECT, parent__in=("", pair.old_id)).exists()


def _wait_for_one(pair: Pair) -> None:
    """Wait until somebody lets a row go, where all that are left are locked; nothing is held meanwhile."""
    with tenant_scope(pair.tenant), transaction.atomic():
        left = VaultKey.objects.filter(level=Level.SUBJECT, parent__in=("", pair.old_id)).order_by("id")
        left.select_for_update().values_list("id", flat=True).first()


def move_evidence(pair: Pair, breathe: Breath) -> None:
    """Seal the log's payloads anew. Consent evidence is append-only: its older keys stay for reading."""
    last, after = None, -1
    while after != last:
        last = after
        with tenant_scope(pair.tenant), transaction.atomic():
            after, changed = seal_anew(pair.tenant, pair.anew, last, PAYLOADS)
            _count(pair, changed)
        breathe()


def _move_subjects(pair: Pair, after: str) -> str:
    """Wrap a batch of subject keys behind the id ``after`` anew; return the last id, '' for none."""
    with tenant_scope(pair.tenant), transaction.atomic():
        rows = VaultKey.objects.select_for_update(skip_locked=True).order_by("id")
        under = rows.filter(level=Level.SUBJECT, parent__in=("", pair.old_id), id__gt=after)
        found = list(under.values_list("id", "subject", "wrapped")[:BATCH])
        if not found:
            return ""
        anew = [
            (name, pair.anew(bytes(wrapped), contexts.subject_context(pair.tenant, subject)))
            for name, subject, wrapped in found
        ]
        _write(pair, anew)
        _count(pair, len(anew))
    return str(found[-1][0])


def _write(pair: Pair, anew: list[tuple[str, bytes]]) -> None:
    size = len(anew[0][1])
    even = all(len(wrapped) == size for _, wrapped in anew)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and even:
            names, wraps = [name for name, _ in anew], b"".join(wrapped for _, wrapped in anew)
            listed = ",".join(names)
            cursor.execute(_ALL_AT_ONCE, (pair.new_id, wraps, size, size, listed, names[0], names[-1]))
        else:
            cursor.executemany(_EACH, [(pair.new_id, wrapped, name) for name, wrapped in anew])


_ALL_AT_ONCE: Final = """
    UPDATE vault_vaultkey AS k
    SET parent = %s, wrapped = substring(%s::bytea FROM (found.place::int - 1) * %s + 1 FOR %s)
    FROM unnest(string_to_array(%s, ',')) WITH ORDINALITY AS found (id, place)
    WHERE k.id = found.id AND k.id BETWEEN %s AND %s
"""
"""A batch is a stretch of the ids: named, it is read by their index, never the whole table. Its wraps go
along as one string of bytes that the server cuts."""
_EACH: Final = "UPDATE vault_vaultkey SET parent = %s, wrapped = %s WHERE id = %s"


def _move_few(pair: Pair) -> None:
    with tenant_scope(pair.tenant), transaction.atomic():
        beside = VaultKey.objects.select_for_update().filter(parent=pair.old_id).exclude(level=Level.SUBJECT)
        keys = list(beside.order_by("id"))
        for row in keys:
            row.wrapped = pair.anew(bytes(row.wrapped), LONG_LIVED[Level(row.level)](pair.tenant))
            row.parent = pair.new_id
            row.save(update_fields=["wrapped", "parent"])
        moved = [row for row in _epochs(pair) if _moved_epoch(pair, row)]
        _count(pair, len(keys) + len(moved))


def _epochs(pair: Pair) -> list[KeyEpoch]:
    living = KeyEpoch.objects.select_for_update().filter(tenant_id=pair.tenant, wrapped__isnull=False)
    return list(living.order_by("id"))


def _moved_epoch(pair: Pair, row: KeyEpoch) -> bool:
    """Wrap an epoch's private key anew; say whether it was not yet."""
    before = bytes(row.wrapped or b"")
    row.wrapped = pair.anew(before, contexts.epoch_context(pair.tenant, EpochId(row.id)))
    row.save(update_fields=["wrapped"])
    return row.wrapped != before


def _left_of_tenant(pair: Pair, _breathe: Breath) -> bool:
    """Say whether anything lies under the old tenant key."""
    with tenant_scope(pair.tenant), transaction.atomic():
        under = VaultKey.objects.filter(parent__in=("", pair.old_id)).exclude(level=Level.TENANT)
        return under.exists() or not all(_opens(pair, row) for row in _epochs(pair))


def _opens(pair: Pair, row: KeyEpoch) -> bool:
    try:
        unwrap(pair.new, bytes(row.wrapped or b""), contexts.epoch_context(pair.tenant, EpochId(row.id)))
    except WrapError:
        return False
    return True


def _left_of_evidence(pair: Pair, breathe: Breath) -> bool:
    """Say whether a payload of the log lies under the old evidence key: every one is opened once more."""
    last, after, changed = None, -1, 0
    while after != last and not changed:
        last = after
        with transaction.atomic():
            after, changed = seal_anew(pair.tenant, pair.anew, last, PAYLOADS)
        breathe()
    return changed > 0


def _count(pair: Pair, moved: int) -> None:
    Rotation.objects.filter(id=pair.row).update(moved=F("moved") + moved)


MOVES: Final[dict[Level, Callable[[Pair, Breath], None]]] = {
    Level.TENANT: move_tenant,
    Level.EVIDENCE: move_evidence,
}
LEFT: Final[dict[Level, Callable[[Pair, Breath], bool]]] = {
    Level.TENANT: _left_of_tenant,
    Level.EVIDENCE: _left_of_evidence,
}
