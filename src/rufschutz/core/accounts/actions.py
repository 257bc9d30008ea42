"""Accounts: made, given a role, and handed over by a one-time link.

Nobody gets a password from us: a link (15 minutes, used once, stored as a hash) lets
its holder set one. Only in an installation marked demo is a second factor known
beforehand.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.adapters import sealed_anew
from rufschutz.core.accounts.address import require_address
from rufschutz.core.accounts.models import House, Membership, Person, Role, SetupLink, User
from rufschutz.core.accounts.queries import memberships
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import SECOND, Millis, to_datetime

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import PersonId, TenantId

LINK_LIVES: Final = 15 * 60 * SECOND
"""How long a set-up link can be used, in ms."""


_USED: Final = "used"


class LinkError(CoreError):
    """A set-up link that is unknown, used or too old."""

    advice = "Ask for a new link; on the server: rufschutz init --new-link"


class DemoOnlyError(CoreError):
    """Something that only an installation marked demo may do."""

    advice = "Run `rufschutz demo`; it uses a directory of its own."


def create_user(email: str, name: str, now: Millis) -> User:
    """Return the account of an address, making person and account where there are none. No password.

    Raises `AddressRefusedError` for an address with which nobody could sign in.
    """
    address = User.objects.normalize_email(require_address(email)).lower()
    with transaction.atomic():
        user = User.objects.filter(email=address).first()
        if user is None:
            person = Person.objects.create(id=new_id(), name=name, created_at=now)
            unusable = make_password(None)
            user = User.objects.create(
                id=new_id(), person=person, email=address, password=unusable, created_at=now
            )
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    return user


def grant_role(
    tenant: TenantId,
    user: User,
    role: Role,
    actor: PersonId | str,
    now: Millis,
    until: Millis | None = None,
    house: House | None = None,
) -> None:
    """Give an account a role for a tenant, open or ``until`` a moment; repeating changes the end.

    ``house``: whose people they are, None to leave that as it is.
    """
    with tenant_scope(tenant), transaction.atomic():
        row = Membership.objects.filter(user=user, role=role).first()
        side = (row.house if row is not None else House.UNSAID.value) if house is None else house.value
        if row is not None and row.current(now) and (row.until, row.house) == (until, side):
            return
        Membership.objects.update_or_create(
            tenant_id=tenant,
            user=user,
            role=role,
            defaults={"until": until, "house": side},
            create_defaults={"id": new_id(), "since": now, "until": until, "house": side},
        )
        if until is not None:
            bury(tenant, What.ROLE, [user.pk, role.value], now, str(until))
        details = (Detail("role", role.value), Detail("until", until), Detail("house", side))
        record(Entry(AuditEvent.ROLE_CHANGED, tenant, now, actor, user.person_id, details))


def end_role(tenant: TenantId, user: User, role: Role, actor: PersonId | str, now: Millis) -> None:
    """End a role at once; one that is not held is left alone."""
    with tenant_scope(tenant), transaction.atomic():
        if Membership.objects.filter(user=user, role=role).update(until=now):
            bury(tenant, What.ROLE, [user.pk, role.value], now)
            details = (Detail("role", role.value), Detail("until", now))
            record(Entry(AuditEvent.ROLE_CHANGED, tenant, now, actor, user.person_id, details))


def issue_link(tenant: TenantId, user: User, actor: PersonId | str, now: Millis) -> str:
    """Return the token of a new set-up link; links issued before stop working."""
    token = secrets.token_urlsafe(32)
    with tenant_scope(tenant), transaction.atomic():
        SetupLink.objects.filter(user=user, used_at=None).delete()
        SetupLink.objects.create(
            id=new_id(), token_sha256=_hash(token), user=user, expires_at=now + LINK_LIVES
        )
        record(Entry(AuditEvent.LINK_ISSUED, tenant, now, actor, user.person_id))
    return token


def redeem_link(token: str, now: Millis) -> User:
    """Use a set-up link up and return its account; raise `LinkError` for any other token.

    The holder then sets a password and enrols a second factor; until then the
    account opens nothing.
    """
    with transaction.atomic():
        link = SetupLink.objects.select_for_update().filter(token_sha256=_hash(token)).first()
        if link is None or link.used_at is not None or now >= link.expires_at or not link.user.is_active:
            raise LinkError("this link is unknown, was used, or is older than 15 minutes")
        link.used_at = now
        link.save(update_fields=["used_at"])
    return link.user


def set_password(user: User, password: str) -> None:
    """Set an account's password; the caller has checked it against the validators."""
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        renewed(user)


