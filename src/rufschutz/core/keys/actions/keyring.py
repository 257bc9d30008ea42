"""The unlocked keys of a running process: opened once under the root key, kept in memory.

Decides nothing about who may open what. A tenant's long-lived keys are cached; the
keys of subjects and purposes never are, so that a destroyed one is gone at once.
Voice never holds one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError, NotInstalledError
from rufschutz.core.keys.models import Level, RootCheck, SigningKey, VaultKey
from rufschutz.core.keys.queries import log_key, log_key_name
from rufschutz.domain.ids import KeyId
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.lookup import LookupUse, keyed_index, lookup_index
from rufschutz.vault.keystore.signing import SigningKey as PrivateKey
from rufschutz.vault.keystore.wraps import new_key, new_key_id, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.audit.checkpoint import VerifierKey
    from rufschutz.domain.ids import CallId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey

PLAN = "plan"


@dataclass(frozen=True, slots=True)
class LogSigner:
    """Who signs a tenant's log: the public key by name, and the signing itself."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]


class Keys:
    """All keys under one root key. Made by `unlock` only."""

    def __init__(self, root: RootKey) -> None:
        self._root = root
        self._cached: dict[tuple[TenantId, Level], bytes] = {}
        self._signers: dict[str, PrivateKey] = {}

    @classmethod
    def unlock(cls, root: RootKey) -> Self:
        """Return the keys under ``root``.

        Raises `NotInstalledError` where no root key was ever set, `RootKeyWrong` for another one.
        """
        known = RootCheck.objects.first()
        if known is None:
            raise NotInstalledError("this database belongs to no installation yet")
        root.require(known.check_value)
        return cls(root)

    @property
    def root(self) -> bytes:
        """The root key itself, for wraps directly under it (32 bytes)."""
        return self._root.key

    def tenant(self, tenant: TenantId) -> bytes:
        """Return the tenant's key (32 bytes); raise `KeyGoneError`."""
        return self._long_lived(tenant, Level.TENANT)

    def sealer(self, tenant: TenantId) -> Callable[[bytes, bytes], bytes]:
        """Return what seals ``(plaintext, context)`` as evidence until the caller's transaction ends."""
        return partial(wrap, self._long_lived(tenant, Level.EVIDENCE))

    def seal_evidence(self, tenant: TenantId, plaintext: bytes, context: bytes) -> bytes:
        """Seal consent evidence or an audit payload, bound to ``context``."""
        return wrap(self._long_lived(tenant, Level.EVIDENCE), plaintext, context)

    def open_evidence(self, tenant: TenantId, sealed: bytes, context: bytes) -> bytes:
        """Return what `seal_evidence` sealed; raise `WrapError` or `KeyGoneError`."""
        return unwrap(self._long_lived(tenant, Level.EVIDENCE), sealed, context)

    def lookup(self, tenant: TenantId, use: str, number: str) -> str:
        """Return the keyed index of an E.164 number for one use (64 hex digits)."""
        return lookup_index(self._long_lived(tenant, Level.LOOKUP), use, number)

    def receipt_index(self, tenant: TenantId, code: str) -> str:
        """Return the keyed index of a receipt's code (64 hex digits)."""
        return keyed_index(self._long_lived(tenant, Level.LOOKUP), LookupUse.RECEIPT, code)

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
        context = contexts.subject_context(tenant, subject)
        return self._made(tenant, Level.SUBJECT, subject, "", ("", self.tenant(tenant)), context, now)

    def purpose_key(
        self, tenant: TenantId, subject: str, purpose: PurposeId, now: Millis
    ) -> tuple[KeyId, bytes]:
        """Return the key over what ``purpose`` may open of ``subject``, making it on first use."""
        context = contexts.purpose_context(tenant, subject, purpose)
        parent = self.subject_key(tenant, subject, now)
        return self._made(tenant, Level.PURPOSE, subject, purpose, parent, context, now)

    def existing_subject(self, tenant: TenantId, subject: str) -> tuple[KeyId, bytes]:
        """Return a subject's key with its id; raise `KeyGoneError` if there is none (any more)."""
        context = contexts.subject_context(tenant, subject)
        return self._existing(tenant, Level.SUBJECT, subject, "", self.tenant(tenant), context)

    def existing_purpose(self, tenant: TenantId, subject: str, purpose: PurposeId) -> tuple[KeyId, bytes]:
        """Return a purpose's key with its id; raise `KeyGoneError` if there is none (any more)."""
        context = contexts.purpose_context(tenant, subject, purpose)
        parent = self.existing_subject(tenant, subject)[1]
        return self._existing(tenant, Level.PURPOSE, subject, purpose, parent, context)

    def signer(self, name: str) -> PrivateKey:
        """Return a signing key by name; raise `KeyGoneError`."""
        if name not in self._signers:
            row = SigningKey.objects.filter(name=name).first()
            if row is None:
                raise KeyGoneError(f"there is no signing key {name}")
            seed = unwrap(self.root, bytes(row.wrapped), contexts.signing_context(name))
            self._signers[name] = PrivateKey(seed)
        return self._signers[name]

    def log_signer(self, tenant: TenantId | str) -> LogSigner:
        """Return who signs the tenant's log; the log's name is ``rufschutz/<tenant id>``."""
        private = self.signer(log_key_name(tenant))
        return LogSigner(log_key(tenant), private.sign)

    def forget(self, tenant: TenantId) -> None:
        """Drop a tenant's cached keys, as after their destruction."""
        for level in Level:
            self._cached.pop((tenant, level), None)
        self._signers.pop(log_key_name(tenant), None)

    def _long_lived(self, tenant: TenantId, level: Level) -> bytes:
        if (tenant, level) not in self._cached:
            parent = self.root if level is Level.TENANT else self.tenant(tenant)
            context = LONG_LIVED[level](tenant)
            self._cached[tenant, level] = self._existing(tenant, level, "", "", parent, context)[1]
        return self._cached[tenant, level]

    def _existing(
        self, tenant: TenantId, level: Level, subject: str, purpose: str, parent: bytes, context: bytes
    ) -> tuple[KeyId, bytes]:
        with tenant_scope(tenant):
            row = VaultKey.objects.filter(level=level, subject=subject, purpose=purpose).first()
        if row is None:
            raise KeyGoneError(f"the {level.value} key is destroyed or was never made")
        return KeyId(row.id), unwrap(parent, bytes(row.wrapped), context)

    def _made(
        self,
        tenant: TenantId,
        level: Level,
        subject: str,
        purpose: str,
        parent: tuple[str, bytes],
        context: bytes,
        now: Millis,
    ) -> tuple[KeyId, bytes]:
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
        return KeyId(row.id), unwrap(parent[1], bytes(row.wrapped), context)


LONG_LIVED: dict[Level, Callable[[TenantId], bytes]] = {
    Level.TENANT: contexts.tenant_context,
    Level.EVIDENCE: contexts.evidence_context,
    Level.LOOKUP: contexts.lookup_context,
}
