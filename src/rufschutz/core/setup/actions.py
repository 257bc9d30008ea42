"""The first run's rows: one controller, one line, one owner who adopts the shipped policy.

All rows are one transaction, and the plan is rehearsed inside it: a name that is too
long is refused before anything is kept. The public key that makes the installation
complete is written last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.actions import (
    LinkError,
    create_user,
    enrol_known_totp,
    grant_role,
    issue_link,
)
from rufschutz.core.accounts.models import Role, User
from rufschutz.core.accounts.queries import members
from rufschutz.core.keys.actions import Keys, create_tenant_keys, install
from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.core.purposes.actions import Shelves, adopt_policy, refresh, rehearse
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.setup.owner import owning
from rufschutz.core.tenants.actions import create_line, create_tenant
from rufschutz.core.tenants.queries import Controller, tenant_ids
from rufschutz.domain.ids import LineId, PersonId, TenantId
from rufschutz.handover import durable
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis

SHARED = 0o660
"""The mode of a SQLite file; the directory around it says whose it is."""


@dataclass(frozen=True, slots=True)
class FirstLine:
    """The first controller, its line, and the person who adopts the policy.

    ``address`` and ``dpo_contact`` are spoken; ``address_written`` and ``dpo_written`` stand on pages,
    '' where they follow. ``peers``: addresses that may send calls. ``demo_totp``: a known TOTP secret
    (base32), in a demo only.
    """

    full_name: str
    short_name: str
    address: str
    dpo_contact: str
    authority: str
    url: str
    user_part: str
    line_name: str
    owner_email: str
    owner_name: str
    profile: str = "P"
    language: str = "de"
    zone: str = "Europe/Berlin"
    peers: tuple[str, ...] = ("127.0.0.1", "::1")
    demo_totp: str = ""
    address_written: str = ""
    dpo_written: str = ""


@dataclass(frozen=True, slots=True)
class Initialised:
    """A finished set-up. ``token`` opens the owner's account once, for 15 minutes."""

    tenant: TenantId
    token: str


def unlock(installation: Installation) -> Keys:
    """Return the keys of an installation.

    Raises `RootKeyMissing`, `RootKeyWrong` and the like: nothing may start then.
    """
    return Keys.unlock(RootKey.load(installation.root_key_file))


def shelves(installation: Installation) -> Shelves:
    """Return where an installation keeps plans and clips."""
    return Shelves(installation.plans, installation.clips)


def initialise(installation: Installation, first: FirstLine, now: Millis) -> Initialised:
    """Fill a laid ground (`core.setup.ground.lay`) and return the owner's one-time token.

    Raises `PlanRefusedError` with every fault of policy, names and texts; then nothing
    is kept, and the same command can be run again with better values. Killed anywhere,
    it can be run again too.
    """
    _shared(installation)
    with owning(installation.data) as owner:
        call_command("migrate", database=owner, verbosity=0, interactive=False)
    keys = install(RootKey.load(installation.root_key_file), now)
    with transaction.atomic():
        known = tenant_ids()
        tenant = known[0] if known else _first_rows(installation, keys, first, now)
        token = _link(tenant, first.owner_email, now)
    refresh(keys, shelves(installation), now)
    durable.replace(installation.plan_key_file, public_key(PLAN).hex().encode())
    return Initialised(tenant, token)


def _shared(installation: Installation) -> None:
    """Make the SQLite file for worker and web, who share a group; its -wal and -shm get the same mode."""
    if not installation.database:
        installation.sqlite.parent.mkdir(mode=0o770, exist_ok=True)
        installation.sqlite.touch()
        installation.sqlite.chmod(SHARED)


def new_link(email: str, now: Millis) -> str:
    """Return a new one-time token for an account that has a role here; raise `LinkError`."""
    return _link(tenant_ids()[0], email, now)


def _first_rows(installation: Installation, keys: Keys, first: FirstLine, now: Millis) -> TenantId:
    tenant = TenantId(new_id())
    create_tenant(_controller(tenant, first), now)
    owner = create_user(first.owner_email, first.owner_name, now)
    person = PersonId(owner.person_id)
    create_tenant_keys(keys, tenant, person, now)
    line = create_line(tenant, LineId(new_id()), first.user_part, first.line_name, first.peers, now)
    grant_role(tenant, owner, Role.OWNER, person, now)
    if first.demo_totp:
        enrol_known_totp(owner, first.demo_totp, demo=installation.demo)
    adopt_policy(tenant, shipped_policy(first.profile), person, now)
    rehearse(keys, tenant, line, shelves(installation), now)
    return tenant


def _controller(tenant: TenantId, first: FirstLine) -> Controller:
    return Controller(
        id=tenant,
        full_name=first.full_name,
        short_name=first.short_name,
        address=first.address,
        zone=first.zone,
        language=first.language,
        profile=first.profile,
        dpo_contact=first.dpo_contact,
        authority=first.authority,
        url=first.url,
        address_written=first.address_written,
        dpo_written=first.dpo_written,
    )


def _link(tenant: TenantId, email: str, now: Millis) -> str:
    user = User.objects.filter(email=email.lower()).first()
    if user is None or user.person_id not in {member.person for member in members(tenant, now)}:
        raise LinkError("no account with this address has a role here", advice="Use the owner's address.")
    return issue_link(tenant, user, "setup", now)
