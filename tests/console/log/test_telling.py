"""Who decides about a redaction reads which entries, why, and what stays; who sees no log only numbers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.console.approvals.telling import TELLERS
from rufschutz.console.log.telling import REASONS, told
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.redaction import ReasonClass


@pytest.mark.parametrize("why", list(ReasonClass))
def test_the_deputy_reads_numbers_and_the_occasion(why):
    card = SimpleNamespace(count=2, document=f'{{"entries":[7,9],"why":"{why.value}"}}')
    said = told(card, SimpleNamespace(role=Role.DEPUTY))
    assert TELLERS[Subject.REDACT_LOG] is told
    assert "2 Einträgen" in said.what
    assert [fact.name for fact in said.facts] == ["Anlass", "Eintrag 7", "Eintrag 9"]
    assert said.facts[0].words == str(REASONS[why])
