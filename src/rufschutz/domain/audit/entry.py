"""One entry of the log before it is committed: who did what to which thing, when.

Decides the canonical payload. It must never hold a name, a number or content:
``actor``, ``subject`` and the details are opaque ids, counts and enum values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain import canonical
from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.leaf import Leaf, leaf_of
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.canonical import Json

FORMAT = "rufschutz-audit/1"
_BLOCK = 256


class EntryError(AuditError):
    """A payload that cannot be read back."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A named value of an entry: an id, a count, a yes or no, or a row of ids."""

    name: str
    value: str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its opaque ids. ``actor``: a person's id, or the name of a process.

    ``subject``: the id of the call, artefact, account or file it is about. ``at`` in ms UTC.
    """

    event: AuditEvent
    tenant: TenantId
    at: Millis
    actor: str
    subject: str
    details: tuple[Detail, ...] = ()

    def payload(self) -> bytes:
        """Return the canonical JSON that the leaf commits to."""
        details: dict[str, Json] = {
            detail.name: list(detail.value) if isinstance(detail.value, tuple) else detail.value
            for detail in self.details
        }
        return canonical.dumps(
            {
                "format": FORMAT,
                "event": self.event.value,
                "tenant": self.tenant,
                "at": self.at,
                "actor": self.actor,
                "subject": self.subject,
                "details": details,
            }
        )

    def leaf(self, salt: bytes, index: int) -> Leaf:
        """Return the entry's leaf at ``index`` under a fresh 32-byte ``salt``."""
        return leaf_of(self.event.event_class, self.at, salt, index, self.payload())


def read_entry(payload: bytes) -> Entry:
    """Read a payload back; raise `EntryError` for another format or an unknown event."""
    match canonical.loads(payload):
        case {
            "format": "rufschutz-audit/1",
            "event": str(event),
            "tenant": str(tenant),
            "at": int(at),
            "actor": str(actor),
            "subject": str(subject),
            "details": dict(details),
        }:
            rows = tuple(_detail(name, value) for name, value in details.items())
            return Entry(_event(event), TenantId(tenant), Millis(at), actor, subject, rows)
        case _:
            raise EntryError("the payload is no audit entry of a format known here")


def _event(name: str) -> AuditEvent:
    try:
        return AuditEvent(name)
    except ValueError as error:
        raise EntryError(f"event {name!r} is not known here") from error


def _detail(name: str, value: Json) -> Detail:
    match value:
        case list():
            return Detail(name, tuple(str(item) for item in value))
        case dict():
            raise EntryError(f"detail {name!r} holds an object; only plain values are known here")
        case _:
            return Detail(name, value)


def padded(payload: bytes) -> bytes:
    """Return the payload filled with spaces to a multiple of 256 bytes, so that its length tells nothing."""
    return payload + b" " * (-len(payload) % _BLOCK)


def unpadded(data: bytes) -> bytes:
    """Return the payload without its filling."""
    return data.rstrip(b" ")
