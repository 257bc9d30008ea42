"""What people may see of holds: what is kept, why, by whom and until when; and what a request meets with.

Decides nothing. Who may see them is asked of the rules of access; numbers appear masked only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.covered import covered
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.core.holds.locks import locking, protecting
from rufschutz.core.holds.models import Hold
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.models import State as Sound
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import CLAIMS, RIGHTS, TABLE
from rufschutz.domain.approval.proposal import State as Asked
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.erasure import ErasureAnswer, Reason, answer
from rufschutz.domain.hold.hold import PROVISIONAL, Kind, State
from rufschutz.domain.ids import ArtefactId, CallId, PersonId, PurposeId
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor, Role
    from rufschutz.domain.ids import TenantId

ENDED = 50
"""How many holds that are over are shown at most."""


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold as people see it; moments in ms UTC.

    ``covered``: things it reaches now, or reached when it was set once it is over. ``lapses_at``: when it
    ends unless a second person confirms it, None where it was or need not be. ``waiting``: what a
    second person is being asked, None for nothing; ``proposal`` is that request's id. ``number``: masked,
    None where none is kept. ``sounds``: what can be heard for legal claims. ``due_at``: when the
    record itself goes.
    """

    id: str
    call: CallId
    kind: Kind
    state: State
    reason: str
    opponent: str
    claim: str
    counsel: str
    article: str
    told: bool
    untold: str
    covered: int
    asked: str
    asked_name: str
    confirmed_by: str
    confirmed_name: str
    placed_at: Millis
    lapses_at: Millis | None
    ends_at: Millis
    ended_at: Millis | None
    due_at: Millis | None
    waiting: Subject | None
    proposal: str
    call_at: Millis | None
    number: str | None
    sounds: tuple[ArtefactId, ...]

    @property
    def protects(self) -> bool:
        """Whether it keeps anything from being deleted."""
        return self.ended_at is None


def viewed_for(role: Role) -> PurposeId:
    """Return what for a role looks at holds: its own claims, or to watch over them."""
    cell = TABLE[role].get(Action.VIEW_HOLDS)
    return CLAIMS if cell is not None and CLAIMS in cell.purposes else RIGHTS


def holds(actor: Actor, purpose: PurposeId, now: Millis, *, over: bool = False) -> tuple[HoldView, ...]:
    """Return the holds that stand, the next to end first, or the last that are over; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_HOLDS, purpose, now)
    with tenant_scope(actor.tenant):
        living = locking()
        if not over:
            return tuple(_view(row) for row in living.order_by("ends_at", "id"))
        rest = Hold.objects.exclude(id__in=living.values("id"))
        return tuple(_view(row) for row in rest.order_by("-ended_at", "id")[:ENDED])


def hold(actor: Actor, purpose: PurposeId, name: str, now: Millis) -> HoldView:
    """Return one hold; raise `NoHoldError` or `AccessDenied`."""
    access.require(actor, Action.VIEW_HOLDS, purpose, now)
    with tenant_scope(actor.tenant):
        row = Hold.objects.filter(id=name).first()
        if row is None:
            raise NoHoldError("there is no such hold here")
        return _view(row)


def tenant_of_hold(name: str) -> TenantId:
    """Return whose hold it is, for a command that has to open a scope first; raise `NoHoldError`."""
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            if Hold.objects.filter(id=name).exists():
                return tenant
    raise NoHoldError("there is no such hold")


def erasure_answer(call: CallId) -> ErasureAnswer:
    """Return what an erasure request for a call meets with, in the tenant's scope (Art. 17(3), 18 GDPR)."""
    rows = protecting().filter(call=call)
    return answer([Reason(Kind(row.kind), row.article, Millis(row.ends_at)) for row in rows])


def _view(row: Hold) -> HoldView:
    living = row.ended_at is None
    asked = Proposal.objects.filter(target=row.id, state=Asked.WAITING.value).order_by("-proposed_at").first()
    call = Call.objects.filter(id=row.call).first()
    sounds = Recording.objects.filter(call=row.call, state=Sound.ARCHIVED).order_by("started_at", "id")
    provisional = row.state == State.PROVISIONAL
    return HoldView(
        id=row.id,
        call=CallId(row.call),
        kind=Kind(row.kind),
        state=State(row.state),
        reason=row.reason,
        opponent=row.opponent,
        claim=row.claim,
        counsel=row.counsel,
        article=row.article,
        told=row.told,
        untold=row.untold,
        covered=covered(CallId(row.call)).total if living else row.covered,
        asked=row.asked,
        asked_name=_name(row.asked),
        confirmed_by=row.confirmed_by,
        confirmed_name=_name(row.confirmed_by),
        placed_at=Millis(row.placed_at),
        lapses_at=Millis(row.placed_at + PROVISIONAL) if provisional else None,
        ends_at=Millis(row.ends_at),
        ended_at=moment(row.ended_at),
        due_at=moment(row.due_at),
        waiting=None if asked is None else Subject(asked.subject),
        proposal="" if asked is None else asked.id,
        call_at=None if call is None else Millis(call.started_at),
        number=None if call is None else call.number_mask or None,
        sounds=tuple(ArtefactId(name) for name in sounds.values_list("id", flat=True)) if living else (),
    )


def _name(person: str) -> str:
    return person_name(PersonId(person)) if len(person) == 32 else ""
