"""A manifest is believed only under the key it was sealed with, and only if this program knows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.moments import Millis
from rufschutz.domain.restore import manifest
from rufschutz.domain.restore.manifest import (
    Manifest,
    ManifestAlteredError,
    NewerBackupError,
    NotAManifestError,
    Sort,
)
from rufschutz.domain.restore.tombstones import Place

KEY = b"m" * 32
ONE = Manifest(
    id="data-1",
    sort=Sort.DATA,
    installation="1" * 32,
    root_key="2" * 32,
    at=Millis(1_790_000_000_000),
    program="0.4",
    vendor="sqlite",
    file="data-1.backup",
    size=123,
    sha256="0" * 64,
    schema=("calls.0001_initial", "calls.0002_more"),
    tombstones=Place(7, "e" * 64),
    checkpoints=("rufschutz/x\n1\nAA\n",),
)


def test_a_manifest_is_read_back():
    assert manifest.read(manifest.written(ONE, KEY), KEY) == ONE
    assert manifest.owner(manifest.written(ONE, KEY)) == (ONE.installation, ONE.root_key)


@pytest.mark.rule("R66")
@pytest.mark.parametrize(
    "change", [{"size": 1}, {"sha256": "1" * 64}, {"tombstones": Place()}, {"schema": ()}]
)
def test_a_changed_manifest_is_named(change):
    good = manifest.written(ONE, KEY)
    seal = good[good.index(b'"seal"') :][:74]
    forged = manifest.written(replace(ONE, **change), b"other key" * 4)
    other = forged[forged.index(b'"seal"') :][:74]
    with pytest.raises(ManifestAlteredError):
        manifest.read(forged.replace(other, seal), KEY)


def test_a_manifest_of_another_root_key_is_named():
    with pytest.raises(ManifestAlteredError):
        manifest.read(manifest.written(ONE, KEY), b"other key" * 4)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"a":1}', b'{ "format": "rufschutz-backup/1" }'])
def test_something_else_is_no_manifest(data):
    with pytest.raises(NotAManifestError):
        manifest.read(data, KEY)


@pytest.mark.rule("R66")
def test_a_manifest_of_no_known_sort_is_none():
    with pytest.raises(NotAManifestError):
        manifest.unchecked(manifest.written(ONE, KEY).replace(b'"sort":"data"', b'"sort":"more"'))


def test_a_backup_of_a_newer_program_is_refused_by_name():
    with pytest.raises(NewerBackupError):
        manifest.read(manifest.written(ONE, KEY).replace(b"rufschutz-backup/1", b"rufschutz-backup/2"), KEY)
    manifest.require_known(ONE.schema, frozenset(ONE.schema))
    with pytest.raises(NewerBackupError, match=r"calls\.0002_more"):
        manifest.require_known(ONE.schema, frozenset(["calls.0001_initial"]))
