"""After the receipt: keys, blobs, rows, and the last word of the log, one step after the other.

Each step is a transaction of its own that holds the offboarding's row, or can be taken again; killed
between any two lines, the next round goes on, and of two at once one goes on. What is held, still speaks
or is not archived yet waits; nothing is destroyed before. Keys die first. The log's payloads die with the
evidence key; its tiles, checkpoints and verifier key stay, so that a stranger checks the certificate
without this house.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.actions import sign_out
from rufschutz.core.accounts.models import Membership, Person, User
from rufschutz.core.audit.actions import record, sequence
from rufschutz.core.audit.actions.recording import hold_log
from rufschutz.core.audit.models import Checkpoint, LogEntry, OutboxEntry
from rufschutz.core.audit.queries import payload_of
from rufschutz.core.audit.tiles import TileStore
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import TenantRow, tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions import make_keys
from rufschutz.core.keys.models import KeyEpoch, SigningKey, VaultKey, VaultWrap
from rufschutz.core.keys.queries import log_key, log_key_name
from rufschutz.core.offboarding.actions.asking import holds_in_force
from rufschutz.core.offboarding.actions.packing import look_after, pack, put_away
from rufschutz.core.offboarding.errors import OffboardingError
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.offboarding.queries import RETURN_WAITS
from rufschutz.core.purposes.models import PublishedPlan
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.models import State as Sound
from rufschutz.core.retention.models import Erasure
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.certificate import LogProof, proof_of_entry
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.merkle import inclusion_proof
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import BlobId, LineId, TenantId
from rufschutz.handover import durable

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.purposes.actions import Shelves
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.blobs import BlobDirectory

logger = logging.getLogger(__name__)

BY: Final = "core"

LAST: Final = frozenset({"audit", "vault", "backup"})
"""Apps whose rows outlive the others: the log until its last word, keys for that word, marks for restores."""


def go_on(
    tenant: TenantId,
    keys: Keys,
    blobs: BlobDirectory,
    shelves: Shelves,
    log: Path,
    packages: Path,
    now: Millis,
    breathe: Breath = no_breath,
) -> bool:
    """Take the next steps of a controller's offboarding that need no person; say whether it is finished.

    ``log``: the directory of all logs; ``packages``: of what waits to be taken along.
    """
    row = Offboarding.objects.filter(tenant_id=tenant).first()
    if row is None:
        return False
    _withdraw(tenant, shelves)
    if row.secret is not None:
        pack(tenant, keys, blobs, packages, now, breathe)
    look_after(tenant, packages, now)
    if row.state == State.EXPORTED:
        _returned_by_time(row, now)
    if row.state == State.RETURNED:
        put_away(tenant, packages)
        sequence(tenant, keys, log, now)
        _destroy_keys(row, keys, now)
    return _gone(row, keys, blobs, log, now)


def leave_again(
    tenant: TenantId,
    keys: Keys,
    blobs: BlobDirectory,
    shelves: Shelves,
    log: Path,
    packages: Path,
    now: Millis,
) -> None:
    """End a controller that a restore brought back although it had left: everything was returned before."""
    row, _ = Offboarding.objects.get_or_create(
        tenant_id=tenant, defaults={"id": new_id(), "state": State.BEGUN, "begun_at": now}
    )
    Offboarding.objects.filter(id=row.id).update(secret=None)
    _withdraw(tenant, shelves)
    if row.state in {State.BEGUN, State.EXPORTED}:
        _returned(row, now)
    if row.state == State.RETURNED:
        put_away(tenant, packages)
        sequence(tenant, keys, log, now)
        _destroy_keys(row, keys, now, again=True)
    if not _gone(row, keys, blobs, log, now):
        raise OffboardingError("a controller that left is there still")


def _gone(row: Offboarding, keys: Keys, blobs: BlobDirectory, log: Path, now: Millis) -> bool:
    """Delete and prove what is left to delete and prove once the keys are gone; say whether all is."""
    if row.state == State.DESTROYED:
        _delete_blobs(TenantId(row.tenant_id), blobs)
        _delete_rows(row, now)
    if row.state == State.DELETED:
        _prove(row, keys, log, now)
    return row.state == State.FINISHED


def _withdraw(tenant: TenantId, shelves: Shelves) -> None:
    """Take the plans away, so that no line answers, before anything else."""
    with tenant_scope(tenant):
        lines = list(Line.objects.values_list("id", flat=True))
    for line in lines:
        durable.remove(shelves.plan_file(LineId(line)))


def _returned_by_time(row: Offboarding, now: Millis) -> None:
    with transaction.atomic():
        row.refresh_from_db(from_queryset=Offboarding.objects.select_for_update())
        handed = row.handed_at
        if row.state == State.EXPORTED and handed is not None and now >= handed + RETURN_WAITS:
            _returned(row, now)


def _returned(row: Offboarding, now: Millis) -> None:
    row.state, row.returned_at, row.returned_by = State.RETURNED, now, BY
    row.save(update_fields=["state", "returned_at", "returned_by"])


def _has_to_wait(tenant: TenantId) -> bool:
    """Say whether something is held, a call goes on, or sound waits to be archived, in the tenant's scope.

    The log is held until the caller's transaction ends: who places a hold waits for it.
    """
    hold_log(tenant)
    if held := holds_in_force():
        logger.warning("a controller leaves, but %d holds are in force: nothing is destroyed yet", len(held))
    going_on = Call.objects.filter(ended_at=None).exists()
    return bool(held) or going_on or Recording.objects.filter(state__in=[Sound.OPEN, Sound.KEPT]).exists()


def _held_in(row: Offboarding, state: State) -> bool:
    """Hold an offboarding's row until the caller's transaction ends; say whether it is in a state still."""
    row.refresh_from_db(from_queryset=Offboarding.objects.select_for_update())
    return row.state == state


def _destroy_keys(row: Offboarding, keys: Keys, now: Millis, *, again: bool = False) -> None:
    """Destroy every key of the controller at once; a new pair takes the last words of its log.

    ``again``: after a restore, where what is held was let go before.
    """
    tenant = TenantId(row.tenant_id)
    with tenant_scope(tenant), transaction.atomic():
        if not _held_in(row, State.RETURNED) or (not again and _has_to_wait(tenant)):
            return
        all_keys = VaultKey.objects.all()
        long_lived = list(all_keys.filter(subject="").order_by("level").values_list("id", flat=True))
        every = [*VaultWrap.objects.values_list("id", flat=True), *all_keys.values_list("id", flat=True)]
        bury(tenant, What.KEYS, every, now)
        bury(tenant, What.OFFBOARDED, [row.id], now)
        VaultWrap.objects.all().delete()
        all_keys.delete()
        KeyEpoch.objects.filter(tenant_id=tenant, wrapped__isnull=False).update(
            wrapped=None, destroyed_at=now
        )
        LogEntry.objects.update(payload=None, salt=None, redacted=True)
        details = (Detail("keys", tuple(long_lived)), Detail("all", len(every)))
        record(Entry(AuditEvent.TENANT_KEY_DESTROYED, tenant, now, BY, row.id, details))
        make_keys(keys, tenant, now)
        row.keys, row.counts, row.state = long_lived, {"vault": len(every)}, State.DESTROYED
        row.save(update_fields=["keys", "counts", "state"])
    keys.forget(tenant)


def _delete_blobs(tenant: TenantId, blobs: BlobDirectory) -> None:
    """Delete the ciphertext of every recording, and read back that it is gone."""
    with tenant_scope(tenant):
        names = list(Recording.objects.exclude(blob="").values_list("blob", flat=True))
        names += list(Erasure.objects.exclude(blob="").values_list("blob", flat=True))
    for name in names:
        blobs.delete(BlobId(name))
        if not blobs.absent(BlobId(name)):
            raise OffboardingError("a recording's ciphertext is there still")


def _delete_rows(row: Offboarding, now: Millis) -> None:
    """Delete everything else in one transaction, with its counts; read back that nothing is left."""
    tenant = TenantId(row.tenant_id)
    with transaction.atomic():
        if not _held_in(row, State.DESTROYED):
            return
        with tenant_scope(tenant):
            counts = dict(row.counts)
            people = list(Membership.objects.values_list("user_id", flat=True))
            _let_events_go(tenant, now)
            for model in sorted(_models(), key=lambda model: model is Erasure):
                counts[model._meta.label_lower] = model.objects.count()  # noqa: SLF001 - documented
                model.objects.all().delete()
            left = [model for model in _models() if model.objects.exists()]
        counts["plans"] = PublishedPlan.objects.filter(tenant_id=tenant).delete()[0]
        if left:
            raise OffboardingError("rows are there still")
        sign_out(people)
        _delete_accounts(people)
        row.counts, row.state = counts, State.DELETED
        row.save(update_fields=["counts", "state"])


def _models() -> list[type[TenantRow]]:
    every = [model for model in apps.get_models() if issubclass(model, TenantRow)]
    return [model for model in every if model._meta.app_label not in LAST]  # noqa: SLF001 - documented


def _let_events_go(tenant: TenantId, now: Millis) -> None:
    """Events are append-only: each needs its erasure before it may be deleted."""
    names = ConsentEvent.objects.values_list("id", flat=True)
    erased = set(Erasure.objects.values_list("artefact", flat=True))
    Erasure.objects.bulk_create(
        (
            Erasure(
                id=new_id(), tenant_id=tenant, artefact=name, kind="offboarding", rule="offboarding",
                state="logged", because="request", destroyed_at=now, clock="real",
            )
            for name in names
            if name not in erased
        ),
        batch_size=500,
    )  # fmt: skip


def _delete_accounts(people: list[str]) -> None:
    """Delete the accounts that belong to no other controller, and the persons behind them."""
    elsewhere: set[str] = set()
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            elsewhere |= set(Membership.objects.values_list("user_id", flat=True))
    for user in User.objects.filter(pk__in=set(people) - elsewhere):
        person = user.person_id
        user.delete()
        Person.objects.filter(pk=person).delete()


def _prove(row: Offboarding, keys: Keys, log: Path, now: Millis) -> None:
    """Write the last entry, take its proof, and let the last keys, the payloads and the controller go."""
    tenant = TenantId(row.tenant_id)
    with tenant_scope(tenant), transaction.atomic():
        if not _held_in(row, State.DELETED):
            return
        said = LogEntry.objects.filter(event=AuditEvent.OFFBOARDING_FINISHED)
        if not said.exists() and not _waits(tenant):
            record(_last_word(row, now))
    sequence(tenant, keys, log, now)
    with tenant_scope(tenant), transaction.atomic():
        if not _held_in(row, State.DELETED):
            return
        row.certificate, row.log_key = _certificate(tenant, keys, log).decode(), str(log_key(tenant))
        for model in (VaultWrap, VaultKey, OutboxEntry):
            model.objects.all().delete()
        LogEntry.objects.update(payload=None, salt=None, redacted=True)
        SigningKey.objects.filter(name=log_key_name(tenant)).update(wrapped=b"")
        Tenant.objects.filter(id=tenant).delete()
        row.state, row.finished_at = State.FINISHED, now
        row.save(update_fields=["certificate", "log_key", "state", "finished_at"])
    keys.forget(tenant)


def _waits(tenant: TenantId) -> bool:
    return OutboxEntry.objects.filter(tenant_id=tenant, event=AuditEvent.OFFBOARDING_FINISHED).exists()


def _last_word(row: Offboarding, now: Millis) -> Entry:
    counts = sorted(row.counts.items())
    details = (
        Detail("approvals", tuple(row.approvals)),
        Detail("begun_at", row.begun_at),
        Detail("keys_destroyed", tuple(row.keys)),
        Detail("manifest", row.manifest),
        Detail("returned_at", row.returned_at),
        Detail("returned_by", row.returned_by),
        *(Detail(name, count) for name, count in counts),
    )
    return Entry(AuditEvent.OFFBOARDING_FINISHED, TenantId(row.tenant_id), now, BY, row.id, details)


def _certificate(tenant: TenantId, keys: Keys, log: Path) -> bytes:
    """Return the proof of the log's last entry, under the checkpoint that covers it."""
    row = LogEntry.objects.filter(event=AuditEvent.OFFBOARDING_FINISHED).order_by("-index").first()
    head = Checkpoint.objects.order_by("-size").first()
    if row is None or head is None or row.salt is None:
        raise OffboardingError("the last entry is not in the log yet")
    path = inclusion_proof(row.index, head.size, TileStore(log / tenant).nodes(head.size))
    return proof_of_entry(
        LogProof(row.index, bytes(row.leaf), bytes(row.salt), payload_of(row, keys), path, head.text)
    )
