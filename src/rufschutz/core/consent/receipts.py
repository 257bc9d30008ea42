"""What a receipt shows and can do, for whoever holds its code and second factor.

It shows kinds and dates: never content, name, number, specialty, other calls. It withdraws
and deletes recordings at once; everything else becomes a request to a person. `find` (in
`actions.receipts`) is the only way to a `Found`, and counts every try.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit.access import NotFound
from rufschutz.core.backup.horizon import gone_at
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.actions.receipts import find, issue
from rufschutz.core.consent.models import Consent, ConsentEvent, Receipt
from rufschutz.core.consent.second import CalledFrom, Found, OnDay, Unknown
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.locks import kept
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import SOUNDING, Recording
from rufschutz.core.retention.actions import Withdrawn, withdraw_unattended
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.withdrawal import Method, NothingToWithdraw
from rufschutz.domain.ids import ArtefactId, KindId, PurposeId
from rufschutz.domain.moments import Millis, moment
from rufschutz.domain.retention.due import Lifetime
from rufschutz.domain.retention.erasure import ErasureState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions import Place

__all__ = [
    "CalledFrom",
    "Found",
    "OnDay",
    "ReceiptView",
    "SecondStepError",
    "ShownConsent",
    "ShownThing",
    "Unknown",
    "erase_recording",
    "find",
    "issue",
    "second_step",
    "show",
    "withdraw",
]

BACKUP = KindId("backup_keys")
CALLBACK_NUMBER = KindId("callback_number")
MATTER = KindId("matter")
STEP = 600_000
"""How long (ms) the second step stays open; twice that at most."""


class SecondStepError(CoreError):
    """The second step of a deletion did not come, or came too late."""

    advice = "Confirm the deletion once more."


@dataclass(frozen=True, slots=True)
class ShownThing:
    """One thing that the call left behind. ``length`` in ms of sound, None where it is no sound.

    ``due_at``: the longest date; ``erased_at``: gone since then, ``proven``: its absence was read
    back and is in the log. ``id`` names its certificate.
    """

    id: ArtefactId
    kind: KindId
    purpose: PurposeId | None
    length: int | None
    due_at: Millis | None
    erased_at: Millis | None = None
    proven: bool = False


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """What was answered to the question for a purpose, and when it came to that."""

    purpose: PurposeId
    state: ConsentState
    at: Millis


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What the holder sees. ``began_at``: day and time of the call, None once the call itself is gone.

    ``backups_gone_at``: when no backup can show any of it any more; None where there are none.
    ``until``: when the receipt itself ends. ``kept_until``: a hold keeps what there is until then at the
    latest (ms UTC); ``kept`` without it: one keeps it, and why and how long is not told (Art. 23 GDPR).
    """

    began_at: Millis | None
    day: str
    things: tuple[ShownThing, ...]
    consents: tuple[ShownConsent, ...]
    backups_gone_at: Millis | None
    until: Millis
    kept: bool = False
    kept_until: Millis | None = None

    @property
    def sounding(self) -> bool:
        """Whether sound of the call is still stored."""
        return any(thing.length is not None and thing.erased_at is None for thing in self.things)


def show(found: Found, rules: Rules) -> ReceiptView:
    """Return what is stored of the call, and what was; raise `NotFound` where the receipt ended meanwhile."""
    with tenant_scope(found.tenant):
        row = Receipt.objects.filter(id=found.receipt).first()
        if row is None:
            raise NotFound("this receipt has ended")
        began = Call.objects.filter(id=found.call).values_list("started_at", flat=True).first()
        things = tuple(_things(found))
        consents = tuple(_consents(found))
        safe = kept(found.call)
    return ReceiptView(
        began_at=None if began is None else Millis(began),
        day=row.day,
        things=things,
        consents=consents,
        backups_gone_at=_backups_gone(things, rules) if safe is None else None,
        until=Millis(row.due_at),
        kept=safe is not None,
        kept_until=safe.until if safe is not None and safe.told else None,
    )


def withdraw(
    found: Found, purposes: Collection[PurposeId] | None, keys: Keys, place: Place, now: Millis
) -> Withdrawn:
    """End consents of the call, all where ``purposes`` is None; a second time it changes nothing.

    Raises `CallStillRunning`; then nothing has changed.
    """
    try:
        return withdraw_unattended(found.tenant, found.call, purposes, Method.RECEIPT, keys, place, now)
    except (NotFound, NothingToWithdraw):
        return Withdrawn(found.call, entered=False, gone=())


