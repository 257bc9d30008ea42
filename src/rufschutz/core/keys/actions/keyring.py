"""The unlocked keys of a running process: opened once under the root key, kept in memory.

Decides nothing about who may open what. A tenant's long-lived keys are cached, those that
are being replaced too, and read again when something does not open; the keys of subjects and
purposes never are, so that a destroyed one is gone at once.
Voice never holds one of these.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

from django.db import connection, transaction

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError, NotInstalledError
from rufschutz.core.keys.models import Level, RootCheck, SigningKey, VaultKey
from rufschutz.core.keys.queries import log_key, log_key_name
from rufschutz.domain.ids import KeyId
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.lookup import LookupUse, keyed_index, lookup_index
from rufschutz.vault.keystore.signing import SigningKey as PrivateKey
from rufschutz.vault.keystore.wraps import WrapError, new_key, new_key_id, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.audit.checkpoint import VerifierKey
    from rufschutz.domain.ids import CallId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey

log = logging.getLogger(__name__)

PLAN = "plan"


@dataclass(frozen=True, slots=True)
class LogSigner:
    """Who signs a tenant's log: the public key by name, and the signing itself."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Held:
    """An opened key (32 bytes) with its id."""

    id: KeyId
    key: bytes = field(repr=False)


class Keys:
    """All keys under one root key. Made by `unlock` only."""

    def __init__(self, root: RootKey) -> None:
        self._root = root
        self._cached: dict[tuple[TenantId, Level], tuple[Held, ...]] = {}
        self._signers: dict[str, PrivateKey] = {}

    @classmethod
    def unlock(cls, root: RootKey) -> Self:
        """Return the keys under ``root``.

        Raises `NotInstalledError` where no root key was ever set, `RootKeyWrong` for another one.
        """
        known = RootCheck.objects.first()
        if known is None:
            raise NotInstalledError("this database belongs to no installation yet")
        found = root.fitting(known.check_value)
        if found.path != root.path:
            log.warning("the root key was replaced; its file is not yet: started with the one beside it")
        return cls(found)

    @property
    def root(self) -> bytes:
        """The root key itself, for wraps directly under it (32 bytes)."""
        return self._root.key

    @property
    def root_key(self) -> RootKey:
        """The root key with its name: for backups, which say under which they were made."""
        return self._root

    def under_root(self, wrapped: bytes, context: bytes) -> bytes:
        """Open what lies under the root key, which may have been replaced since this process started.

        Raises `WrapError`, or `RootKeyWrong` where the new one is not in the file that was read.
        """
        try:
            return unwrap(self.root, wrapped, context)
        except WrapError:
            self._find_root()
            return unwrap(self.root, wrapped, context)

    def hold_root(self) -> bytes:
        """Return the root key (32 bytes) for a new wrap, and keep it until the caller's transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute(_HOLD_ROOT[connection.vendor == "postgresql"])
            cursor.fetchone()
        self._find_root()
        return self.root

    def _find_root(self) -> None:
        known = RootCheck.objects.get()
        if known.id != self._root.key_id:
            self._root = self._root.fitting(known.check_value)

    def tenant(self, tenant: TenantId) -> bytes:
        """Return the tenant's key (32 bytes); raise `KeyGoneError`."""
        return self.held(tenant, Level.TENANT)[0].key

    def current(self, tenant: TenantId, level: Level) -> Held:
        """Return the key that takes what is new; until the caller's transaction ends no other one does.

        Whoever stores a wrap under a long-lived key asks for it here, in that transaction: a rotation
        waits for it, and finds what it wrote. Raises `KeyGoneError`.
        """
        name = hold_current(tenant, level)
        for held in self.held(tenant, level):
            if held.id == name:
                return held
        self.forget(tenant)
        return next(held for held in self.held(tenant, level) if held.id == name)

    def under(self, tenant: TenantId, level: Level, wrapped: bytes, context: bytes) -> bytes:
        """Open what lies under the tenant's key of a level, whichever it was wrapped with.

        Another process may have replaced the key since it was cached: then it is read once more.
        Raises `WrapError` or `KeyGoneError`.
        """
        fault = WrapError("the wrap does not open with any key of its place")
        for _ in range(2):
            for held in self.held(tenant, level):
                try:
                    return unwrap(held.key, wrapped, context)
                except WrapError as error:
                    fault = error
            self.forget(tenant)
        raise fault

    def sealer(self, tenant: TenantId) -> Callable[[bytes, bytes], bytes]:
        """Return what seals ``(plaintext, context)`` as evidence until the caller's transaction ends."""
        return partial(wrap, self.current(tenant, Level.EVIDENCE).key)

    def seal_evidence(self, tenant: TenantId, plaintext: bytes, context: bytes) -> bytes:
        """Seal consent evidence or an audit payload, bound to ``context``; in the caller's transaction."""
        return self.sealer(tenant)(plaintext, context)

    def open_evidence(self, tenant: TenantId, sealed: bytes, context: bytes) -> bytes:
        """Return what `seal_evidence` sealed; raise `WrapError` or `KeyGoneError`."""
        return self.under(tenant, Level.EVIDENCE, sealed, context)

    def lookup(self, tenant: TenantId, use: str, number: str) -> str:
        """Return the keyed index of an E.164 number for one use (64 hex digits)."""
        return lookup_index(self.held(tenant, Level.LOOKUP)[0].key, use, number)

    def receipt_index(self, tenant: TenantId, code: str) -> str:
        """Return the keyed index of a receipt's code (64 hex digits)."""
        return keyed_index(self.held(tenant, Level.LOOKUP)[0].key, LookupUse.RECEIPT, code)

    def guess_index(self, hour: int, place: str) -> str:
        """Return under which name tries from a place are counted in one hour (64 hex digits)."""
        return keyed_index(self.root, f"guesses of hour {hour}", place)

    def seal_subject(
        self, tenant: TenantId, call: CallId, plaintext: bytes, context: bytes, now: Millis
    ) -> bytes:
        """Seal under the call's subject key, which is made on first use."""
        _, key = self.subject_key(tenant, call, now)
        return wrap(key, plaintext, context)

    def open_subject(self, tenant: TenantId, call: CallId, sealed: bytes, context: bytes) -> bytes:
        """Return what `seal_subject` sealed; raise `KeyGoneError` once the subject is gone."""
        return unwrap(self.existing_subject(tenant, call)[1], sealed, context)

    def subject_key(self, tenant: TenantId, subject: str, now: Millis) -> tuple[KeyId, bytes]:
        """Return a subject's key with its id, making it on first use."""
        found = _row(tenant, Level.SUBJECT, subject, "")
        if found is not None:
            return self._opened_subject(tenant, found)
        context = contexts.subject_context(tenant, subject)
        with transaction.atomic(savepoint=False):
            parent = self.current(tenant, Level.TENANT)
            made = _made(tenant, Level.SUBJECT, subject, "", (parent.id, parent.key), context, now)
        return self._opened_subject(tenant, made)

    def purpose_key(
        self, tenant: TenantId, subject: str, purpose: PurposeId, now: Millis
    ) -> tuple[KeyId, bytes]:
        """Return the key over what ``purpose`` may open of ``subject``, making it on first use."""
        context = contexts.purpose_context(tenant, subject, purpose)
        parent = self.subject_key(tenant, subject, now)
        made = _made(tenant, Level.PURPOSE, subject, purpose, parent, context, now)
        return KeyId(made.id), unwrap(parent[1], bytes(made.wrapped), context)

    def existing_subject(self, tenant: TenantId, subject: str) -> tuple[KeyId, bytes]:
        """Return a subject's key with its id; raise `KeyGoneError` if there is none (any more)."""
        return self._opened_subject(tenant, _existing(tenant, Level.SUBJECT, subject, ""))

    def existing_purpose(self, tenant: TenantId, subject: str, purpose: PurposeId) -> tuple[KeyId, bytes]:
        """Return a purpose's key with its id; raise `KeyGoneError` if there is none (any more)."""
        parent = self.existing_subject(tenant, subject)[1]
        row = _existing(tenant, Level.PURPOSE, subject, purpose)
        return KeyId(row.id), unwrap(
            parent, bytes(row.wrapped), contexts.purpose_context(tenant, subject, purpose)
        )

    def signer(self, name: str) -> PrivateKey:
        """Return a signing key by name; raise `KeyGoneError`."""
        if name not in self._signers:
            row = SigningKey.objects.filter(name=name).first()
            if row is None:
                raise KeyGoneError(f"there is no signing key {name}")
            seed = self.under_root(bytes(row.wrapped), contexts.signing_context(name))
            self._signers[name] = PrivateKey(seed)
        return self._signers[name]

    def log_signer(self, tenant: TenantId | str) -> LogSigner:
        """Return who signs the tenant's log; the log's name is ``rufschutz/<tenant id>``."""
        private = self.signer(log_key_name(tenant))
        return LogSigner(log_key(tenant), private.sign)

    def forget(self, tenant: TenantId) -> None:
        """Drop a tenant's cached keys, as after their destruction or replacement."""
        for level in Level:
            self._cached.pop((tenant, level), None)
        self._signers.pop(log_key_name(tenant), None)

    def _opened_subject(self, tenant: TenantId, row: VaultKey) -> tuple[KeyId, bytes]:
        context = contexts.subject_context(tenant, row.subject)
        return KeyId(row.id), self.under(tenant, Level.TENANT, bytes(row.wrapped), context)

    def held(self, tenant: TenantId, level: Level) -> tuple[Held, ...]:
        """Return the tenant's keys of a long-lived level, the current one first; never none."""
        if (tenant, level) not in self._cached:
            self._cached[tenant, level] = tuple(self._opened(tenant, row) for row in _rows(tenant, level))
        return self._cached[tenant, level]

    def _opened(self, tenant: TenantId, row: VaultKey) -> Held:
        level, wrapped = Level(row.level), bytes(row.wrapped)
        context = LONG_LIVED[level](tenant)
        if level is Level.TENANT:
            return Held(KeyId(row.id), self.under_root(wrapped, context))
        return Held(KeyId(row.id), self.under(tenant, Level.TENANT, wrapped, context))


