"""What voice destroyed before it was stored has an erasure of its own, once."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.retention.actions import destroyed_unstored
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.call.facts import RecordingGone


@pytest.mark.usefixtures("scope")
def test_told_twice_it_is_written_once(office):
    caller = office.call().start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    gone = next(fact for fact in caller.facts if isinstance(fact, RecordingGone))
    destroyed_unstored(gone, "voice")
    row = Erasure.objects.get()
    assert (row.because, row.kind, row.keys, row.blob) == ("voice_before_storage", "recording_matter", [], "")
    entry = OutboxEntry.objects.get(event="retention:artefact:erased")
    assert '"actor":"voice"' in entry.payload


@pytest.mark.usefixtures("scope")
def test_what_never_began_is_not_erased(office):
    caller = office.call().start()
    head = caller.head()
    from rufschutz.domain.call.facts import DestroyedBecause

    destroyed_unstored(RecordingGone(head, caller.artefact, DestroyedBecause.WITHDRAWN), "voice")
    assert not Erasure.objects.exists()
