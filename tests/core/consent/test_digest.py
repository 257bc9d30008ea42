"""The hash of an event covers what never changes, and nothing that may."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.digest import details_of, digest_of
from rufschutz.core.consent.models import ConsentEvent


@pytest.mark.usefixtures("scope")
def test_every_column_that_never_changes_counts(office):
    office.recorded()
    row = ConsentEvent.objects.get()
    before = digest_of(row)
    changed = {"at": 1, "position": 9, "grounded": False, "evidence": b"x"}
    for column in (field.name for field in ConsentEvent._meta.concrete_fields):
        if column in ("kind", "rule", "due_at"):
            continue
        kept = getattr(row, column)
        row.__dict__[column] = changed.get(column, "x")
        assert digest_of(row) != before, column
        row.__dict__[column] = kept
    row.kind, row.rule, row.due_at = "a", "b", 1
    assert digest_of(row) == before


@pytest.mark.usefixtures("scope")
def test_the_log_is_told_id_and_hash(office):
    office.recorded()
    row = ConsentEvent.objects.get()
    assert [(each.name, each.value) for each in details_of(row)] == [
        ("event", row.id),
        ("record", digest_of(row)),
    ]
