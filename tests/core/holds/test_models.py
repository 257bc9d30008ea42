"""The record of a hold names who, why and until when, and nothing of the caller."""

from __future__ import annotations

from rufschutz.core.holds.models import Hold


def test_no_column_holds_a_number_or_content():
    names = {field.name for field in Hold._meta.fields}
    assert not {name for name in names if "number" in name or "sealed" in name or "text" in name}
    assert {"reason", "ends_at", "asked", "confirmed_by", "told", "untold"} <= names
