"""The classes of reasons stay in the log for ever."""

from __future__ import annotations

from rufschutz.domain.audit.redaction import ReasonClass


def test_they_are_words_that_never_change():
    assert [one.value for one in ReasonClass] == ["unlawful", "court", "mistake"]
