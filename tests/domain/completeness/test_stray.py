"""Files that nobody names."""

from __future__ import annotations

import pytest

from rufschutz.domain.completeness.artefact import GRACE, Life
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.completeness.stray import stray_blob, stray_journal
from rufschutz.domain.moments import Millis


@pytest.mark.parametrize(
    ("named", "erased", "logged", "kind"),
    [
        (True, False, False, None),
        (False, True, False, None),
        (False, True, True, IncidentKind.BLOB_AFTER_ERASURE),
        (False, False, False, IncidentKind.BLOB_WITHOUT_ROW),
    ],
)
def test_a_blob_has_a_row_or_is_just_being_deleted(named, erased, logged, kind):
    assert stray_blob(named=named, erased=erased, logged=logged) == kind


@pytest.mark.parametrize(
    ("life", "age", "kind"),
    [
        (None, GRACE, None),
        (None, GRACE + 1, IncidentKind.JOURNAL_WITHOUT_ROW),
        (Life.OPEN, GRACE + 1, None),
        (Life.DAMAGED, GRACE + 1, None),
        (Life.ARCHIVED, GRACE + 1, IncidentKind.JOURNAL_LEFT_BEHIND),
        (Life.ERASED, GRACE + 1, IncidentKind.JOURNAL_LEFT_BEHIND),
        (Life.ERASED, GRACE, None),
    ],
)
def test_a_journal_lives_until_it_is_archived(life, age, kind):
    assert stray_journal(life, Millis(0), Millis(age)) == kind
