"""The claim that is logged names ids, kind, rule and moments, and no content."""

from __future__ import annotations

from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.statement import statement_of
from rufschutz.domain.audit.certificate import Cause, Clock


def test_it_says_who_destroyed():
    row = Erasure(
        tenant_id="a" * 32,
        artefact="b" * 32,
        kind="recording_matter",
        rule="recording_matter/P7D",
        blob="",
        keys=["k"],
        because="sweep",
        destroyed_at=5,
        clock="real",
    )
    said = statement_of(row)
    assert (said.actor, said.cause, said.clock, said.blob) == ("retention", Cause.SWEEP, Clock.REAL, None)
    assert (said.due, said.erased_at, said.absence_verified_at) == (5, 5, 5)
    assert said.wraps_destroyed == ("k",)