def second_step(found: Found, keys: Keys, now: Millis) -> str:
    """Return what the page hands back with the second step of a deletion: 64 hex digits, for this receipt."""
    return _step(found, keys, now // STEP)


def erase_recording(found: Found, step: str, keys: Keys, place: Place, now: Millis) -> Withdrawn:
    """Delete every sound of the call for good, and with it every consent it rested on.

    ``step``: what `second_step` gave out in the last ten minutes; raises `SecondStepError` without it.
    """
    steps = [_step(found, keys, bucket) for bucket in (now // STEP, now // STEP - 1)]
    if not any(hmac.compare_digest(step.encode(), good.encode()) for good in steps):
        raise SecondStepError("the deletion was not confirmed in time")
    return withdraw(found, None, keys, place, now)


def _step(found: Found, keys: Keys, bucket: int) -> str:
    return keys.receipt_index(found.tenant, f"erase {found.receipt} {bucket}")


def _things(found: Found) -> Iterator[ShownThing]:
    """Yield what lives, then what is gone, each once."""
    erased = Erasure.objects.filter(call=found.call).order_by("destroyed_at", "id")
    gone = [_gone(row) for row in erased]
    dead = {(thing.id, thing.kind) for thing in gone}
    yield from (thing for thing in _living(found) if (thing.id, thing.kind) not in dead)
    lengths = dict(Recording.objects.filter(call=found.call).values_list("id", "length"))
    for thing in gone:
        yield thing if thing.id not in lengths else _with_length(thing, lengths[thing.id])


def _living(found: Found) -> Iterator[ShownThing]:
    for sound in Recording.objects.filter(call=found.call).order_by("started_at", "id"):
        purpose, due = PurposeId(sound.purpose), moment(sound.due_at)
        yield ShownThing(ArtefactId(sound.id), KindId(sound.kind), purpose, sound.length, due)
    sounding = [sound.due_at for sound in Recording.objects.filter(call=found.call, state__in=SOUNDING)]
    for matter in Matter.objects.filter(call=found.call).order_by("confirmed_at", "id"):
        yield ShownThing(ArtefactId(matter.id), MATTER, None, None, moment(_goes(matter, sounding)))
        if matter.number_mask:
            due = moment(matter.number_due_at)
            yield ShownThing(ArtefactId(matter.id), CALLBACK_NUMBER, None, None, due)
    for call in Call.objects.filter(id=found.call):
        yield ShownThing(ArtefactId(call.id), KindId(call.kind), None, None, moment(call.due_at))
    for event in ConsentEvent.objects.filter(call=found.call).order_by("at", "position"):
        purpose, due = PurposeId(event.purpose), moment(event.due_at)
        yield ShownThing(ArtefactId(event.id), KindId(event.kind), purpose, None, due)


def _goes(matter: Matter, sounding: Sequence[int | None]) -> int | None:
    """Return when a matter goes: what a message is about goes with the last sound of its call at the latest.

    It is kept to work on the message (kind ``matter``): without the sound and without a number there
    is nothing to work on (Art. 5(1)(e) GDPR).
    """
    ends = [end for end in sounding if end is not None]
    if matter.number_rule or matter.due_at is None or not ends:
        return matter.due_at
    return min(matter.due_at, max(ends))


def _gone(row: Erasure) -> ShownThing:
    return ShownThing(
        id=ArtefactId(row.artefact),
        kind=KindId(row.kind),
        purpose=None,
        length=None,
        due_at=None,
        erased_at=Millis(row.destroyed_at),
        proven=row.state == ErasureState.LOGGED,
    )


def _with_length(thing: ShownThing, length: int) -> ShownThing:
    return ShownThing(thing.id, thing.kind, None, length, None, thing.erased_at, thing.proven)


def _consents(found: Found) -> Iterator[ShownConsent]:
    for row in Consent.objects.filter(call=found.call).order_by("at", "id"):
        yield ShownConsent(PurposeId(row.purpose), ConsentState(row.state), Millis(row.at))


def _backups_gone(things: tuple[ShownThing, ...], rules: Rules) -> Millis | None:
    """Return when the keys of the last backup that could show any of it are gone, None where none is made."""
    ends = [thing.erased_at or thing.due_at for thing in things]
    known = [end for end in ends if end is not None]
    if not known or not rules.policy.has(BACKUP):
        return None
    return gone_at(max(known), rules.due(BACKUP, Lifetime(collected=max(known))).at)
