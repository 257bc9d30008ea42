from __future__ import annotations

import pytest

from rufschutz.domain.audit.sentences import SENTENCES
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language


@pytest.mark.parametrize("language", Language)
def test_every_event_has_its_own_whole_sentence(language):
    said = [SENTENCES[event][language] for event in AuditEvent]
    assert all(sentence.endswith(".") and len(sentence) > 15 for sentence in said)
    assert len(set(said)) == len(said)


def test_no_sentence_is_left_for_an_event_that_is_gone():
    assert set(SENTENCES) == set(AuditEvent)