def renewed(user: User) -> None:
    """Note that password or second factor are new: no restore brings the old ones back."""
    for tenant in tenant_ids():
        with tenant_scope(tenant), transaction.atomic():
            if Membership.objects.filter(user=user).exists():
                bury(tenant, What.ACCOUNT, [user.pk], None)


def set_up(token: str, password: str, now: Millis) -> User:
    """Redeem a link and set the password in one step; raise `LinkError`, which spends nothing."""
    with transaction.atomic():
        user = redeem_link(token, now)
        set_password(user, password)
    return user


def note(user: User, event: AuditEvent, now: Millis, how: str = "") -> None:
    """Record what an account did at the door, in the log of every tenant it belongs to."""
    details = (Detail("how", how),) if how else ()
    for member in memberships(user, now):
        with tenant_scope(member.tenant), transaction.atomic():
            record(Entry(event, member.tenant, now, member.person, user.pk, details))


def note_failed_sign_in(address: str, now: Millis, how: str) -> None:
    """Record a failed sign-in with the address's tenants; an unknown address with all, itself left out."""
    user = User.objects.filter(email=address.strip().lower()).first()
    if user is not None and memberships(user, now):
        note(user, AuditEvent.SIGN_IN_FAILED, now, how)
        return
    for tenant in tenant_ids():
        entry = Entry(AuditEvent.SIGN_IN_FAILED, tenant, now, "unknown", "", (Detail("how", how),))
        with tenant_scope(tenant), transaction.atomic():
            record(entry)


def forget_visits(now: Millis) -> None:
    """Remove sessions that are over and links past their time: who signed in when is the log's to tell."""
    Session.objects.filter(expire_date__lt=to_datetime(now)).delete()
    SetupLink.objects.filter(expires_at__lt=now).delete()


def sign_out(users: Collection[str]) -> int:
    """End every visit of these accounts, in the caller's transaction; return how many there were."""
    gone = [
        row.session_key
        for row in Session.objects.iterator()
        if str(row.get_decoded().get(SESSION_KEY, "")) in set(users)
    ]
    return Session.objects.filter(session_key__in=gone).delete()[0]


def enrol_known_totp(user: User, secret: str, *, demo: bool) -> None:
    """Give an account a TOTP secret that others know; raise `DemoOnlyError` outside a demo."""
    if not demo:
        raise DemoOnlyError("a second factor that others know is no second factor")
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": get_adapter().encrypt(secret)}}
    )


def seal_factors_anew(old: str, new: str) -> int:
    """Seal every second factor under another web secret, in the caller's transaction; return how many.

    Raises `SecondFactorError` for one that opens with neither.
    """
    rows = list(Authenticator.objects.select_for_update().order_by("pk"))
    for row in rows:
        for name in ("secret", "seed"):
            if name in row.data:
                row.data[name] = sealed_anew(row.data[name], old, new)
        row.save(update_fields=["data"])
    return len(rows)


def spend_code(factor: Authenticator, code: str) -> bool:
    """Take a TOTP code as used, for all processes; False for one that is wrong or was used before.

    Codes of the periods that still count are remembered with the factor (RFC 6238, 5.2: the second
    attempt of a code is refused); a cache of one process knows nothing of the others.
    """
    secret = get_adapter().decrypt(factor.data["secret"])
    counting = set(yield_hotp_counters_from_time())
    step = next((each for each in sorted(counting) if _is_code(secret, each, code.strip())), None)
    if step is None:
        return False
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(id=factor.pk).first()
        used = set() if row is None else {*row.data.get(_USED, ())}
        if row is None or step in used:
            return False
        row.data = {**row.data, _USED: sorted(used & counting | {step})}
        row.save(update_fields=["data"])
    return True


def _is_code(secret: str, step: int, code: str) -> bool:
    return bool(compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
