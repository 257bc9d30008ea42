"""A call that staff take for a child's: nothing agreed to in it counts, and all its sound goes.

What ends is `domain.consent.minors`'s to say, and the withdrawal does the ending: at once,
without approval. What the caller asked for stays, marked so that a person calls and nothing goes
out by itself. A claim is enough, it is never examined; marked twice, it happens once.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.calls.queries import labels_of
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters import actions as matters
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.actions.withdrawal import withdraw
from rufschutz.core.retention.withdrawable import STORED
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.minors import Ending, ending_for_minor
from rufschutz.domain.consent.withdrawal import CallStillRunning, Method, NothingToWithdraw
from rufschutz.domain.ids import ArtefactId, PurposeId

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions.run import Place
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis


def mark_minor(actor: Actor, call: CallId, keys: Keys, place: Place, now: Millis) -> Ending:
    """Mark a call as a child's and end all that a child cannot agree to; return what was to end.

    Raises `NotFound`, `AccessDenied` and `CallStillRunning`; nothing has changed then.
    """
    with tenant_scope(actor.tenant), transaction.atomic():
        row = Call.objects.select_for_update().filter(id=call).first()
        if row is None:
            raise access.NotFound("there is no such call")
        access.require(actor, Action.WITHDRAW_CONSENT, RECORD, now, labels_of(row))
        if row.ended_at is None:
            raise CallStillRunning("the call is still running")
        ending = _ending(call)
        matters.mark(call, ending.about)
    with suppress(NothingToWithdraw):
        withdraw(actor, call, keys, place, now, Method.MINOR)
    return ending


def _ending(call: CallId) -> Ending:
    rows = Consent.objects.filter(call=call).values_list("purpose", "state")
    states = {PurposeId(purpose): ConsentState(state) for purpose, state in rows}
    stored = Recording.objects.filter(call=call, state__in=STORED).values_list("id", flat=True)
    return ending_for_minor(states, map(ArtefactId, stored))