def hold_current(tenant: TenantId, level: Level) -> KeyId:
    """Return the id of the tenant's current key of a level, and keep it current until the transaction ends.

    Many may hold it at once; who replaces it waits for them. Raises `KeyGoneError`.
    """
    for _ in range(2):
        with connection.cursor() as cursor, tenant_scope(tenant):
            cursor.execute(_HOLD[connection.vendor == "postgresql"], [tenant, level.value])
            found = cursor.fetchone()
        if found is not None:
            return KeyId(str(found[0]))
    raise KeyGoneError(f"the {level.value} key is destroyed or was never made")


_CURRENT = "SELECT id FROM vault_vaultkey WHERE tenant_id = %s AND level = %s AND superseded_at IS NULL"
_HOLD = (_CURRENT, f"{_CURRENT} FOR KEY SHARE")
_ROOT = "SELECT id FROM vault_rootcheck"
_HOLD_ROOT = (_ROOT, f"{_ROOT} FOR KEY SHARE")
"""On SQLite whoever writes is alone; on PostgreSQL a row that was replaced while one waited is not found,
so it is asked twice."""


def _rows(tenant: TenantId, level: Level) -> list[VaultKey]:
    with tenant_scope(tenant):
        rows = list(VaultKey.objects.filter(level=level, subject="", purpose=""))
    if not rows:
        raise KeyGoneError(f"the {level.value} key is destroyed or was never made")
    return sorted(rows, key=lambda row: (row.superseded_at is not None, -(row.superseded_at or 0)))


