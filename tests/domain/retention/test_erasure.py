from __future__ import annotations

from itertools import pairwise, product

import pytest

from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, RuleId
from rufschutz.domain.retention.erasure import NEXT, Erasure, ErasureError, ErasureState

DUE = Erasure(ArtefactId("a1"), BlobId("b1"), (KeyId("k1"), KeyId("k2")), RuleId("recording_matter/P"))
ORDER = [
    ErasureState.DUE,
    ErasureState.EXECUTING,
    ErasureState.WRAPS_DESTROYED,
    ErasureState.BLOB_DELETED,
    ErasureState.ABSENCE_VERIFIED,
    ErasureState.LOGGED,
]


@pytest.mark.rule("R43")
def test_keys_die_first_then_the_blob_then_its_absence_is_read_back_then_it_is_logged():
    erasure = DUE
    for state in ORDER[1:]:
        assert not erasure.finished
        erasure = erasure.to(state)
    assert erasure.finished
    assert erasure.keys == DUE.keys


def test_every_other_step_is_refused():
    legal = {*pairwise(ORDER), (ErasureState.DUE, ErasureState.APPROVED)}
    legal.add((ErasureState.APPROVED, ErasureState.EXECUTING))
    for here, there in product(ErasureState, repeat=2):
        erasure = Erasure(DUE.artefact, DUE.blob, DUE.keys, DUE.rule, state=here)
        if (here, there) in legal:
            assert erasure.to(there).state is there
        else:
            with pytest.raises(ErasureError, match=f"{here.value} cannot become {there.value}"):
                erasure.to(there)


@pytest.mark.rule("R44")
def test_where_a_second_person_must_agree_nothing_runs_before():
    manual = Erasure(DUE.artefact, DUE.blob, DUE.keys, DUE.rule, needs_approval=True)
    with pytest.raises(ErasureError, match="needs an approval"):
        manual.to(ErasureState.EXECUTING)
    assert manual.to(ErasureState.APPROVED).to(ErasureState.EXECUTING).state is ErasureState.EXECUTING


def test_every_state_but_the_last_leads_on():
    assert [state for state in ErasureState if not NEXT[state]] == [ErasureState.LOGGED]
