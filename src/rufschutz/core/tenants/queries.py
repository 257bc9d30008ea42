"""Reading controllers and lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.core.tenants.models import Line, LineText, Tenant
from rufschutz.domain import dictation
from rufschutz.domain.ids import LineId, TenantId
from rufschutz.domain.numbers import e164

if TYPE_CHECKING:
    import datetime as dt


class UnknownTenantError(CoreError):
    """There is no such controller or line here."""

    advice = "See `rufschutz check` for the tenants and lines of this installation."


@dataclass(frozen=True, slots=True)
class Controller:
    """A controller as callers hear it and as its people see it. ``profile``: P, O, C or S.

    ``address``, ``dpo_contact``, ``authority`` and ``url`` are spoken; on pages and paper stand
    `postal`, `officer` and `supervision`. ``address_written``, ``dpo_written``: '' where they follow.
    """

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
    address_written: str = ""
    dpo_written: str = ""

    @property
    def postal(self) -> str:
        """The postal address in writing."""
        return self.address_written or dictation.postal(self.address)

    @property
    def officer(self) -> str:
        """How the data protection officer is reached, in writing."""
        return self.dpo_written or dictation.contact(self.dpo_contact)

    @property
    def supervision(self) -> str:
        """The supervisory authority, in writing."""
        return dictation.contact(self.authority)

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
        row.address_written,
        row.dpo_written,
    )


def lines(tenant: TenantId) -> tuple[LineCard, ...]:
    """Return a controller's lines by user part."""
    with tenant_scope(tenant):
        return tuple(_card(row, _texts(row.id)) for row in Line.objects.order_by("user_part"))


def line(tenant: TenantId, name: LineId) -> LineCard:
    """Return one line of a controller; raise `UnknownTenantError`."""
    with tenant_scope(tenant):
        row = Line.objects.filter(id=name).first()
        if row is None:
            raise UnknownTenantError("there is no such line here")
        return _card(row, _texts(row.id))


def require_line(tenant: TenantId, name: LineId) -> None:
    """Raise `UnknownTenantError` for a line that is not the controller's; nothing else of it is read."""
    with tenant_scope(tenant):
        if not Line.objects.filter(id=name).exists():
            raise UnknownTenantError("there is no such line here")


def line_called(user_part: str) -> LineCard:
    """Return the line of this installation with a user part; raise `UnknownTenantError`."""
    for tenant in tenant_ids():
        for card in lines(tenant):
            if card.user_part == user_part:
                return card
    raise UnknownTenantError(f"there is no line {user_part!r}", advice="See: rufschutz lines list")


def line_named(typed: str) -> LineCard | None:
    """Return the line that somebody outside means, None where that cannot be told.

    ``typed``: its user part in any case (the last word of its privacy page), or the number that was
    dialled, where lines are called by number. '' means the only line of the installation.
    """
    every = [card for tenant in tenant_ids() for card in lines(tenant)]
    if not typed:
        return every[0] if len(every) == 1 else None
    number = e164(typed)
    fitting = [card for card in every if card.user_part.casefold() == typed.casefold()]
    fitting = fitting or [card for card in every if number and number in _dialled(card.user_part)]
    return fitting[0] if len(fitting) == 1 else None


def _dialled(user_part: str) -> tuple[str | None, ...]:
    """Return which numbers a user part can be: carriers write them with and without plus."""
    return e164(user_part), e164(f"+{user_part}")


def _texts(line: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in LineText.objects.filter(line=line).order_by("text", "language"):
        found.setdefault(row.text, {})[row.language] = row.words
    return found


def _card(row: Line, texts: dict[str, dict[str, str]]) -> LineCard:
    return LineCard(
        LineId(row.id),
        TenantId(row.tenant_id),
        row.user_part,
        row.name,
        tuple(row.allowed_peers),
        row.active,
        LineChoices(Opening(row.opening), None if row.reasons is None else tuple(row.reasons), texts),
    )
