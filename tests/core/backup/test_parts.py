"""No two parts of a backup share a name."""

from __future__ import annotations

from rufschutz.core.backup import parts


def test_names_are_apart():
    names = [parts.SETTINGS, parts.PLAN_KEY, parts.DATABASE, parts.BLOBS, parts.KEYS, *parts.DIRECTORIES]
    assert len(set(names)) == len(names)
