"""How listening to one recording for the quality of service stands: nobody to ask, asked, or still to ask.

Reads only. Consent, kind, hold and restriction are asked first: what they keep shut no second person opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.approvals.leave import may
from rufschutz.core.approvals.queries import last_about
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.recordings.queries import find, labels_of, view
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import QUALITY
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Sample:
    """``asked``: a request waits; ``free``: nobody has to be asked (any more)."""

    call: CallId
    asked: bool
    free: bool


def sample_of(actor: Actor, artefact: ArtefactId, now: Millis) -> Sample:
    """Return how it stands; raise `NotFound`, or `AccessDenied` for who may not hear it in any case."""
    row = find(actor.tenant, artefact)
    access.require(actor, Action.PLAY_RECORDING, QUALITY, now, labels_of(row, QUALITY))
    with tenant_scope(actor.tenant):
        last = last_about(Subject.LISTEN_QUALITY, artefact)
    asked = last is not None and last.state is State.WAITING
    return Sample(CallId(row.call), asked, _free(actor, artefact, now))


def needs_second(actor: Actor, artefact: ArtefactId, now: Millis) -> bool:
    """Say whether a second person's word is all that keeps somebody from hearing a recording."""
    row = find(actor.tenant, artefact)
    allowed = access.allowed(actor, Action.PLAY_RECORDING, QUALITY, now, labels_of(row, QUALITY))
    return allowed and view(row).audible and not _free(actor, artefact, now)


def _free(actor: Actor, artefact: ArtefactId, now: Millis) -> bool:
    return may(actor.tenant, actor.person, Subject.LISTEN_QUALITY, artefact, now)
