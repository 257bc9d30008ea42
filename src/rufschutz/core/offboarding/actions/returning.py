"""Everything back to the controller: a package under a key that is shown once, and the receipt for it.

The owner asks and is shown the key; the worker writes; the owner takes the package along, opens it
elsewhere, and confirms with the hash that only the opened package tells. A new package with a new key
can be asked for until then. What follows the receipt cannot be undone.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.offboarding.actions.asking import require_nothing_held
from rufschutz.core.offboarding.actions.packing import secret_context
from rufschutz.core.offboarding.errors import NoPackageError, OffboardingError, WrongReceiptError
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.vault.package import words
from rufschutz.vault.package.files import MANIFEST
from rufschutz.vault.package.parcel import Parcel, parcel

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


def ask_package(actor: Actor, keys: Keys, now: Millis) -> str:
    """Let the worker write a package and return its one-time key, which nobody can show again.

    Raises `OffboardingError` where none has begun or the receipt was given, `AccessDenied`.
    """
    access.require(actor, Action.ASK_OFFBOARDING, SECURITY, now)
    secret = words.new_secret()
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _row(actor.tenant, State.BEGUN, State.EXPORTED, held=True)
        row.secret = keys.seal_evidence(actor.tenant, secret, secret_context(row.id))
        row.state, row.manifest, row.exported_at, row.handed_at = State.BEGUN, "", None, None
        row.save(update_fields=["secret", "state", "manifest", "exported_at", "handed_at"])
        _tell(row, "asked for a package", actor.person, now)
    return words.shown(secret)


def hand_out(actor: Actor, packages: Path, now: Millis) -> Parcel:
    """Return the package as one file, and note that it was taken along.

    Raises `NoPackageError` before it is written and after it was put away, `AccessDenied`.
    """
    access.require(actor, Action.ASK_OFFBOARDING, SECURITY, now)
    row = _row(actor.tenant, State.EXPORTED)
    try:
        found = parcel(packages / actor.tenant)
    except OSError as error:
        raise NoPackageError("the package does not lie here any more") from error
    with tenant_scope(actor.tenant), transaction.atomic():
        Offboarding.objects.filter(id=row.id, handed_at=None).update(handed_at=now)
        _tell(row, "handed out", actor.person, now, Detail("bytes", found.size))
    return found


def confirm(actor: Actor, manifest: str, now: Millis) -> str:
    """Take the owner's receipt for the package with this hash; return under which id the proof will stand.

    What follows cannot be undone. Raises `HeldError` while something is held, `WrongReceiptError`,
    `OffboardingError` before the package was written, `AccessDenied`.
    """
    access.require(actor, Action.ASK_OFFBOARDING, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _row(actor.tenant, State.EXPORTED, held=True)
        if not hmac.compare_digest(row.manifest.encode(), manifest.strip().lower().encode()):
            raise WrongReceiptError("this is not the hash of the package")
        require_nothing_held()
        row.state, row.returned_at, row.returned_by = State.RETURNED, now, actor.person
        row.save(update_fields=["state", "returned_at", "returned_by"])
        _tell(row, "returned", actor.person, now)
    return row.id


def lies_here(tenant: TenantId, packages: Path) -> bool:
    """Say whether a whole package lies here to be taken along."""
    return (packages / tenant / MANIFEST).exists()


def _row(tenant: TenantId, *states: State, held: bool = False) -> Offboarding:
    """Return the offboarding in one of ``states``; ``held`` until the caller's transaction ends."""
    rows = Offboarding.objects.select_for_update() if held else Offboarding.objects.all()
    row = rows.filter(tenant_id=tenant, state__in=states).first()
    if row is None:
        raise OffboardingError("there is no offboarding here for which this is the next step")
    return row


def _tell(row: Offboarding, step: str, person: str, now: Millis, *more: Detail) -> None:
    details = (Detail("step", step), *more)
    record(Entry(AuditEvent.OFFBOARDING_BEGUN, TenantId(row.tenant_id), now, person, row.id, details))
