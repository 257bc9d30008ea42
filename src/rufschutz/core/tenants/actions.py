"""Setting up controllers and their lines.

What is there already is left as it is, so that a killed set-up can be repeated.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.tenants.models import Line, LineText, Tenant
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.tenants.queries import Controller, LineCard
    from rufschutz.domain.ids import LineId, TenantId
    from rufschutz.domain.moments import Millis

WRITTEN_MOST = 200
"""Signs of an address or a contact in writing."""

_USER_PART = re.compile(r"[A-Za-z0-9+._-]{1,64}")


class LineError(CoreError):
    """A line or controller that cannot be set up so."""

    advice = "Correct the named value and run the command again."


def create_tenant(controller: Controller, now: Millis) -> None:
    """Set up a controller; one that is there stays as it is. Raises `LineError` for an unknown zone."""
    try:
        ZoneInfo(controller.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise LineError(f"{controller.zone!r} is no time zone") from error
    Tenant.objects.get_or_create(
        id=controller.id,
        defaults={
            "full_name": controller.full_name,
            "short_name": controller.short_name,
            "address": controller.address,
            "zone": controller.zone,
            "language": controller.language,
            "profile": controller.profile,
            "dpo_contact": controller.dpo_contact,
            "authority": controller.authority,
            "url": controller.url,
            "address_written": controller.address_written,
            "dpo_written": controller.dpo_written,
            "created_at": now,
        },
    )


def create_line(
    tenant: TenantId, line: LineId, user_part: str, name: str, peers: tuple[str, ...], now: Millis
) -> LineCard:
    """Set up a line and return it; one that is there stays as it is.

    ``peers``: addresses or networks that may send calls. Raises `LineError` for a user
    part that is taken or cannot be one, and for a peer that is no address.
    """
    if _USER_PART.fullmatch(user_part) is None:
        raise LineError(f"{user_part!r} cannot be the user part of a SIP address")
    _require_networks(peers)
    if _taken(user_part, line):
        raise LineError(f"there is a line {user_part!r} already")
    with tenant_scope(tenant), transaction.atomic():
        _, created = Line.objects.get_or_create(
            id=line,
            defaults={
                "tenant_id": tenant,
                "user_part": user_part,
                "name": name,
                "allowed_peers": list(peers),
                "created_at": now,
            },
        )
        if created:
            details = (Detail("change", "created"),)
            record(Entry(AuditEvent.LINE_CHANGED, tenant, now, "setup", line, details))
    return line_card(tenant, line)


def _taken(user_part: str, line: LineId) -> bool:
    """Say whether another line has it: a user part is one line of the whole installation."""
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            if Line.objects.filter(user_part=user_part).exclude(id=line).exists():
                return True
    return False


def change_line(
    tenant: TenantId, line: LineId, change: Callable[[LineCard], LineCard], actor: str, now: Millis
) -> LineCard:
    """Write what ``change`` makes of a line's name, peers and choices, and return the line as it is then.

    It is given the line as it stands under a lock, so that of two changes at once neither is lost.
    What changed, not the words themselves, is logged. Raises `LineError` for a peer that is no
    address, `UnknownTenantError` for a line that is not there. Whether the choices can be spoken is
    decided by the plan that is compiled from them.
    """
    with tenant_scope(tenant), transaction.atomic():
        Line.objects.select_for_update().filter(id=line).first()
        before = line_card(tenant, line)
        card = change(before)
        _require_networks(card.allowed_peers)
        if changes := _changes(before, card):
            _write(card, changes, actor, now)
    return card


def write_contacts(
    tenant: TenantId, line: LineId, address: str | None, officer: str | None, actor: str, now: Millis
) -> None:
    """Set what stands on pages and paper for a controller's address and officer; None leaves one as it is.

    '' lets it follow from what is spoken. ``line``: under which the change is logged, without the words.
    Raises `LineError` for more than a line of text.
    """
    wanted = {"address_written": address, "dpo_written": officer}
    given = {name: value.strip() for name, value in wanted.items() if value is not None}
    for value in given.values():
        if not (value.isprintable() and len(value) <= WRITTEN_MOST):
            raise LineError(f"what is shown in writing is one line of at most {WRITTEN_MOST} signs")
    with tenant_scope(tenant), transaction.atomic():
        Tenant.objects.filter(id=tenant).update(**given)
        for name in given:
            record(Entry(AuditEvent.LINE_CHANGED, tenant, now, actor, line, (Detail("change", name),)))


def _write(card: LineCard, changes: list[tuple[str, str]], actor: str, now: Millis) -> None:
    choices = card.choices
    Line.objects.filter(id=card.id).update(
        name=card.name,
        allowed_peers=list(card.allowed_peers),
        opening=choices.opening.value,
        reasons=None if choices.reasons is None else list(choices.reasons),
    )
    LineText.objects.filter(line=card.id).delete()
    LineText.objects.bulk_create(
        LineText(id=new_id(), tenant_id=card.tenant, line=card.id, text=text, language=language, words=words)
        for text, languages in choices.texts.items()
        for language, words in languages.items()
    )
    for change, value in changes:
        details = (Detail("change", change), Detail("to", value))
        record(Entry(AuditEvent.LINE_CHANGED, card.tenant, now, actor, card.id, details))


def _changes(before: LineCard, after: LineCard) -> list[tuple[str, str]]:
    """Return what a change of a line does, in the words of the log."""
    was, wanted = before.choices, after.choices
    found = []
    if before.name != after.name:
        found.append(("name", after.name))
    if before.allowed_peers != after.allowed_peers:
        found.append(("peers", " ".join(after.allowed_peers)))
    if was.opening is not wanted.opening:
        found.append(("opening", wanted.opening.value))
    if was.reasons != wanted.reasons:
        found.append(("reasons", "all" if wanted.reasons is None else " ".join(wanted.reasons)))
    changed = (
        text
        for text in sorted(was.texts.keys() | wanted.texts.keys())
        if was.texts.get(text) != wanted.texts.get(text)
    )
    return found + [("text", text if text in wanted.texts else f"{text} reset") for text in changed]


def _require_networks(peers: tuple[str, ...]) -> None:
    for peer in peers:
        try:
            ipaddress.ip_network(peer, strict=False)
        except ValueError as error:
            raise LineError(f"{peer!r} is no address or network") from error
