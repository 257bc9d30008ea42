"""No subject is missing from the queue, and none is told in words of its code."""

from __future__ import annotations

import pytest

from rufschutz.console.approvals.subjects import NAMES
from rufschutz.domain.approval.subject import Subject


@pytest.mark.parametrize("subject", list(Subject))
def test_every_subject_has_a_name(subject: Subject) -> None:
    assert str(NAMES[subject])
