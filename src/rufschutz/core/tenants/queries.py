"""Reading controllers and lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.tenants.choices import LineChoices
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.domain.ids import LineId, TenantId

if TYPE_CHECKING:
    import datetime as dt


class UnknownTenantError(CoreError):
    """There is no such controller or line here."""

    advice = "See `rufschutz check` for the tenants and lines of this installation."


@dataclass(frozen=True, slots=True)
class Controller:
    """A controller as callers hear it and as its people see it. ``profile``: P, O, C or S."""

    id: TenantId
    full_name: str
    short_name: str
    address: str
    zone: str
    language: str
    profile: str
    dpo_contact: str
    authority: str
    url: str

    @property
    def tzinfo(self) -> dt.tzinfo:
        """The zone in which its days end."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class LineCard:
    """A line: the user part of its SIP address, its name, who may send calls, what it does its own way."""

    id: LineId
    tenant: TenantId
    user_part: str
    name: str
    allowed_peers: tuple[str, ...]
    active: bool
    choices: LineChoices = field(default_factory=LineChoices)


def tenant_ids() -> tuple[TenantId, ...]:
    """Return all controllers of the installation, oldest first."""
    return tuple(
        TenantId(name) for name in Tenant.objects.order_by("created_at").values_list("id", flat=True)
    )


def controller(tenant: TenantId) -> Controller:
    """Return a controller; raise `UnknownTenantError`."""
    row = Tenant.objects.filter(id=tenant).first()
    if row is None:
        raise UnknownTenantError("there is no such controller here")
    return Controller(
        TenantId(row.id),
        row.full_name,
        row.short_name,
        row.address,
        row.zone,
        row.language,
        row.profile,
        row.dpo_contact,
        row.authority,
        row.url,
    )


def lines(tenant: TenantId) -> tuple[LineCard, ...]:
    """Return a controller's lines by user part."""
    with tenant_scope(tenant):
        return tuple(_card(row) for row in Line.objects.order_by("user_part"))


def line(tenant: TenantId, name: LineId) -> LineCard:
    """Return one line of a controller; raise `UnknownTenantError`."""
    with tenant_scope(tenant):
        row = Line.objects.filter(id=name).first()
    if row is None:
        raise UnknownTenantError("there is no such line here")
    return _card(row)


def _card(row: Line) -> LineCard:
    return LineCard(
        LineId(row.id), TenantId(row.tenant_id), row.user_part, row.name, tuple(row.allowed_peers), row.active
    )
