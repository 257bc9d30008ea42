"""Sending a receipt: to whom, by whom, and with which words.

Decides that before anything leaves, for whichever connector comes: only to an address that the
caller gave and confirmed in this call, only by a carrier that stands at the purpose as its recipient,
and with code and link alone (Art. 5(1)(c), 30(1)(d) GDPR). It must never name the caller, the
controller or what the call was about: whoever else reads a mailbox learns nothing of it (§ 203 StGB).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from rufschutz.domain.call.commands import Language
from rufschutz.domain.errors import DomainError
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.numbers import e164
from rufschutz.domain.purposes.purpose import Words
from rufschutz.domain.purposes.recipients import faults_of_recipients

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.purposes.purpose import Purpose
    from rufschutz.domain.purposes.recipients import Recipient

PURPOSE: Final = PurposeId("receipt")
SUBJECT: Final = Words("Ihre Belegnummer", "Your receipt number")
_PAGES: Final = {Language.DE: "/beleg", Language.EN: "/en/beleg"}
_CODE: Final = re.compile("[0-9]{9}")
_MAIL: Final = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class AddressFrom(StrEnum):
    """Where an address comes from."""

    CALLER = "caller"
    CALLER_ID = "caller_id"
    RECORD = "record"


class DispatchRefusedError(DomainError):
    """A receipt that may not be sent so."""

    advice = "Read the code out in the call; it needs no address and no carrier."


@dataclass(frozen=True, slots=True)
class GivenAddress:
    """An e-mail address or a number (E.164); ``confirmed``: read back in this call and agreed to."""

    address: str
    origin: AddressFrom
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message as it may leave: to whom, by which recipient of the purpose, with which words."""

    to: str
    by: Recipient
    subject: str
    body: str


def dispatch(
    given: GivenAddress,
    by: Recipient,
    purpose: Purpose,
    adequate: Collection[str],
    code: str,
    origin: str,
    language: Language,
) -> Dispatch:
    """Return the message; raise `DispatchRefusedError`.

    ``adequate``: countries with a decision of Art. 45 GDPR. ``code``: nine digits. ``origin``: where the
    public pages are, such as ``https://example.org``; a path, a query or a name in it is refused.
    """
    _require_given(given)
    _require_carrier(by, purpose, adequate)
    if _CODE.fullmatch(code) is None:
        raise DispatchRefusedError("a receipt code has nine digits")
    groups = " ".join(code[at : at + 3] for at in range(0, len(code), 3))
    german = language is Language.DE
    subject = SUBJECT.de if german else SUBJECT.en
    return Dispatch(given.address, by, subject, f"{subject}: {groups}\n{_page(origin)}{_PAGES[language]}\n")


def _require_given(given: GivenAddress) -> None:
    if given.origin is not AddressFrom.CALLER or not given.confirmed:
        raise DispatchRefusedError("the caller did not give this address for it, or did not confirm it")
    if _MAIL.fullmatch(given.address) is None and e164(given.address) != given.address:
        raise DispatchRefusedError("this is neither an e-mail address nor a complete number")


def _require_carrier(by: Recipient, purpose: Purpose, adequate: Collection[str]) -> None:
    if purpose.id != PURPOSE or by not in purpose.recipients:
        raise DispatchRefusedError("the purpose of receipts does not name this recipient")
    if any(faults_of_recipients(purpose.recipients, purpose.transfers, adequate)):
        raise DispatchRefusedError("a recipient of this purpose is outside the EEA without a basis")


def _page(origin: str) -> str:
    found = urlsplit(origin)
    if found.scheme != "https" or not found.hostname or origin != f"https://{found.hostname}":
        raise DispatchRefusedError("the link is the address of the public pages and nothing else")
    return origin
