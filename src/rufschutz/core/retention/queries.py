"""What was erased, by which rule, and how far it has come; and what a withdrawal would erase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min

from rufschutz.core.approvals.queries import last_about
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.locks import held_until
from rufschutz.core.retention.due import (
    Shelf,
    due_numbers,
    due_uses,
    numbers_since,
    uses_since,
)
from rufschutz.core.retention.models import UNFINISHED, Erasure
from rufschutz.core.retention.ordered import answer_to, count
from rufschutz.core.retention.shredders import count_on, due_on
from rufschutz.core.retention.withdrawable import withdrawable
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.approval.proposal import State as Asked
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.consent.withdrawal import WithdrawalError
from rufschutz.domain.hold.erasure import Answer
from rufschutz.domain.ids import ArtefactId, BlobId, KindId, RuleId
from rufschutz.domain.moments import Millis, moment
from rufschutz.domain.retention.erasure import ErasureState
from rufschutz.domain.retention.retry import Fault

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId, PurposeId, TenantId


@dataclass(frozen=True, slots=True)
class ErasureView:
    """The end of one artefact. ``simulated``: it happened under a shifted clock, in a demo."""

    artefact: ArtefactId
    kind: KindId
    rule: RuleId
    state: ErasureState
    because: str
    before_storage: bool
    destroyed_at: Millis
    verified_at: Millis | None
    simulated: bool


def erasures(actor: Actor, purpose: PurposeId, now: Millis, limit: int = 100) -> tuple[ErasureView, ...]:
    """Return what was erased last, newest first; raise `AccessDenied` where the role may not see the log."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant):
        rows = Erasure.objects.order_by("-destroyed_at", "id")[:limit]
        return tuple(_view(row) for row in rows)


@dataclass(frozen=True, slots=True)
class WithdrawalOffer:
    """What a withdrawal would end now: consents, so many recordings, ``length`` in ms of sound.

    ``locked_until``: a hold keeps what there is, for legal claims alone, until then at the latest (ms
    UTC). ``purposes``: whose consents end. ``staying``: recordings that stay for another purpose and are
    no longer used for these.
    """

    purposes: tuple[PurposeId, ...]
    recordings: int
    length: int
    staying: int = 0
    locked_until: Millis | None = None

    @property
    def given(self) -> bool:
        """Whether a consent ends."""
        return bool(self.purposes)


def withdrawal_offer(
    actor: Actor, call: CallId, now: Millis, purposes: Collection[PurposeId] | None = None
) -> WithdrawalOffer:
    """Return what would be deleted by a withdrawal for all purposes, or for those named.

    Raises `NotFound`, `AccessDenied`, `CallStillRunning` and `NothingToWithdraw`.
    """
    with tenant_scope(actor.tenant):
        found = withdrawable(actor, call, now, purposes)
        until = held_until(call)
    return WithdrawalOffer(found.given, len(found.recordings), found.length, len(found.uses), until)


def may_withdraw(actor: Actor, call: CallId, now: Millis) -> bool:
    """Say whether a withdrawal should be offered: the right to enter it, sound to delete, the call over."""
    try:
        return withdrawal_offer(actor, call, now).recordings > 0
    except (AccessDenied, WithdrawalError):
        return False


def deletion_offer(actor: Actor, call: CallId, now: Millis) -> int:
    """Return how many things an order to delete a whole call would reach.

    Raises `AccessDenied` where the role may not order it, `NotFound` and `NotOverError`.
    """
    access.require(actor, Action.ASK_DELETION, RIGHTS, now)
    with tenant_scope(actor.tenant):
        return count(call, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the erasure of a whole call stands that its data subject asked for.

    ``state``: waiting, done, kept. ``at``: when it is or was gone, or until when it is kept (ms UTC).
    """

    state: str
    at: Millis | None


def erasure_standing(tenant: TenantId, call: CallId) -> Standing | None:
    """Return where it stands for the holder of the call's receipt, None where nobody asked."""
    with tenant_scope(tenant):
        asked = last_about(Subject.ERASE_ON_REQUEST, call)
        if asked is not None and asked.state is Asked.IN_FORCE:
            return Standing("done", asked.decided_at)
        met = answer_to(call)
        if met.answer is not Answer.DELETE:
            return Standing("kept", met.until)
        if asked is not None and asked.state is Asked.WAITING:
            return Standing("waiting", asked.ripe_at)
    return None


def overdue(tenant: TenantId, before: Millis) -> int:
    """Return how many things should have been gone before a moment, unfinished erasures included."""
    with tenant_scope(tenant):
        unfinished = Erasure.objects.filter(state__in=UNFINISHED, destroyed_at__lte=before)
        due = sum(count_on(shelf, before) for shelf in Shelf)
        return unfinished.count() + due + len(due_numbers(before)) + len(due_uses(before))


def overdue_since(tenant: TenantId, now: Millis) -> Millis:
    """Return since when the oldest thing that `overdue` counts should be gone; ``now``: nothing is."""
    with tenant_scope(tenant):
        unfinished = Erasure.objects.filter(state__in=UNFINISHED).aggregate(at=Min("destroyed_at"))
        due = [thing.due_at for shelf in Shelf for thing in due_on(shelf, now, 1)]
        moments = [*due, unfinished["at"], numbers_since(now), uses_since(now)]
    return Millis(min([now, *(at for at in moments if at is not None)]))


@dataclass(frozen=True, slots=True)
class Stuck:
    """An erasure that refuses to be finished since ``since``: why, how often tried, when again (ms UTC).

    Nobody can open the thing any more; ``blob`` names the file that is left, '' where none was.
    """

    artefact: ArtefactId
    kind: KindId
    blob: BlobId
    fault: Fault
    tries: int
    since: Millis
    next_at: Millis | None


def stuck(tenant: TenantId, limit: int = 50) -> tuple[Stuck, ...]:
    """Return what cannot be finished, the oldest first. It names ids and kinds, nothing of a caller."""
    with tenant_scope(tenant):
        rows = Erasure.objects.filter(state__in=UNFINISHED, fault__isnull=False).order_by(
            "destroyed_at", "id"
        )
        return tuple(
            Stuck(
                ArtefactId(row.artefact),
                KindId(row.kind),
                BlobId(row.blob),
                Fault(row.fault or ""),
                row.tries or 0,
                Millis(row.destroyed_at),
                moment(row.next_at),
            )
            for row in rows[:limit]
        )


def _view(row: Erasure) -> ErasureView:
    return ErasureView(
        artefact=ArtefactId(row.artefact),
        kind=KindId(row.kind),
        rule=RuleId(row.rule),
        state=ErasureState(row.state),
        because=row.because,
        before_storage=row.before_storage,
        destroyed_at=Millis(row.destroyed_at),
        verified_at=None if row.verified_at is None else Millis(row.verified_at),
        simulated=row.clock == "simulated",
    )
