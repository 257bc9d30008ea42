"""Erasures are shown to those who watch; what is late is counted."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.queries import erasures, overdue, withdrawal_offer
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis

RECORD, QUALITY, SECURITY = (PurposeId(name) for name in ("record_matter", "quality", "security"))


def test_the_officer_sees_what_was_erased(office, officer, operator):
    caller = office.recorded()
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    (seen,) = erasures(officer, SECURITY, office.now)
    assert (seen.artefact, seen.rule, seen.simulated) == (caller.artefact, "recording_matter/P7D", False)
    with pytest.raises(AccessDenied):
        erasures(operator, SECURITY, office.now)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_withdrawal_says_before_what_each_purpose_takes_with_it(callcentre, owner):
    caller = callcentre.call().start().yes(promised="P14D").record().speak()
    caller.also(QUALITY).keep().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    whole = withdrawal_offer(owner, caller.id, callcentre.now)
    assert (set(whole.purposes), whole.recordings, whole.staying) == ({RECORD, QUALITY}, 1, 0)
    alone = withdrawal_offer(owner, caller.id, callcentre.now, [QUALITY])
    assert (alone.purposes, alone.recordings, alone.length, alone.staying) == ((QUALITY,), 0, 0, 1)


@pytest.mark.usefixtures("scope")
def test_what_is_due_and_what_is_unfinished_is_late(office):
    office.recorded()
    assert overdue(office.tenant, office.now) == 0
    assert overdue(office.tenant, Millis(office.now + 8 * DAY)) == 1
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    Erasure.objects.update(state="wraps_destroyed")
    assert overdue(office.tenant, Millis(office.now + 8 * DAY)) == 1
