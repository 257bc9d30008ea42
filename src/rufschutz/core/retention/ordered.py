"""What an order to delete a whole call reaches, and what keeps it from being deleted.

Reads only. Sound, messages, numbers, receipt and the call's own page are reached; the evidence of
consent stays by its own rule, without a number. What a hold covers is named and never reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.audit import access
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Receipt
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.locks import protecting
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.due import CALLBACK_NUMBER, MATTER, NO_BLOB, Doomed, Shelf
from rufschutz.core.retention.withdrawable import STORED
from rufschutz.domain.hold.erasure import ErasureAnswer, Reason, answer
from rufschutz.domain.hold.hold import Kind
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KindId, RuleId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDER: Final = (Shelf.RECORDINGS, Shelf.CALLBACK_NUMBERS, Shelf.MATTERS, Shelf.RECEIPTS, Shelf.CALLS)
"""What is reached, in the order in which it dies: sound first, then what tells of it."""


class KeptError(CoreError):
    """A hold, a duty to keep or a restriction stands against it; the message names each."""

    advice = "See the holds of the call; it can be deleted once the last of them has ended."


class NotOverError(CoreError):
    """The call has not ended: what it leaves behind is not all there yet."""

    advice = "Order it when the call is over; the caller can press the star key now."


def reached(call: CallId, now: Millis, *, receipt: bool = True) -> Mapping[Shelf, tuple[Doomed, ...]]:
    """Return what there is of a call, as due now whatever date it had, in the tenant's scope.

    ``receipt``: False where who called still looks at it. Raises `NotFound` and `NotOverError`.
    """
    row = Call.objects.filter(id=call).first()
    if row is None:
        raise access.NotFound("there is no such call")
    if row.ended_at is None:
        raise NotOverError("the call is still running")
    matters = list(Matter.objects.filter(call=call).order_by("id"))
    sounds = Recording.objects.filter(call=call, state__in=STORED).order_by("started_at", "id")
    receipts = Receipt.objects.filter(call=call).order_by("id") if receipt else ()
    return {
        Shelf.RECORDINGS: tuple(
            _thing(sound.id, call, sound.kind, sound.rule, now, sound.blob) for sound in sounds
        ),
        Shelf.CALLBACK_NUMBERS: tuple(
            _thing(matter.id, call, CALLBACK_NUMBER, matter.number_rule, now)
            for matter in matters
            if matter.number_sealed is not None
        ),
        Shelf.MATTERS: tuple(_thing(matter.id, call, MATTER, matter.rule, now) for matter in matters),
        Shelf.RECEIPTS: tuple(_thing(each.id, call, each.kind, each.rule, now) for each in receipts),
        Shelf.CALLS: (_thing(row.id, call, row.kind, row.rule, now),),
    }


def count(call: CallId, now: Millis, *, receipt: bool = True) -> int:
    """Return how many things an order reaches now; raise as `reached`."""
    return sum(len(things) for things in reached(call, now, receipt=receipt).values())


def require_free(call: CallId) -> None:
    """Raise `KeptError` where a hold of any kind stands, a restriction included (Art. 18(2) GDPR)."""
    rows = protecting().filter(call=call).order_by("ends_at", "id")
    if found := [row.kind for row in rows]:
        raise KeptError(f"the call is kept: {', '.join(kind.replace('_', ' ') for kind in found)}")


def answer_to(call: CallId) -> ErasureAnswer:
    """Return what an erasure its data subject asks for meets with; their own restriction is none of it."""
    rows = protecting().filter(call=call).exclude(kind=Kind.RESTRICTION.value)
    return answer([Reason(Kind(row.kind), row.article, Millis(row.ends_at)) for row in rows])


def _thing(name: str, call: CallId, kind: str, rule: str, now: Millis, blob: str = NO_BLOB) -> Doomed:
    return Doomed(ArtefactId(name), call, KindId(kind), RuleId(rule), now, BlobId(blob))
