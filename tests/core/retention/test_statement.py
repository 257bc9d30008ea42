"""The claim that is logged names ids, kind, rule and moments, and no content."""

from __future__ import annotations

import pytest

from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.statement import statement_of
from rufschutz.domain.audit.certificate import Cause, Clock


@pytest.mark.parametrize(("before_storage", "actor"), [(True, "voice"), (False, "retention")])
def test_it_says_who_destroyed(before_storage, actor):
    row = Erasure(
        tenant_id="a" * 32,
        artefact="b" * 32,
        kind="recording_matter",
        rule="recording_matter/P7D",
        blob="",
        keys=["k"],
        because="sweep",
        before_storage=before_storage,
        destroyed_at=5,
        clock="real",
    )
    said = statement_of(row)
    assert (said.actor, said.cause, said.clock, said.blob) == (actor, Cause.SWEEP, Clock.REAL, None)
    assert (said.due, said.erased_at, said.absence_verified_at) == (5, 5, 5)
    assert said.wraps_destroyed == ("k",)
