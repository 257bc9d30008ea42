"""Rows of keys as lines: read back as they were, but for the private parts of ingest epochs."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.backup.snapshot import read_row, saved_rows


@pytest.mark.rule("R66")
def test_an_epochs_private_part_is_in_no_backup(moment):
    lines = [json.loads(line) for line in b"".join(saved_rows(moment)).splitlines()]
    assert [each["table"] for each in lines if isinstance(each, dict)] == ["vault_keyepoch", "vault_vaultkey"]
    assert [read_row(each) for each in lines if isinstance(each, list)] == [
        ("e", None),
        ("k", b"wrapped key"),
    ]


def test_a_row_holds_nothing_else():
    with pytest.raises(TypeError):
        read_row([1.5])
