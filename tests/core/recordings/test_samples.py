from __future__ import annotations

import pytest

from rufschutz.core.audit.access import NotFound
from rufschutz.core.recordings.samples import needs_second, sample_of
from rufschutz.domain.ids import ArtefactId


def test_of_what_is_not_there_nothing_is_told(owner, now):
    for asked in (needs_second, sample_of):
        with pytest.raises(NotFound):
            asked(owner, ArtefactId("0" * 32), now)
