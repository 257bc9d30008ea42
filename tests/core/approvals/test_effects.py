from __future__ import annotations

from rufschutz.core.approvals.effects import EFFECTS
from rufschutz.domain.approval.subject import POLICY_SUBJECTS


def test_what_is_proposed_of_a_policy_has_an_effect():
    assert set(EFFECTS) >= POLICY_SUBJECTS
