"""What a hold on a call reaches: every thing that tells of it, counted before anybody decides.

Reads only. Sound and number, messages, consents, receipt and the call's own page alike: a hold that
left one of them out would let it be deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import ConsentEvent, Receipt
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import SOUNDING, Recording, State

if TYPE_CHECKING:
    from rufschutz.domain.ids import CallId


@dataclass(frozen=True, slots=True)
class Covered:
    """How many things of each kind a hold reaches."""

    calls: int
    sounds: int
    matters: int
    numbers: int
    consents: int
    receipts: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.calls + self.sounds + self.matters + self.numbers + self.consents + self.receipts


def covered(call: CallId) -> Covered:
    """Return what there is of a call now, in the tenant's scope."""
    matters = Matter.objects.filter(call=call)
    return Covered(
        calls=Call.objects.filter(id=call).count(),
        sounds=Recording.objects.filter(call=call, state__in=(*SOUNDING, State.OPEN)).count(),
        matters=matters.count(),
        numbers=matters.exclude(number_sealed=None).count(),
        consents=ConsentEvent.objects.filter(call=call).count(),
        receipts=Receipt.objects.filter(call=call).count(),
    )
