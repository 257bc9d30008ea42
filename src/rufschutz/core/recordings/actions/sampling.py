"""Asking a second person to let a supervisor listen to one recording for the quality of service.

Decides nothing: whether the profile demands it says `rufschutz.core.approvals.leave`. An approval opens
nothing that consent, hold or restriction keeps shut: those are asked again when it is played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.approvals.effects import counted, takes_effect
from rufschutz.core.audit import access
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.recordings.queries import find, labels_of
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import QUALITY
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import ArtefactId, TenantId

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


def ask_listening(actor: Actor, artefact: ArtefactId, reason: str, now: Millis) -> str:
    """Ask to listen to a recording for its quality; return the request's id.

    Raises `AccessDenied` for who could not hear it with a second person's word either, `NotFound`, or
    `ProposalError`.
    """
    row = find(actor.tenant, artefact)
    access.require(actor, Action.PLAY_RECORDING, QUALITY, now, labels_of(row, QUALITY))
    with locked(actor.tenant):
        document = canonical.dumps({"call": row.call, "recording": str(artefact)}).decode()
        return ask(actor, Shown(Subject.LISTEN_QUALITY, document, reason, target=artefact, count=1), now)


@takes_effect(Subject.LISTEN_QUALITY)
def let_listen(asked: Proposal, now: Millis) -> str:
    """Do nothing yet: who asked listens within the time of their leave; raise `NotFound` once it is gone."""
    del now
    if find(TenantId(asked.tenant_id), ArtefactId(asked.target)).state != State.ARCHIVED:
        raise access.NotFound("there is no sound of this recording")
    return asked.target


@counted(Subject.LISTEN_QUALITY)
def count_sound(asked: Proposal, now: Millis) -> int:
    """Return 1 while there is sound, 0 once it is gone."""
    del now
    return Recording.objects.filter(id=asked.target, state=State.ARCHIVED.value).count()