def _row(tenant: TenantId, level: Level, subject: str, purpose: str) -> VaultKey | None:
    with tenant_scope(tenant):
        return VaultKey.objects.filter(level=level, subject=subject, purpose=purpose).first()


def _existing(tenant: TenantId, level: Level, subject: str, purpose: str) -> VaultKey:
    row = _row(tenant, level, subject, purpose)
    if row is None:
        raise KeyGoneError(f"the {level.value} key is destroyed or was never made")
    return row


def _made(
    tenant: TenantId,
    level: Level,
    subject: str,
    purpose: str,
    parent: tuple[str, bytes],
    context: bytes,
    now: Millis,
) -> VaultKey:
    with tenant_scope(tenant):
        row, _ = VaultKey.objects.get_or_create(
            tenant_id=tenant,
            level=level,
            subject=subject,
            purpose=purpose,
            defaults={
                "id": new_key_id(),
                "parent": parent[0],
                "wrapped": wrap(parent[1], new_key(), context),
                "created_at": now,
            },
        )
    return row


LONG_LIVED: dict[Level, Callable[[TenantId], bytes]] = {
    Level.TENANT: contexts.tenant_context,
    Level.EVIDENCE: contexts.evidence_context,
    Level.LOOKUP: contexts.lookup_context,
}
