"""The end of a use: its wrap destroyed, the recording left to the purposes that remain.

Not an erasure: nothing of the sound is gone yet, but nobody can open it for this purpose any
more. What has no other use is no matter of this module; it is erased (`sweep`).
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import Note, hold_log, record_all
from rufschutz.core.consent import actions as consents
from rufschutz.core.keys.actions import destroy_wraps
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.models import Recording, Use
from rufschutz.core.retention.due import due_uses
from rufschutz.core.retention.statement import ACTOR
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, CallId, PurposeId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.retention.actions.sweep import Ground

BATCH = 400


def end_due(ground: Ground, now: Millis, ahead: int = 0) -> int:
    """End the uses due ``ahead`` ms after ``now`` that are not their recordings' last; return how many."""
    done = 0
    while count := _end_batch(ground, now, Millis(now + ahead)):
        done += count
    return done


def end(uses: Collection[int], cause: Cause, ground: Ground, now: Millis) -> None:
    """End named uses of recordings that stay, wraps and all.

    Within the caller's transaction, which holds the tenant's log. What ended before is left alone.
    """
    living = _held(uses)
    by_purpose = attrgetter("purpose")
    for purpose, same in groupby(sorted(living, key=by_purpose), key=by_purpose):
        artefacts = [ArtefactId(use.artefact) for use in same]
        destroy_wraps(ground.tenant, artefacts, PurposeId(purpose))
    recordings.end_uses([use.id for use in living], now)
    consents.start_period(_unused({use.consent for use in living}), now, ground.rules)
    record_all(Note(_entry(use, cause, ground, now), CallId(use.call)) for use in living)


def _end_batch(ground: Ground, now: Millis, until: Millis) -> int:
    with transaction.atomic():
        hold_log(ground.tenant)
        due = () if stopped(ground.tenant, now) else due_uses(until, BATCH)
        end(due, Cause.SWEEP, ground, now)
    return len(due)


def _held(uses: Collection[int]) -> list[Use]:
    """Lock the recordings against an archive in the making; return the uses that live then."""
    artefacts = Use.objects.filter(id__in=uses).values_list("artefact", flat=True)
    list(Recording.objects.select_for_update().filter(id__in=list(artefacts)).order_by("id"))
    return list(Use.objects.filter(id__in=uses, ended_at=None).order_by("id"))


def _unused(consents_ended: Collection[str]) -> Sequence[str]:
    living = Use.objects.filter(consent__in=consents_ended, ended_at=None)
    return sorted(set(consents_ended) - set(living.values_list("consent", flat=True)))


def _entry(use: Use, cause: Cause, ground: Ground, now: Millis) -> Entry:
    details = (
        Detail("purpose", use.purpose),
        Detail("rule", use.rule),
        Detail("because", cause.value),
        Detail("due", use.due_at),
    )
    return Entry(AuditEvent.CONSENT_USE_ENDED, ground.tenant, now, ACTOR, use.artefact, details)
