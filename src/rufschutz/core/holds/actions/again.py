"""Holds and restrictions that a restore lost: set again before anybody can open or delete what they cover.

A restriction stands again as it did. Of any other hold that is lost the words are lost: what it covers
is kept for a fortnight, or until the end that two persons gave it, in which a person enters it anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.actions import locked
from rufschutz.core.audit.actions import hold_log
from rufschutz.core.backup.actions.reapplying import reapplies
from rufschutz.core.backup.tombstones import What
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.actions.keys import close_to_others, open_for_claims
from rufschutz.core.holds.actions.rows import locked_row, pure, tell
from rufschutz.core.holds.actions.settling import end
from rufschutz.core.holds.covered import covered
from rufschutz.core.holds.models import Hold
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.hold import LONGEST, PROTECTING, Kind, State
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.core.backup.actions.reapplying import Hand
    from rufschutz.domain.restore.tombstones import Stone

FORTNIGHT: Final = 14 * DAY
AGAIN: Final = "Nach einer Wiederherstellung erneut gesetzt"
ENTER: Final = "Hier bestand vor einer Wiederherstellung eine Sperre: bitte neu eintragen oder aufheben"


@reapplies(What.RESTRICTED)
def restrict_again(stone: Stone, hand: Hand) -> None:
    """Restrict calls again: nothing but the wrap for legal claims stays."""
    ends = Millis(max(stone.at + LONGEST[Kind.RESTRICTION], hand.now + FORTNIGHT))
    for call in _unknown(stone):
        with transaction.atomic():
            hold_log(stone.tenant)
            _hold(stone, call, Kind.RESTRICTION, AGAIN, ends)
            open_for_claims(hand.keys, call, hand.now)
            close_to_others(call)


@reapplies(What.HELD)
def hold_again(stone: Stone, hand: Hand) -> None:
    """Keep what was held for a fortnight."""
    for call in _unknown(stone):
        with transaction.atomic():
            hold_log(stone.tenant)
            _hold(stone, call, Kind.OPEN_REQUEST, ENTER, Millis(hand.now + FORTNIGHT))
            open_for_claims(hand.keys, call, hand.now)


@reapplies(What.HOLD_KEPT)
def keep_again(stone: Stone, hand: Hand) -> None:
    """Let holds stand as two persons left them: confirmed, until the later of both ends."""
    ends = Millis(int(stone.detail))
    for name in Hold.objects.filter(id__in=stone.names).values_list("id", flat=True):
        with locked(stone.tenant):
            row = locked_row(name)
            before = pure(row)
            if before.state in PROTECTING and (before.state is State.PROVISIONAL or ends > before.ends_at):
                row.state, row.ends_at = State.CONFIRMED.value, max(before.ends_at, ends)
                row.confirmed_by = row.confirmed_by or "core"
                row.confirmed_at = row.confirmed_at or stone.at
                row.save(update_fields=["state", "ends_at", "confirmed_by", "confirmed_at"])
                tell(row, AuditEvent.ARTEFACT_HELD, "restore", hand.now)


@reapplies(What.HOLD_ENDED)
def end_again(stone: Stone, hand: Hand) -> None:
    """End holds that ended: what they kept past its time dies with them."""
    for name in Hold.objects.filter(id__in=stone.names).values_list("id", flat=True):
        with locked(stone.tenant):
            row = locked_row(name)
            before = pure(row)
            if before.state in PROTECTING:
                lifting = before.kind is Kind.RESTRICTION
                done = replace(before, state=State.LIFTING if lifting else State.RELEASED)
                end(row, done, _ENDS[done.state], "restore", hand.now)


def _unknown(stone: Stone) -> list[CallId]:
    """Return the calls that are there, unless the hold itself is."""
    if Hold.objects.filter(id=stone.detail).exists():
        return []
    return [CallId(name) for name in Call.objects.filter(id__in=stone.names).values_list("id", flat=True)]


_ENDS: Final = {
    State.LIFTING: AuditEvent.RESTRICTION_LIFTED,
    State.RELEASED: AuditEvent.HOLD_RELEASED,
}


def _hold(stone: Stone, call: CallId, kind: Kind, reason: str, ends: Millis) -> None:
    Hold.objects.create(
        id=stone.detail or new_id(),
        tenant_id=stone.tenant,
        call=call,
        kind=kind.value,
        state=State.CONFIRMED.value,
        reason=reason,
        untold=reason,
        covered=covered(call).total,
        asked="restore",
        placed_at=stone.at,
        ends_at=ends,
        confirmed_by="core",
    )
