"""Who gets data for a purpose, and what leaves the European Economic Area.

Decides whether a transfer has a basis: an adequacy decision (Art. 45 GDPR) or safeguards
(Art. 46) with a dated assessment. Art. 49 is no basis for what happens regularly. Which
countries are adequate is data of the policy, never code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import is_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

EEA: Final = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""Members of the European Economic Area, ISO 3166-1 alpha-2."""

_COUNTRY_LETTERS = 2


class TransferBasis(StrEnum):
    """The article that a transfer rests on."""

    ADEQUACY = "45"
    SAFEGUARDS = "46"
    DEROGATION = "49"


class RecipientRole(StrEnum):
    """What a recipient is: works on instructions, decides itself, or is an authority."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient (Art. 4(9) GDPR): its name, its role, its country (ISO 3166-1 alpha-2)."""

    name: str
    role: str
    country: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data that leaves the EEA: to whom, where to, on which article, assessed on which day (ISO 8601)."""

    recipient: str
    country: str
    basis: str
    assessed: str


def faults_of_recipients(
    recipients: tuple[Recipient, ...], transfers: tuple[Transfer, ...], adequate: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, with the path behind the purpose; ``adequate``: countries with a decision."""
    covered = {(transfer.recipient, transfer.country) for transfer in transfers}
    for recipient in recipients:
        path = f"recipients.{recipient.name or '?'}"
        if not recipient.name.strip():
            yield path, "has no name"
        if recipient.role not in set(RecipientRole):
            yield f"{path}.role", f"{recipient.role!r} is none of {', '.join(RecipientRole)}"
        if not _is_country(recipient.country):
            yield f"{path}.country", f"{recipient.country!r} is no country; write two letters such as DE"
        elif recipient.country not in EEA and (recipient.name, recipient.country) not in covered:
            yield f"{path}.country", f"{recipient.country} is outside the EEA: name a transfer and its basis"
    names = {recipient.name for recipient in recipients}
    for transfer in transfers:
        yield from _faults_of_transfer(transfer, names, adequate)


def _faults_of_transfer(
    transfer: Transfer, names: set[str], adequate: Collection[str]
) -> Iterator[tuple[str, str]]:
    path = f"transfers.{transfer.recipient or '?'}"
    if transfer.recipient not in names:
        yield f"{path}.recipient", "is no recipient of this purpose"
    if not _is_country(transfer.country):
        yield f"{path}.country", f"{transfer.country!r} is no country; write two letters such as US"
    elif transfer.country in EEA:
        yield f"{path}.country", f"{transfer.country} is in the EEA: that is no transfer"
    match transfer.basis:
        case TransferBasis.ADEQUACY if transfer.country not in adequate:
            yield f"{path}.basis", f"no adequacy decision (Art. 45) is known for {transfer.country}"
        case TransferBasis.ADEQUACY | TransferBasis.SAFEGUARDS:
            pass
        case TransferBasis.DEROGATION:
            yield f"{path}.basis", "Art. 49 is for single cases and no basis for regular operation"
        case _:
            yield f"{path}.basis", f"{transfer.basis!r} is no basis; a transfer needs Art. 45 or 46"
    if not is_day(transfer.assessed):
        yield f"{path}.assessed", "needs the day of its assessment, such as 2027-01-31"


def _is_country(code: str) -> bool:
    return len(code) == _COUNTRY_LETTERS and code.isascii() and code.isalpha() and code.isupper()
